-- Rules, settings and recipients: owner and admin only. Then the rights of everything about alerts.

create function public.save_recipient(p_request_id uuid, p_recipient_id uuid, p_fields jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_id uuid := coalesce(p_recipient_id, gen_random_uuid());
    r public.recipients;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'save_recipient', 'recipient', v_id::text,
        jsonb_build_object('fields', (select jsonb_agg(k) from jsonb_object_keys(p_fields) k)));
    if v_done is not null then return v_done; end if;
    select * into r from public.recipients where id = v_id for update;
    r := jsonb_populate_record(coalesce(r, row(v_id, null, null, null, null, '07:00', '21:00', '{1,2,3,4,5,6,7}', null, null,
            true, null, null, null, null)::public.recipients),
        p_fields - array['id', 'unreachable_at', 'sms_delivered_at', 'email_delivered_at', 'active']);
    if r.phone is distinct from (select phone from public.recipients where id = v_id) then r.unreachable_reason := null; end if;
    insert into public.recipients values (r.*)
    on conflict (id) do update set full_name = excluded.full_name, phone = excluded.phone, email = excluded.email,
        on_call_rank = excluded.on_call_rank, starts = excluded.starts, ends = excluded.ends, weekdays = excluded.weekdays,
        away_from = excluded.away_from, away_until = excluded.away_until, unreachable_reason = excluded.unreachable_reason;
    return private.end_action(p_request_id, to_jsonb(r));
exception
    when check_violation or not_null_violation then
        perform private.refuse('Vérifiez le nom, le numéro, le courriel et les heures.');
        return null;
    when unique_violation then
        perform private.refuse('Ce rang de garde est déjà pris par une autre personne.');
        return null;
end $$;

create function public.remove_recipient(p_request_id uuid, p_recipient_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'remove_recipient', 'recipient', p_recipient_id::text);
    if v_done is not null then return v_done; end if;
    update public.recipients set active = false, on_call_rank = null where id = p_recipient_id;
    if not found then perform private.refuse('Cette personne n''est plus dans la liste.'); end if;
    return private.end_action(p_request_id, jsonb_build_object('id', p_recipient_id));
end $$;

create function public.save_alert_rule(p_request_id uuid, p_kind text, p_enabled boolean, p_urgent boolean, p_bundle_minutes integer)
returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    r public.alert_rules;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'save_alert_rule', 'alert_rule', p_kind,
        jsonb_build_object('enabled', p_enabled, 'urgent', p_urgent, 'bundle_minutes', p_bundle_minutes));
    if v_done is not null then return v_done; end if;
    update public.alert_rules set enabled = p_enabled, urgent = p_urgent, bundle_minutes = p_bundle_minutes
    where kind = p_kind returning * into r;
    if not found then perform private.refuse('Règle inconnue.'); end if;
    return private.end_action(p_request_id, to_jsonb(r));
exception when check_violation or not_null_violation then
    perform private.refuse('Le regroupement va de 0 à 240 minutes.');
    return null;
end $$;

create function public.save_alert_settings(p_request_id uuid, p_fields jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    s public.alert_settings;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'save_alert_settings', 'alert_settings', null, p_fields);
    if v_done is not null then return v_done; end if;
    select * into s from public.alert_settings for update;
    s := jsonb_populate_record(s, p_fields - 'only_row');
    update public.alert_settings set receipt_minutes = s.receipt_minutes, ack_minutes = s.ack_minutes,
        throttle_count = s.throttle_count, throttle_minutes = s.throttle_minutes, digest_at = s.digest_at;
    return private.end_action(p_request_id, to_jsonb(s));
exception when check_violation or not_null_violation or invalid_text_representation or datetime_field_overflow then
    perform private.refuse('Vérifiez les durées et l''heure du bilan.');
    return null;
end $$;

create or replace function public.status_line() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('owner', 'staff', 'admin');
    return jsonb_build_object(
        'now', now(),
        'last_call_at', (select max(created_at) from public.vapi_calls where not is_test),
        'last_webhook_at', (select at from private.webhook_requests where outcome not in ('refused', 'lost') order by at desc limit 1),
        'last_message_at', (select received_at from private.inbox order by id desc limit 1),
        'unapplied', (select count(*) from private.inbox where applied_at is null),
        'journal', (select to_jsonb(p) from private.probes p where p.name = 'journal_length' order by p.at desc limit 1),
        'worker_at', (select max(at) from private.heartbeats where program = 'worker'),
        'database_probe', (select to_jsonb(p) from private.probes p where p.name = 'database_ms' order by p.at desc limit 1),
        'alerts', (select jsonb_build_object(
            'waiting', count(*) filter (where state in ('waiting', 'sending', 'handed_over') and bundled_in is null),
            'failed', count(*) filter (where state = 'failed'),
            'oldest_waiting_at', min(created_at) filter (where state in ('waiting', 'sending') and urgent))
            from public.alerts where created_at > now() - interval '7 days' and state <> 'acknowledged'),
        'last_delivered_at', (select max(greatest(sms_delivered_at, email_delivered_at)) from public.recipients),
        'unreachable', (select coalesce(jsonb_agg(jsonb_build_object('full_name', full_name, 'reason', unreachable_reason)), '[]')
                        from public.recipients where active and unreachable_reason is not null),
        -- Not built yet: nothing is measured, and nothing is shown as if it were.
        'last_proven_backup_at', null,
        'is_demo', (select exists (select 1 from public.vapi_calls where is_demo)));
end $$;

do $$
declare t regclass;
begin
    foreach t in array array['public.recipients', 'public.alert_rules', 'public.alert_settings', 'public.alerts',
        'public.alert_attempts', 'private.brevo_events', 'private.alert_links']::regclass[] loop
        execute format('alter table %s enable row level security', t);
        execute format('revoke all on table %s from public, anon, authenticated, service_role', t);
        execute format('grant select, insert, update, delete on table %s to service_role', t);
    end loop;
end $$;
grant select on public.recipients, public.alert_rules, public.alert_settings, public.alerts, public.alert_attempts to authenticated;
create policy read_for_team on public.recipients for select to authenticated using ((select private.app_role()) is not null);
create policy read_for_team on public.alert_rules for select to authenticated using ((select private.app_role()) is not null);
create policy read_for_team on public.alert_settings for select to authenticated using ((select private.app_role()) is not null);
create policy read_for_team on public.alerts for select to authenticated using ((select private.app_role()) is not null);
create policy read_for_team on public.alert_attempts for select to authenticated using ((select private.app_role()) is not null);

revoke execute on all functions in schema private from public, anon;
grant execute on function public.alert_list, public.alert_setup, public.resend_alerts, public.acknowledge_alerts,
    public.alert_about, public.send_test_alert, public.save_recipient, public.remove_recipient, public.save_alert_rule,
    public.save_alert_settings to authenticated;
grant execute on function private.alert_view, private.attempt_view, private.alert_rank, private.attempt_rank to authenticated;
revoke execute on function public.alert_list, public.alert_setup, public.resend_alerts, public.acknowledge_alerts,
    public.alert_about, public.send_test_alert, public.save_recipient, public.remove_recipient, public.save_alert_rule,
    public.save_alert_settings from public, anon;

-- An address that refuses our emails for good marks its person, as a phone does; a person added twice by one request is
-- one person; and the trail keeps no phone number of the team.

alter table public.recipients
    add column email_unreachable_reason text check (email_unreachable_reason in ('stop', 'hard_bounce', 'blocklisted')),
    add column email_unreachable_at timestamptz;

-- An event of Brevo about an attempt. True when it was new. `p_address`: the phone or the email that it was for.
drop function private.receive_brevo_event(text, text, text, uuid, text, text, boolean, text, text, text, text, numeric);
create function private.receive_brevo_event(p_key text, p_channel text, p_body text, p_attempt_id uuid, p_provider_id text,
    p_state text, p_permanent boolean, p_reason text, p_address text, p_unreachable text, p_reply text, p_credits numeric)
returns boolean
language plpgsql set search_path = ''
as $$
declare
    v_attempt uuid := p_attempt_id;
    v_alert uuid;
begin
    insert into private.brevo_events (dedupe_key, channel, attempt_id, body) values (p_key, p_channel, p_attempt_id, p_body)
    on conflict (dedupe_key) do nothing;
    if not found then return false; end if;
    if p_unreachable is not null then perform private.mark_unreachable(p_channel, p_address, p_unreachable); end if;
    if p_reply is not null and p_channel = 'sms' and p_address is not null then
        perform private.acknowledge_by_reply(p_address);
    end if;
    select t.id, t.alert_id into v_attempt, v_alert from public.alert_attempts t
    where t.id = p_attempt_id or p_attempt_id is null and t.provider_id = p_provider_id;
    if v_attempt is null or p_state is null then return true; end if;
    perform private.record_attempt(v_attempt, p_state, p_permanent, p_provider_id, p_reason, p_credits);
    -- A bounce, or a delivery that starts the wait for an acknowledgement: someone must look now.
    update public.alerts set due_at = clock_timestamp(), version = version + 1, reason = case when p_state = 'failed' then p_reason else reason end
    where id = v_alert and state <> 'acknowledged';
    perform pg_notify('drain_work', 'alerts');
    return true;
end $$;

create function private.mark_unreachable(p_channel text, p_address text, p_reason text) returns void
language plpgsql set search_path = ''
as $$
begin
    if p_channel = 'sms' then
        update public.recipients set unreachable_reason = p_reason, unreachable_at = clock_timestamp() where phone = p_address;
    else
        update public.recipients set email_unreachable_reason = p_reason, email_unreachable_at = clock_timestamp()
        where lower(email) = lower(p_address);
    end if;
end $$;

create or replace function public.save_recipient(p_request_id uuid, p_recipient_id uuid, p_fields jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_id uuid := coalesce(p_recipient_id, p_request_id);
    v_old public.recipients;
    r public.recipients;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'save_recipient', 'recipient', v_id::text,
        jsonb_build_object('fields', (select jsonb_agg(k) from jsonb_object_keys(p_fields) k)));
    if v_done is not null then return v_done; end if;
    select * into v_old from public.recipients where id = v_id for update;
    r := jsonb_populate_record(coalesce(v_old, jsonb_populate_record(null::public.recipients, jsonb_build_object(
            'id', v_id, 'starts', '07:00', 'ends', '21:00', 'weekdays', jsonb_build_array(1, 2, 3, 4, 5, 6, 7), 'active', true))),
        p_fields - array['id', 'unreachable_at', 'email_unreachable_at', 'sms_delivered_at', 'email_delivered_at', 'active']);
    if r.phone is distinct from v_old.phone then r.unreachable_reason := null; end if;
    if r.email is distinct from v_old.email then r.email_unreachable_reason := null; end if;
    insert into public.recipients values (r.*)
    on conflict (id) do update set full_name = excluded.full_name, phone = excluded.phone, email = excluded.email,
        on_call_rank = excluded.on_call_rank, starts = excluded.starts, ends = excluded.ends, weekdays = excluded.weekdays,
        away_from = excluded.away_from, away_until = excluded.away_until, unreachable_reason = excluded.unreachable_reason,
        email_unreachable_reason = excluded.email_unreachable_reason;
    return private.end_action(p_request_id, jsonb_build_object('id', r.id));
exception
    when check_violation or not_null_violation then
        perform private.refuse('Vérifiez le nom, le numéro, le courriel et les heures.');
        return null;
    when unique_violation then
        perform private.refuse('Ce rang de garde est déjà pris par une autre personne.');
        return null;
end $$;

-- Whose phone or email takes no more messages of ours, for the status line.
create or replace function private.status_facts() returns jsonb
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
        'unreachable', (
            select coalesce(jsonb_agg(jsonb_build_object('full_name', r.full_name, 'channel', b.channel, 'reason', b.reason)), '[]')
            from public.recipients r,
                lateral (values ('sms', r.unreachable_reason), ('email', r.email_unreachable_reason)) b (channel, reason)
            where r.active and b.reason is not null),
        'last_proven_backup_at', null,
        'is_demo', (select exists (select 1 from public.vapi_calls where is_demo)));
end $$;

revoke execute on function private.receive_brevo_event, private.mark_unreachable from public, anon;

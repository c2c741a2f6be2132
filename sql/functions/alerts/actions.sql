create or replace function private.require_address(p_recipient_id uuid, p_channel text) returns void
language plpgsql stable set search_path = ''
as $$
declare r public.recipients;
begin
    select * into r from public.recipients where id = p_recipient_id and active;
    if p_channel in ('sms', 'call') and r.phone is null then perform private.refuse('recipient_without_phone'); end if;
    if p_channel = 'email' and r.email is null then perform private.refuse('recipient_without_email'); end if;
end $$;

-- Asks for one more message about each alert; the worker sends it. p_recipient_id null: to whom it went before.
create or replace function public.resend_alerts(p_request_id uuid, p_alert_ids uuid[], p_channel text,
    p_recipient_id uuid default null)
returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_to uuid;
    a public.alerts;
    v_asked jsonb := '[]';
begin
    perform private.require_role('owner', 'staff', 'admin');
    if p_channel is null or p_channel not in ('sms', 'email', 'call') then
        perform private.refuse('unknown_channel');
    end if;
    if coalesce(cardinality(p_alert_ids), 0) not between 1 and 50 then
        perform private.refuse('choose_alerts');
    end if;
    v_done := private.begin_action(p_request_id, 'resend_alerts', 'alert', array_to_string(p_alert_ids, ','),
        jsonb_build_object('channel', p_channel, 'recipient', p_recipient_id));
    if v_done is not null then return v_done; end if;
    if exists (select 1 from public.alerts where id = any (p_alert_ids) and basis is not null) then
        perform private.refuse('message_to_customer');
    end if;
    perform private.check_sending(p_alert_ids, p_channel);
    for a in select * from public.alerts where id = any (p_alert_ids) order by id for no key update loop
        v_to := coalesce(p_recipient_id, a.recipient_id,
            (select id from public.recipients where active and on_call_rank is not null order by on_call_rank limit 1));
        perform private.require_address(v_to, p_channel);
        insert into public.alert_attempts (alert_id, level, channel, recipient_id, state, asked_by, provider)
        values (a.id, a.level, p_channel, v_to, 'asked', auth.uid(), private.usual_provider(p_channel));
        update public.alerts set due_at = clock_timestamp(), version = version + 1 where id = a.id;
        v_asked := v_asked || to_jsonb(a.id);
    end loop;
    if v_asked = '[]' then perform private.refuse('alerts_gone'); end if;
    perform pg_notify('drain_work', 'alerts');
    return private.end_action(p_request_id, jsonb_build_object('asked', v_asked));
end $$;

create or replace function public.acknowledge_alerts(p_request_id uuid, p_alert_ids uuid[]) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_name text := (select full_name from public.profiles where user_id = auth.uid());
    v_id uuid;
    v_count integer := 0;
begin
    perform private.require_role('owner', 'staff', 'admin');
    if not exists (select 1 from public.alerts where id = any (p_alert_ids)) then
        perform private.refuse('alerts_gone');
    end if;
    v_done := private.begin_action(p_request_id, 'acknowledge_alerts', 'alert', array_to_string(p_alert_ids, ','));
    if v_done is not null then return v_done; end if;
    foreach v_id in array p_alert_ids loop
        -- A customer's own text waits for nobody's eyes: seen, it would not leave.
        continue when exists (select 1 from public.alerts
                              where id = v_id and basis is not null and state <> 'failed');
        if private.acknowledge(v_id, v_name) then v_count := v_count + 1; end if;
    end loop;
    return private.end_action(p_request_id, jsonb_build_object('count', v_count));
end $$;

-- A message about a lead or a call, now, whether or not one went out before.
create or replace function public.alert_about(p_request_id uuid, p_kind text, p_id uuid, p_channel text,
    p_recipient_id uuid default null)
returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_alert uuid;
begin
    perform private.require_role('owner', 'staff', 'admin');
    perform private.require_record_kind(p_kind);
    if p_kind = 'lead' then
        select id into v_alert from public.alerts where lead_id = p_id and basis is null
        order by urgent desc, created_at desc limit 1;
        if v_alert is null then
            insert into public.alerts (kind, cause_key, urgent, lead_id, call_id, due_at, is_demo, by_hand)
            select 'lead', 'lead:' || l.id, false, l.id, l.call_id, null, l.is_demo, true from public.leads l
                where l.id = p_id
            on conflict (cause_key) do update set cause_key = excluded.cause_key returning id into v_alert;
        end if;
    else
        select id into v_alert from public.alerts where call_id = p_id order by urgent desc, created_at desc limit 1;
        if v_alert is null then
            insert into public.alerts (kind, cause_key, urgent, call_id, due_at, is_demo, by_hand)
            select 'hung_up', 'hung_up:' || c.id, false, c.id, null, c.is_demo, true from public.vapi_calls c
                where c.id = p_id
            on conflict (cause_key) do update set cause_key = excluded.cause_key returning id into v_alert;
        end if;
    end if;
    if v_alert is null then perform private.refuse('record_gone'); end if;
    return public.resend_alerts(p_request_id, array[v_alert], p_channel, p_recipient_id);
end $$;

create or replace function public.send_test_alert(p_request_id uuid, p_recipient_id uuid, p_channel text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
    perform private.require_role('owner', 'staff', 'admin');
    if p_request_id is null then perform private.refuse('request_without_id'); end if;
    if not exists (select 1 from public.recipients where id = p_recipient_id and active) then
        perform private.refuse('recipient_gone');
    end if;
    insert into public.alerts (kind, cause_key, urgent, due_at, recipient_id, by_hand)
    values ('test', 'test:' || p_request_id, false, null, p_recipient_id, true) on conflict (cause_key) do nothing;
    return public.resend_alerts(p_request_id, array[(select id from public.alerts where cause_key = 'test:'
        || p_request_id)],
                                p_channel, p_recipient_id);
end $$;

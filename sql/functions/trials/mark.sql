-- A call from a test line is a trial from its first message on: it wakes nobody and counts nowhere.
create or replace function private.mark_trial_call() returns trigger language plpgsql security definer
    set search_path = ''
as $$
begin
    new.is_test := new.is_test or exists (select 1 from public.test_calls t where t.from_number = new.caller_number);
    return new;
end $$;

create or replace function private.spread_trial() returns trigger language plpgsql security definer set search_path = ''
as $$
begin
    update public.leads set is_test = true where call_id = new.id and not is_test;
    update public.appointments set is_test = true, status = 'cancelled' where call_id = new.id and not is_test;
    return null;
end $$;

-- What a trial books keeps no crew from anybody.
create or replace function private.cancel_trial_visit() returns trigger language plpgsql set search_path = ''
as $$ begin new.status := 'cancelled'; return new; end $$;

-- The test message, to the test recipient, raised in the transaction that stored the call, as a lead's would be.
create or replace function private.raise_trial_alert(p_trial_id uuid, p_asked_by uuid, p_simulated boolean,
    p_call_id uuid) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
    v_to uuid;
    v_id uuid;
begin
    v_to := private.trial_recipient();
    if v_to is null then return null; end if;
    insert into public.alerts (kind, cause_key, urgent, call_id, recipient_id, detail, by_hand, is_demo)
    values ('test', 'trial:' || p_trial_id, false, p_call_id, v_to,
            case when p_simulated then 'simulated_trial' else 'trial' end, true, coalesce(p_simulated, false))
    on conflict (cause_key) do nothing returning id into v_id;
    if v_id is null then return null; end if;
    insert into public.alert_attempts (alert_id, channel, recipient_id, state, asked_by)
    values (v_id, 'sms', v_to, 'asked', p_asked_by);
    perform pg_notify('drain_work', 'alerts');
    return v_id;
end $$;

-- The call that a trial waits for: Paul's side of a whole trial, else the very call that was placed. Of a diverted
-- trial, the line's own call tells only that it came: who picked up is told by the leg that was dialled.
create or replace function private.meet_trial(c public.vapi_calls) returns void
language plpgsql security definer set search_path = ''
as $$
declare
    t public.test_calls;
    v_answered timestamptz;
begin
    select * into t from public.test_calls x
    where x.state in ('dialling', 'under_way')
      and case when x.is_whole then x.from_number = c.caller_number
          and coalesce(c.type, 'inboundPhoneCall') = 'inboundPhoneCall'
                    and c.created_at >= x.dialling_at - interval '1 minute'
               else x.vapi_call_id = c.vapi_call_id end
    for no key update;
    if not found or t.call_id <> c.id then return; end if;
    v_answered := coalesce(t.answered_at, case when not t.diverted then coalesce(c.started_at,
        case when c.status in ('in-progress', 'forwarding') then clock_timestamp() end) end);
    if t.call_id is not null and (v_answered is null or t.diverted or t.alert_id is not null) then return; end if;
    update public.test_calls set call_id = c.id, stored_at = coalesce(stored_at, clock_timestamp()),
        answered_at = v_answered, due_at = clock_timestamp(),
        webhook_at = coalesce(webhook_at, (select min(i.received_at) from private.inbox i
            where i.received_at > t.asked_at - interval '1 minute' and i.vapi_call_id = c.vapi_call_id
                and i.via <> 'reconciliation')),
        alert_id = coalesce(alert_id, case when v_answered is not null and not t.diverted
                                           then private.raise_trial_alert(t.id, t.asked_by, t.simulated, c.id) end)
    where id = t.id;
    perform pg_notify('drain_work', 'trials');
end $$;

create or replace function private.trial_call() returns trigger language plpgsql security definer set search_path = ''
as $$ begin perform private.meet_trial(new); return null; end $$;

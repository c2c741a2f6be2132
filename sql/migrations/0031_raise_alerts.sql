-- Raising: in the transaction of the cause, by triggers on what the business already writes.

create function private.raise_alert(p_kind text, p_cause_key text, p_lead_id uuid, p_call_id uuid, p_detail text,
    p_is_test boolean, p_is_demo boolean) returns void
language plpgsql security definer set search_path = ''
as $$
declare r public.alert_rules;
begin
    select * into r from public.alert_rules where kind = p_kind;
    if not r.enabled or p_is_test then return; end if;
    insert into public.alerts (kind, cause_key, urgent, lead_id, call_id, detail, is_demo, reason, due_at)
    values (p_kind, p_cause_key, r.urgent, p_lead_id, p_call_id, p_detail, p_is_demo,
            case when r.bundle_minutes > 0 then 'bundle' end, clock_timestamp() + make_interval(mins => r.bundle_minutes))
    on conflict (cause_key) do nothing;
    if found then perform pg_notify('drain_work', 'alerts'); end if;
end $$;

-- A message that reached us long ago (the demonstration's history, a reconciliation) wakes nobody: the inbox says so for
-- the length of the message.
create function private.is_news() returns boolean language sql stable set search_path = ''
as $$ select coalesce(current_setting('drain.old_news', true), '') <> 'on' $$;

alter function private.receive_event rename to receive_any_event;

create function private.receive_event(p_key text, p_type text, p_vapi_call_id text, p_happened_at timestamptz,
    p_received_at timestamptz, p_via text, p_body text, p_facts jsonb, p_steps jsonb, p_error text,
    out outcome text, out answers jsonb)
language plpgsql set search_path = ''
as $$
begin
    if p_received_at < now() - interval '24 hours' then perform set_config('drain.old_news', 'on', true); end if;
    select r.outcome, r.answers into outcome, answers from private.receive_any_event(p_key, p_type, p_vapi_call_id,
        p_happened_at, p_received_at, p_via, p_body, p_facts, p_steps, p_error) r;
    if p_received_at < now() - interval '24 hours' then perform set_config('drain.old_news', 'off', true); end if;
end $$;

create function private.lead_alert() returns trigger language plpgsql security definer set search_path = ''
as $$
begin
    if new.source = 'console' or new.status <> 'new' and tg_op = 'UPDATE' or not private.is_news() then
        return null;
    end if;
    perform private.raise_alert(case when new.urgency = 'urgent' then 'urgent_lead' else 'lead' end,
        case when new.urgency = 'urgent' then 'urgent_lead:' else 'lead:' end || new.id, new.id, new.call_id, null,
        new.is_test, new.is_demo);
    return null;
end $$;
create trigger leads_alert_insert after insert on public.leads for each row execute function private.lead_alert();
create trigger leads_alert_urgency after update of urgency on public.leads for each row
when (new.urgency = 'urgent' and old.urgency <> 'urgent') execute function private.lead_alert();

create function private.call_alert() returns trigger language plpgsql security definer set search_path = ''
as $$
begin
    if not private.is_news() then return null; end if;
    if new.needs_callback and not old.needs_callback and old.called_back_at is null and old.classification is null then
        perform private.raise_alert('hung_up', 'hung_up:' || new.id, null, new.id, null, new.is_test, new.is_demo);
    end if;
    if private.is_fault(new.ended_category) and new.ended_category is distinct from old.ended_category then
        perform private.raise_alert('paul_trouble', 'fault:' || new.id, null, new.id, new.ended_category, new.is_test, new.is_demo);
    end if;
    return null;
end $$;
create trigger vapi_calls_alert after update on public.vapi_calls for each row
when (new.needs_callback is distinct from old.needs_callback or new.ended_category is distinct from old.ended_category)
execute function private.call_alert();

create function private.hang_alert() returns trigger language plpgsql security definer set search_path = ''
as $$
declare c public.vapi_calls;
begin
    select * into c from public.vapi_calls where id = new.call_id;
    if private.is_news() then
        perform private.raise_alert('paul_trouble', 'hang:' || c.id, null, c.id, 'hang', c.is_test, c.is_demo);
    end if;
    return null;
end $$;
create trigger call_logs_alert after insert on public.call_logs for each row
when (new.kind = 'event' and new.text = 'hang') execute function private.hang_alert();

create function private.appointment_alert() returns trigger language plpgsql security definer set search_path = ''
as $$
begin
    if private.is_news() and new.call_id is not null and new.confirmed then
        perform private.raise_alert('appointment', 'appointment:' || new.id, new.lead_id, new.call_id, null, new.is_test, new.is_demo);
    end if;
    return null;
end $$;
create trigger appointments_alert after insert on public.appointments for each row execute function private.appointment_alert();

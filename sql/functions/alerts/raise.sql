-- Raising: in the transaction of the cause, by triggers on what the business already writes.

-- One alert for its cause. A provider that is down for an hour fails every call: the first failure wakes somebody,
-- those of the quarter of an hour after it wait and go out together.
create or replace function private.raise_alert(
    p_kind text, p_cause_key text, p_lead_id uuid, p_call_id uuid, p_detail text, p_is_test boolean, p_is_demo boolean)
returns void
language plpgsql security definer set search_path = ''
as $$
declare v_follows boolean := false;
begin
    if p_is_test then return; end if;
    if p_kind = 'paul_trouble' then
        v_follows := exists (
            select 1 from public.alerts a, public.alert_settings s where a.kind = 'paul_trouble'
                and a.cause_key <> p_cause_key
              and a.urgent
              and a.created_at > clock_timestamp() - make_interval(secs => (s.throttle_minutes * 60)::float8));
    end if;
    insert into public.alerts (kind, cause_key, urgent, lead_id, call_id, detail, is_demo, reason, due_at)
    select p_kind, p_cause_key, r.urgent and not v_follows, p_lead_id, p_call_id, p_detail, p_is_demo,
           case when w.minutes > 0 then 'bundle' end, clock_timestamp() + make_interval(mins => w.minutes)
    from public.alert_rules r,
        lateral (select case when v_follows then greatest(r.bundle_minutes, 10) else r.bundle_minutes end as minutes) w
    where r.kind = p_kind and r.enabled
    on conflict (cause_key) do nothing;
    if found then perform pg_notify('drain_work', 'alerts'); end if;
end $$;

create or replace function private.lead_alert() returns trigger language plpgsql security definer set search_path = ''
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

create or replace function private.call_alert() returns trigger language plpgsql security definer set search_path = ''
as $$
begin
    if not private.is_news() then return null; end if;
    if new.needs_callback and not old.needs_callback and old.called_back_at is null and old.classification is null then
        perform private.raise_alert('hung_up', 'hung_up:' || new.id, null, new.id, null, new.is_test, new.is_demo);
    end if;
    if private.is_fault(new.ended_category) and new.ended_category is distinct from old.ended_category then
        perform private.raise_alert('paul_trouble', 'fault:' || new.id, null, new.id, new.ended_category, new.is_test,
            new.is_demo);
    end if;
    return null;
end $$;

create or replace function private.hang_alert() returns trigger language plpgsql security definer set search_path = ''
as $$
declare c public.vapi_calls;
begin
    select * into c from public.vapi_calls where id = new.call_id;
    if private.is_news() then
        perform private.raise_alert('paul_trouble', 'hang:' || c.id, null, c.id, 'hang', c.is_test, c.is_demo);
    end if;
    return null;
end $$;

create or replace function private.appointment_alert() returns trigger language plpgsql security definer
    set search_path = ''
as $$
begin
    if private.is_news() and new.call_id is not null and new.confirmed then
        perform private.raise_alert('appointment', 'appointment:' || new.id, new.lead_id, new.call_id, null,
            new.is_test, new.is_demo);
    end if;
    return null;
end $$;

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

-- What was raised about a lead, or about a caller who seemed to leave nothing, and has not begun to leave.
create or replace function private.unsent_alert(l public.leads) returns uuid
language plpgsql stable set search_path = ''
as $$
begin
    return (
        -- Two looks into two indexes: asked as one, all that wait may be read for it.
        select a.id from (select x.* from public.alerts x where x.lead_id = l.id
                          union all
                          select x.* from public.alerts x where x.lead_id is null and x.call_id = l.call_id) a
        where a.kind in ('hung_up', 'lead', 'appointment', 'urgent_lead')
          and a.state = 'waiting' and a.bundled_in is null and not a.by_hand
          and not exists (select 1 from public.alert_attempts t where t.alert_id = a.id)
        order by a.lead_id is null, a.urgent desc, a.created_at limit 1);
end $$;

-- One person is one alert: what has not left yet tells of the lead, its visit and its urgency at once.
create or replace function private.raise_lead_alert(l public.leads, p_kind text, p_cause_key text) returns void
language plpgsql set search_path = ''
as $$
declare
    v_unsent uuid := private.unsent_alert(l);
    r public.alert_rules;
begin
    perform 1 from public.alerts a where a.id = v_unsent for no key update;
    -- Looked at again once it is locked: a message that was just being prepared leaves in the older words.
    if not exists (select 1 from public.alerts a where a.id = v_unsent and a.state = 'waiting' and a.bundled_in is null
            and not exists (select 1 from public.alert_attempts t where t.alert_id = a.id)) then
        perform private.raise_alert(p_kind, p_cause_key, l.id, l.call_id, null, l.is_test, l.is_demo);
        return;
    end if;
    select * into r from public.alert_rules where kind = p_kind and enabled;
    update public.alerts a set version = a.version + 1, kind = p_kind, cause_key = p_cause_key, lead_id = l.id,
        urgent = r.urgent, reason = case when r.bundle_minutes > 0 then a.reason end,
        due_at = least(a.due_at, clock_timestamp() + make_interval(mins => r.bundle_minutes))
    where a.id = v_unsent and r.kind is not null and (r.urgent or not a.urgent)
      and not exists (select 1 from public.alerts o where o.cause_key = p_cause_key and o.id <> a.id);
    -- The version grows whatever becomes of it: words that a worker has read by now are out of date.
    if not found then update public.alerts a set version = a.version + 1 where a.id = v_unsent; end if;
    perform pg_notify('drain_work', 'alerts');
end $$;

create or replace function private.lead_alert() returns trigger language plpgsql security definer set search_path = ''
as $$
declare v_kind text := case when new.urgency = 'urgent' then 'urgent_lead' else 'lead' end;
begin
    if new.source = 'console' or new.is_test or not private.is_news()
            or tg_op = 'UPDATE' and new.status not in ('new', 'booked') then
        return null;
    end if;
    perform private.raise_lead_alert(new, v_kind, v_kind || ':' || new.id);
    return null;
end $$;

-- Paul put right what somebody was told already: they are told again, and what has changed.
create or replace function private.correction_alert() returns trigger language plpgsql security definer
    set search_path = ''
as $$
declare
    v_fields text[] := array_remove(array[
        case when new.name <> old.name then 'name' end, case when new.phone <> old.phone then 'phone' end,
        case when new.address <> old.address then 'address' end], null);
    -- Those that tell of this lead, and those in whose words they go out.
    v_words uuid[] := array(select unnest(array[o.id, o.bundled_in]) from public.alerts o
                            where o.lead_id = new.id and o.kind in ('lead', 'appointment', 'urgent_lead'));
    a public.alerts;
begin
    if v_fields = '{}' or new.is_test or not private.is_news() then return null; end if;
    -- In the order in which whoever has seen them locks them: neither waits for the other.
    perform 1 from public.alerts x where x.id = any (v_words) order by x.id for no key update;
    -- Words that a worker has read by now are out of date; a message that was just being prepared was waited for.
    update public.alerts x set version = x.version + 1 where x.id = any (v_words);
    select x.* into a from public.alerts x
    where x.lead_id = new.id and x.kind in ('lead', 'appointment', 'urgent_lead')
      and exists (select 1 from public.alert_attempts t where t.alert_id in (x.id, x.bundled_in))
    order by x.urgent desc, x.created_at desc limit 1 for no key update;
    if not found then return null; end if;
    insert into public.alert_attempts (alert_id, level, channel, recipient_id, state)
    select a.id, a.level, t.channel, t.recipient_id, 'asked' from public.alert_attempts t
    where t.alert_id in (a.id, a.bundled_in) order by t.state = 'failed', t.at desc limit 1;
    update public.alerts set due_at = clock_timestamp(), version = version + 1,
        detail = private.coded('corrected', jsonb_build_object('fields', to_jsonb(v_fields)))
    where id = a.id;
    perform pg_notify('drain_work', 'alerts');
    return null;
end $$;

create or replace function private.call_alert() returns trigger language plpgsql security definer set search_path = ''
as $$
begin
    if not private.is_news() then return null; end if;
    if private.is_probe(new.vapi_call_id) then
        perform private.raise_probe_alert(new);
        return null;
    end if;
    if new.needs_callback and not old.needs_callback and old.called_back_at is null and old.classification is null then
        perform private.raise_alert('hung_up', 'hung_up:' || new.id, null, new.id, null, new.is_test, new.is_demo);
    end if;
    -- The end of a call is told before who took it: once that is known, what has not left yet is of no use.
    if old.needs_callback and new.outcome = 'transferred' then
        delete from public.alerts a
        where a.cause_key = 'hung_up:' || new.id and a.state = 'waiting' and a.bundled_in is null
          and a.lease_until is null and not exists (select 1 from public.alert_attempts t where t.alert_id = a.id);
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
declare l public.leads;
begin
    if new.call_id is null or new.is_test or not new.confirmed or not private.is_news() then return null; end if;
    select * into l from public.leads where id = new.lead_id;
    perform private.raise_lead_alert(l, 'appointment', 'appointment:' || new.id);
    return null;
end $$;

-- Whoever waits for a call and whom nobody has taken: told of once, to whoever is on duty; gone when somebody has.

-- How long we were open between two moments, in seconds; of a longer time, its last thirty days.
create or replace function private.open_seconds(p_from timestamptz, p_to timestamptz) returns numeric
language plpgsql stable set search_path = ''
as $$
declare
    v_from timestamp := greatest(p_from, p_to - interval '30 days') at time zone 'America/Toronto';
    v_to timestamp := p_to at time zone 'America/Toronto';
begin
    return (select coalesce(sum(extract(epoch from least(p_to, x.closes) - greatest(p_from, x.opens))), 0)
        from generate_series(v_from::date, v_to::date, interval '1 day') as d
        join public.opening_hours h on h.weekday = extract(isodow from d),
            lateral (select (d::date + h.opens) at time zone 'America/Toronto' as opens,
                (d::date + h.closes) at time zone 'America/Toronto' as closes) x
        where least(p_to, x.closes) > greatest(p_from, x.opens)
          and not exists (select 1 from public.closed_days c where c.day = d::date and c.closed));
end $$;

-- For how many minutes of opening hours nobody has had them; null where that is not too long yet. Who was called and
-- not reached has somebody until the hour to call again has come.
create or replace function private.unowned_minutes(p_since timestamptz, p_again_at timestamptz) returns integer
language plpgsql stable set search_path = ''
as $$
declare v_minutes integer := floor(private.open_seconds(greatest(p_since, p_again_at), now()) / 60);
begin
    return (select v_minutes from public.alert_settings s where v_minutes >= s.unowned_minutes);
end $$;

create or replace function private.unowned_people() returns table (kind text, id uuid, minutes integer)
language sql stable set search_path = ''
as $$
    select w.kind, w.id, m.minutes
    from private.waiting_people() w
    left join public.leads l on w.kind = 'lead' and l.id = w.id
    left join public.vapi_calls c on w.kind = 'call' and c.id = w.id,
        lateral (select private.unowned_minutes(w.since, w.again_at) as minutes) m
    where coalesce(l.assigned_to, c.assigned_to) is null and m.minutes is not null
      and not exists (select 1 from public.alerts a where a.cause_key = 'unowned:' || w.id)
      -- What has not left yet will tell of this lead.
      and (l.id is null or private.unsent_alert(l) is null)
      -- The history that a demonstration begins with is nobody's to call.
      and not (coalesce(l.is_demo, c.is_demo) and w.since < now() - interval '1 day')
$$;

create or replace function private.raise_unowned() returns void
language plpgsql set search_path = ''
as $$
declare v_held uuid[];
begin
    -- Held while it is raised: whoever takes one of them comes before, or finds the alert.
    v_held := array(select l.id from public.leads l where l.id in (select u.id from private.unowned_people() u)
                    for no key update skip locked)
        || array(select c.id from public.vapi_calls c where c.id in (select u.id from private.unowned_people() u)
                 for no key update skip locked);
    perform private.raise_alert('unowned', 'unowned:' || u.id, l.id, coalesce(l.call_id, c.id),
        private.coded('unowned', jsonb_build_object('minutes', u.minutes)), false, coalesce(l.is_demo, c.is_demo))
    from private.unowned_people() u left join public.leads l on l.id = u.id left join public.vapi_calls c on c.id = u.id
    where u.id = any (v_held);
end $$;

-- Somebody has them now. What nobody was told yet is told to nobody, and may be raised anew where they are given back;
-- in whose words others went out stays for these.
create or replace function private.note_taken() returns trigger language plpgsql security definer set search_path = ''
as $$
declare
    v_id uuid;
    v_alert uuid;
begin
    if tg_table_name = 'call_attempts' then v_id := coalesce(new.lead_id, new.call_id); else v_id := new.id; end if;
    select a.id into v_alert from public.alerts a where a.cause_key = 'unowned:' || v_id
      and not exists (select 1 from public.alerts b where b.bundled_in = a.id);
    if v_alert is null then return null; end if;
    perform private.acknowledge(v_alert, (select p.full_name from public.profiles p where p.user_id = auth.uid()));
    update public.alerts a set cause_key = a.cause_key || ':' || a.id where a.id = v_alert and a.bundled_in is null
      and not exists (select 1 from public.alert_attempts t where t.alert_id = a.id);
    return null;
end $$;

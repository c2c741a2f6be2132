-- Business figures leave out test calls and what people marked as spam or test.
create or replace function private.counts_as_business(c public.vapi_calls) returns boolean
language sql immutable set search_path = ''
as $$ select not c.is_test and coalesce(c.classification, '') not in ('spam', 'test') $$;

create or replace function private.day_counts(p_from timestamptz, p_to timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object(
        'calls', (select count(*) from public.vapi_calls c
                  where c.created_at >= p_from and c.created_at < p_to and private.counts_as_business(c)),
        'leads', (select count(*) from public.leads l where l.created_at >= p_from and l.created_at < p_to
                  and not l.is_test and coalesce(l.lost_reason, '') not in ('spam', 'test')),
        'appointments', (select count(*) from public.appointments a where a.requested_at >= p_from
            and a.requested_at < p_to
                         and a.status <> 'cancelled' and not a.is_test))
$$;

-- Calls going on now; after two hours without an end, a call is not live, its end was lost.
create or replace function private.live_calls() returns jsonb
language sql stable set search_path = ''
as $$
    select coalesce(jsonb_agg(to_jsonb(x) order by x.created_at desc), '[]') from (
        select c.id, c.created_at, c.started_at, c.status, c.caller_number, c.is_test, c.is_demo,
            coalesce(c.caller_name, (select l.name from public.leads l where l.call_id = c.id
                order by l.created_at limit 1))
                as caller_name,
            exists (select 1 from public.leads l where l.call_id = c.id) as has_lead,
            (select coalesce(jsonb_agg(to_jsonb(s) order by s.at, s.id), '[]') from (
                select g.id, g.at, g.speaker, g.text from public.call_logs g
                where g.call_id = c.id and g.kind = 'said' order by g.at desc, g.id desc limit 4) s) as lines
        from public.vapi_calls c
        where c.reported_at is null and c.status <> 'ended' and c.created_at > now() - interval '2 hours'
        order by c.created_at desc limit 20) x
$$;

-- Everybody who waits for a call: new leads, and callers of the last seven days who left none and did not call again;
-- and the hour at which those who were called and not reached are to be called again.
create or replace function private.waiting_people()
    returns table (kind text, id uuid, urgency text, since timestamptz, again_at timestamptz)
language sql stable set search_path = ''
as $$
    select 'lead', l.id, l.urgency, coalesce(c.ended_at, l.created_at),
        (select a.again_at from public.call_attempts a where a.lead_id = l.id order by a.at desc, a.id desc limit 1)
    from public.leads l left join public.vapi_calls c on c.id = l.call_id
    where l.status = 'new' and not l.is_test and not private.called_again(l)
    union all
    select 'call', c.id, 'normal', coalesce(c.ended_at, c.created_at),
        (select a.again_at from public.call_attempts a where a.call_id = c.id order by a.at desc, a.id desc limit 1)
    from public.vapi_calls c
    where c.needs_callback and c.created_at > now() - interval '7 days'
      and not exists (select 1 from public.vapi_calls o where o.caller_number = c.caller_number
                      and o.created_at > c.created_at)
      and not exists (select 1 from public.leads l where l.phone = c.caller_number and l.created_at > c.created_at)
$$;

create or replace function private.callback_card(p_kind text, p_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
    select to_jsonb(w) || jsonb_build_object('assigned_name', p.full_name,
        'history', private.history_of(w.phone, w.created_at, w.call_id),
        'attempt', t.attempt, 'unowned_minutes', case when w.assigned_to is null then private.unowned_minutes(
            coalesce(w.ended_at, w.created_at), (t.attempt ->> 'again_at')::timestamptz) end)
    from (select 'lead' as kind, l.id, l.call_id, l.ref, l.name, l.phone, l.city, l.address, l.service, l.description,
              l.urgency, l.version, l.note, l.assigned_to, l.created_at, c.ended_at, c.ended_reason,
              null::text as outcome, l.is_test, l.is_demo, private.alert_brief(l.id, null) as alert,
              private.visit_to_come(l.id) as visit_at
          from public.leads l left join public.vapi_calls c on c.id = l.call_id
          where p_kind = 'lead' and l.id = p_id
          union all
          select 'call', c.id, c.id, null, c.caller_name, c.caller_number, null, null, null, c.summary, 'normal', null,
              '', c.assigned_to, c.created_at, c.ended_at, c.ended_reason, c.outcome, c.is_test, c.is_demo,
              private.alert_brief(null, c.id), null
          from public.vapi_calls c where p_kind = 'call' and c.id = p_id) w
    left join public.profiles p on p.user_id = w.assigned_to,
        lateral (select private.last_attempt(case p_kind when 'lead' then p_id end,
            case p_kind when 'call' then p_id end) as attempt) t
$$;

-- How many wait, and since when; the first of them: urgent ones, then whose hour to be called again has come, then who
-- has waited longest. Apart from these, who comes back at an hour to come.
create or replace function private.callbacks(p_limit integer) returns jsonb
language sql stable set search_path = ''
as $$
    with waiting as materialized (
        select w.*, row_number() over (partition by w.later order by
            case when w.later then 0 when w.urgency = 'urgent' then 0 when w.urgency = 'normal' then 1 else 2 end,
            w.again_at nulls last, w.since, w.id) as place
        from (select x.*, coalesce(x.again_at > now(), false) as later from private.waiting_people() x) w)
    select jsonb_build_object('waiting', count(*) filter (where not later),
        'waiting_since', min(since) filter (where not later),
        'callbacks', coalesce(jsonb_agg(private.callback_card(kind, id) order by place)
                              filter (where not later and place <= p_limit), '[]'),
        'later', coalesce(jsonb_agg(private.callback_card(kind, id) order by place)
                          filter (where later and place <= 50), '[]'))
    from waiting
$$;

create or replace function public.today(p_limit integer default 50) returns jsonb
language sql stable set search_path = ''
as $$
    with d as (select private.local_day(now()) as today
               where private.require_role('owner', 'staff', 'admin') is not null)
    select jsonb_build_object(
        'now', now(), 'counts', private.day_counts(d.today, now()),
        -- The same weekday before, up to the same hour: what is fair to compare an unfinished day with.
        'week_ago', private.day_counts(private.days_before(d.today, 7), private.days_before(now(), 7)),
        'last_call_at', (select max(created_at) from public.vapi_calls),
        'live', private.live_calls())
        || private.callbacks(least(greatest(p_limit, 1), 1000))
    from d
$$;

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
        where c.status <> 'ended' and c.created_at > now() - interval '2 hours'
        order by c.created_at desc limit 20) x
$$;

-- People waiting for a call: new leads, and callers of the last seven days who left none and did not call again. Who
-- was not reached comes back at their hour, before the others of their urgency; until then they come last.
create or replace function private.callbacks(p_limit integer) returns jsonb
language sql stable set search_path = ''
as $$
    with waiting as (
        (select 'lead' as kind, l.id, l.call_id, l.ref, l.name, l.phone, l.city, l.address, l.service, l.description,
             l.urgency, l.version, l.note, l.assigned_to, l.created_at, c.ended_at, c.ended_reason,
             null::text as outcome, l.is_test, l.is_demo
         from public.leads l left join public.vapi_calls c on c.id = l.call_id
         where l.status = 'new' and not l.is_test
         order by case l.urgency when 'urgent' then 0 when 'normal' then 1 else 2 end,
             l.created_at desc limit greatest(p_limit, 1))
        union all
        (select 'call', c.id, c.id, null, c.caller_name, c.caller_number, null, null, null, c.summary, 'normal', null,
            '', c.assigned_to, c.created_at, c.ended_at, c.ended_reason, c.outcome, c.is_test, c.is_demo
         from public.vapi_calls c
         where c.needs_callback and c.created_at > now() - interval '7 days'
           and not exists (select 1 from public.vapi_calls o where o.caller_number = c.caller_number
                           and o.created_at > c.created_at)
           and not exists (select 1 from public.leads l where l.phone = c.caller_number and l.created_at > c.created_at)
         order by c.created_at desc limit greatest(p_limit, 1)))
    select coalesce(jsonb_agg(to_jsonb(w) || jsonb_build_object('assigned_name', p.full_name, 'attempt', t.attempt)
        order by coalesce(t.again_at > now(), false),
            case w.urgency when 'urgent' then 0 when 'normal' then 1 else 2 end, t.again_at nulls last,
            coalesce(w.ended_at, w.created_at)), '[]')
    from waiting w left join public.profiles p on p.user_id = w.assigned_to
    cross join lateral (
        select a.attempt, (a.attempt ->> 'again_at')::timestamptz as again_at
        from (select private.last_attempt(case w.kind when 'lead' then w.id end,
                                          case w.kind when 'call' then w.id end) as attempt) a) t
$$;

create or replace function public.today(p_limit integer default 50) returns jsonb
language sql stable set search_path = ''
as $$
    with d as (select private.local_day(now()) as today
               where private.require_role('owner', 'staff', 'admin') is not null)
    select jsonb_build_object(
        'now', now(), 'counts', private.day_counts(d.today, now()),
        -- The same weekday before, up to the same hour: what is fair to compare an unfinished day with.
        'week_ago', private.day_counts(private.local_day(now() - interval '7 days'),
            private.local_day(now() - interval '7 days') + (now() - d.today)),
        'waiting', (select count(*) from (select 1 from public.leads where status = 'new'
            and not is_test limit 1000) w),
        'last_call_at', (select max(created_at) from public.vapi_calls),
        'live', private.live_calls(),
        'callbacks', (select coalesce(jsonb_agg(c.card || jsonb_build_object('alert', case c.card ->> 'kind'
                              when 'lead' then private.alert_brief((c.card ->> 'id')::uuid, null)
                              else private.alert_brief(null, (c.card ->> 'id')::uuid) end) order by c.place), '[]')
                      from jsonb_array_elements(private.callbacks(least(greatest(p_limit, 0),
                          200))) with ordinality as c (card, place)))
    from d
$$;

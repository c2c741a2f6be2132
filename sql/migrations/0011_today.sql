-- What the first screen and the status line ask. Security invoker wherever the tables suffice: row level security decides.

create function private.local_day(p_at timestamptz) returns timestamptz
language sql stable set search_path = ''
as $$ select date_trunc('day', p_at at time zone 'America/Toronto') at time zone 'America/Toronto' $$;

-- Business figures leave out test calls and what people marked as spam or test.
create function private.counts_as_business(c public.vapi_calls) returns boolean
language sql immutable set search_path = ''
as $$ select not c.is_test and coalesce(c.classification, '') not in ('spam', 'test') $$;

create function private.day_counts(p_from timestamptz, p_to timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object(
        'calls', (select count(*) from public.vapi_calls c
                  where c.created_at >= p_from and c.created_at < p_to and private.counts_as_business(c)),
        'leads', (select count(*) from public.leads l where l.created_at >= p_from and l.created_at < p_to
                  and not l.is_test and coalesce(l.lost_reason, '') not in ('spam', 'test')),
        'appointments', (select count(*) from public.appointments a where a.requested_at >= p_from and a.requested_at < p_to
                         and a.status <> 'cancelled' and not a.is_test))
$$;
create index appointments_requested on public.appointments (requested_at);

-- Calls going on now; after two hours without an end, a call is not live, its end was lost.
create function private.live_calls() returns jsonb
language sql stable set search_path = ''
as $$
    select coalesce(jsonb_agg(to_jsonb(x) order by x.created_at desc), '[]') from (
        select c.id, c.created_at, c.started_at, c.status, c.caller_number, c.is_test, c.is_demo,
            coalesce(c.caller_name, (select l.name from public.leads l where l.call_id = c.id order by l.created_at limit 1))
                as caller_name,
            exists (select 1 from public.leads l where l.call_id = c.id) as has_lead,
            (select coalesce(jsonb_agg(to_jsonb(s) order by s.at, s.id), '[]') from (
                select g.id, g.at, g.speaker, g.text from public.call_logs g
                where g.call_id = c.id and g.kind = 'said' order by g.at desc, g.id desc limit 4) s) as lines
        from public.vapi_calls c
        where c.status <> 'ended' and c.created_at > now() - interval '2 hours'
        order by c.created_at desc limit 20) x
$$;

-- People waiting for a call: new leads, and callers of the last seven days who left none and did not call again.
create function private.callbacks(p_limit integer) returns jsonb
language sql stable set search_path = ''
as $$
    with waiting as (
        (select 'lead' as kind, l.id, l.call_id, l.ref, l.name, l.phone, l.city, l.address, l.service, l.description,
             l.urgency, l.version, l.note, l.assigned_to, l.created_at, c.ended_at, c.ended_reason, null::text as outcome,
             l.is_test, l.is_demo
         from public.leads l left join public.vapi_calls c on c.id = l.call_id
         where l.status = 'new' and not l.is_test
         order by case l.urgency when 'urgent' then 0 when 'normal' then 1 else 2 end, l.created_at desc limit p_limit)
        union all
        (select 'call', c.id, c.id, null, c.caller_name, c.caller_number, null, null, null, c.summary, 'normal', null, '',
             c.assigned_to, c.created_at, c.ended_at, c.ended_reason, c.outcome, c.is_test, c.is_demo
         from public.vapi_calls c
         where c.needs_callback and c.created_at > now() - interval '7 days'
           and not exists (select 1 from public.vapi_calls o where o.caller_number = c.caller_number
                           and o.created_at > c.created_at)
           and not exists (select 1 from public.leads l where l.phone = c.caller_number and l.created_at > c.created_at)
         order by c.created_at desc limit p_limit))
    select coalesce(jsonb_agg(to_jsonb(w) || jsonb_build_object('assigned_name', p.full_name)
        order by case w.urgency when 'urgent' then 0 when 'normal' then 1 else 2 end, coalesce(w.ended_at, w.created_at)), '[]')
    from waiting w left join public.profiles p on p.user_id = w.assigned_to
$$;

create function public.today(p_limit integer default 50) returns jsonb
language sql stable set search_path = ''
as $$
    with d as (select private.local_day(now()) as today)
    select jsonb_build_object(
        'now', now(), 'counts', private.day_counts(d.today, now()),
        -- The same weekday before, up to the same hour: what is fair to compare an unfinished day with.
        'week_ago', private.day_counts(private.local_day(now() - interval '7 days'),
            private.local_day(now() - interval '7 days') + (now() - d.today)),
        'waiting', (select count(*) from (select 1 from public.leads where status = 'new' and not is_test limit 1000) w),
        'last_call_at', (select max(created_at) from public.vapi_calls),
        'live', private.live_calls(), 'callbacks', private.callbacks(least(p_limit, 200)))
    from d
$$;

-- One line on every page. Each value with its age; null means that nothing was measured.
create function public.status_line() returns jsonb
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
        -- Not built yet: nothing is measured, and nothing is shown as if it were.
        'alerts', null, 'last_delivered_at', null, 'last_proven_backup_at', null,
        'is_demo', (select exists (select 1 from public.vapi_calls where is_demo)));
end $$;

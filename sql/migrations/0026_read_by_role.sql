-- Every reading function asks for the role by itself: someone suspended is refused, instead of being shown an empty
-- console. A limit below nothing is nothing, never an error.

grant execute on function private.require_role to authenticated;

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
        'waiting', (select count(*) from (select 1 from public.leads where status = 'new' and not is_test limit 1000) w),
        'last_call_at', (select max(created_at) from public.vapi_calls),
        'live', private.live_calls(), 'callbacks', private.callbacks(least(greatest(p_limit, 0), 200)))
    from d
$$;

create or replace function public.call_detail(p_call_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object(
        'call', to_jsonb(c) - 'structured_data'
            || jsonb_build_object('called_back_by_name', b.full_name, 'assigned_name', a.full_name),
        'lines', private.call_lines(c.id),
        'leads', (select coalesce(jsonb_agg(private.lead_view(l) order by l.created_at), '[]')
                  from public.leads l where l.call_id = c.id),
        'appointments', (select coalesce(jsonb_agg(to_jsonb(x) - 'busy' order by x.starts_at), '[]')
                         from public.appointments x where x.call_id = c.id),
        'other_calls', (select count(*) from (select 1 from public.vapi_calls o
                        where o.caller_number = c.caller_number and o.id <> c.id limit 100) n))
    from public.vapi_calls c
    left join public.profiles b on b.user_id = c.called_back_by
    left join public.profiles a on a.user_id = c.assigned_to
    where c.id = p_call_id and private.require_role('owner', 'staff', 'admin') is not null
$$;

-- Answered, not booked: leads called back without a visit, and callers who left without leaving anything.
create or replace function public.second_chances(p_days integer default 30, p_limit integer default 50) returns jsonb
language sql stable set search_path = ''
as $$
    select coalesce(jsonb_agg(to_jsonb(x) order by x.created_at desc), '[]') from (
        (select 'lead' as kind, l.id, l.call_id, l.ref, l.name, l.phone, l.city, l.service, l.description, l.urgency,
             l.status, l.created_at, l.called_back_at, l.version, l.is_demo
         from public.leads l
         where l.status = 'called_back' and l.created_at > now() - make_interval(days => least(greatest(p_days, 1), 3650)) and not l.is_test
         order by l.created_at desc limit least(greatest(p_limit, 0), 200))
        union all
        (select 'call', c.id, c.id, null, c.caller_name, c.caller_number, null, null, c.summary, 'normal', c.outcome,
             c.created_at, c.called_back_at, null, c.is_demo
         from public.vapi_calls c
         where c.outcome in ('no_lead', 'silence', 'time_limit', 'fault', 'transfer_failed')
           and c.classification is null and not c.is_test
           and c.caller_number is not null and c.created_at > now() - make_interval(days => least(greatest(p_days, 1), 3650))
           and (c.needs_callback or c.called_back_at is not null)
         order by c.created_at desc limit least(greatest(p_limit, 0), 200))) x
    where private.require_role('owner', 'staff', 'admin') is not null
$$;

create or replace function public.week_appointments(p_from timestamptz, p_to timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
    select coalesce(jsonb_agg(to_jsonb(a) - 'busy' || jsonb_build_object('ref', l.ref, 'name', l.name, 'phone', l.phone,
        'city', l.city, 'description', l.description, 'urgency', l.urgency) order by a.starts_at), '[]')
    from public.appointments a join public.leads l on l.id = a.lead_id
    where a.starts_at >= p_from and a.starts_at < least(p_to, p_from + interval '62 days') and a.status <> 'cancelled'
      and private.require_role('owner', 'staff', 'admin') is not null
$$;

create or replace function public.booking_calendar(p_from timestamptz default now()) returns jsonb
language sql stable set search_path = ''
as $$ select private.calendar(p_from) where private.require_role('owner', 'staff', 'admin') is not null $$;

create or replace function public.people() returns jsonb
language sql stable set search_path = ''
as $$
    select coalesce(jsonb_agg(jsonb_build_object('user_id', p.user_id, 'full_name', p.full_name, 'role', p.role)
                              order by p.full_name), '[]')
    from public.profiles p where not p.suspended and private.require_role('owner', 'staff', 'admin') is not null
$$;

-- The lead board, the week's appointments, the calendar for booking, and the state of health.

-- Counts and rows of the leads made since p_since (90 days when null); open ones first, newest first, by keyset.
create function public.lead_board(p_since timestamptz default null, p_statuses text[] default null,
    p_assigned_to uuid default null, p_text text default null, p_before timestamptz default null,
    p_before_id uuid default null, p_limit integer default 50) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
    v_since timestamptz := coalesce(p_since, now() - interval '90 days');
    v_text text := nullif(private.fold(trim(p_text)), '');
    v_counts jsonb;
    v_rows jsonb;
begin
    select jsonb_object_agg(s.status, s.n) into v_counts
    from (select l.status, count(*) as n from public.leads l where l.created_at >= v_since and not l.is_test
          group by l.status) s;
    select coalesce(jsonb_agg(private.lead_view(x) order by x.created_at desc, x.id desc), '[]') into v_rows
    from (select l.* from public.leads l
          where l.created_at >= v_since and not l.is_test
            and (p_statuses is null or l.status = any (p_statuses))
            and (p_assigned_to is null or l.assigned_to = p_assigned_to)
            and (v_text is null or private.fold(concat_ws(' ', l.ref, l.name, l.phone, l.city, l.address, l.service,
                                                          l.description, l.note)) like '%' || v_text || '%')
            and (p_before is null or (l.created_at, l.id) < (p_before, p_before_id))
          order by l.created_at desc, l.id desc limit least(greatest(p_limit, 1), 1000)) x;
    return jsonb_build_object('now', now(), 'since', v_since, 'counts', coalesce(v_counts, '{}'), 'leads', v_rows,
        -- Won without a visit, or visited and lost since: both had been booked or better.
        'booked', coalesce((v_counts ->> 'booked')::integer, 0) + coalesce((v_counts ->> 'won')::integer, 0)
            + (select count(distinct a.lead_id) from public.appointments a join public.leads l on l.id = a.lead_id
               where a.requested_at >= v_since and a.status <> 'cancelled' and l.created_at >= v_since and not l.is_test
                 and l.status not in ('booked', 'won')));
end $$;
alter function public.lead_board set plan_cache_mode = 'force_custom_plan';

-- Answered, not booked: leads called back without a visit, and callers who left without leaving anything.
create function public.second_chances(p_days integer default 30, p_limit integer default 50) returns jsonb
language sql stable set search_path = ''
as $$
    select coalesce(jsonb_agg(to_jsonb(x) order by x.created_at desc), '[]') from (
        (select 'lead' as kind, l.id, l.call_id, l.ref, l.name, l.phone, l.city, l.service, l.description, l.urgency,
             l.status, l.created_at, l.called_back_at, l.version, l.is_demo
         from public.leads l
         where l.status = 'called_back' and l.created_at > now() - make_interval(days => p_days) and not l.is_test
         order by l.created_at desc limit p_limit)
        union all
        (select 'call', c.id, c.id, null, c.caller_name, c.caller_number, null, null, c.summary, 'normal', c.outcome,
             c.created_at, c.called_back_at, null, c.is_demo
         from public.vapi_calls c
         where c.outcome in ('no_lead', 'silence', 'time_limit', 'fault', 'transfer_failed')
           and c.classification is null and not c.is_test
           and c.caller_number is not null and c.created_at > now() - make_interval(days => p_days)
           and (c.needs_callback or c.called_back_at is not null)
         order by c.created_at desc limit p_limit)) x
$$;

create function public.week_appointments(p_from timestamptz, p_to timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
    select coalesce(jsonb_agg(to_jsonb(a) - 'busy' || jsonb_build_object('ref', l.ref, 'name', l.name, 'phone', l.phone,
        'city', l.city, 'description', l.description, 'urgency', l.urgency) order by a.starts_at), '[]')
    from public.appointments a join public.leads l on l.id = a.lead_id
    where a.starts_at >= p_from and a.starts_at < least(p_to, p_from + interval '62 days') and a.status <> 'cancelled'
$$;

create function public.booking_calendar(p_from timestamptz default now()) returns jsonb
language sql stable set search_path = ''
as $$ select private.calendar(p_from) $$;

create function public.people() returns jsonb
language sql stable set search_path = ''
as $$
    select coalesce(jsonb_agg(jsonb_build_object('user_id', p.user_id, 'full_name', p.full_name, 'role', p.role)
                              order by p.full_name), '[]')
    from public.profiles p where not p.suspended
$$;

create function public.health() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('admin');
    return jsonb_build_object(
        'now', now(),
        'probes', (select coalesce(jsonb_agg(to_jsonb(l)), '[]') from (
            select distinct on (p.name) p.name, p.at, p.ok, p.value, p.detail from private.probes p
            where p.at > now() - interval '24 hours' order by p.name, p.at desc) l),
        'heartbeats', (select coalesce(jsonb_agg(to_jsonb(h) order by h.program), '[]') from private.heartbeats h
                       where h.at > now() - interval '24 hours'),
        'last_webhook_at', (select max(at) from private.webhook_requests),
        'requests', (select coalesce(jsonb_agg(to_jsonb(r)), '[]') from (
            select q.outcome, count(*) as n, percentile_cont(0.5) within group (order by q.ms) as p50_ms,
                percentile_cont(0.95) within group (order by q.ms) as p95_ms
            from private.webhook_requests q where q.at > now() - interval '24 hours' group by q.outcome) r),
        'unapplied', (select count(*) from private.inbox where applied_at is null),
        'oldest_unapplied_at', (select min(received_at) from private.inbox where applied_at is null),
        'messages', (select coalesce(jsonb_agg(to_jsonb(m) order by m.received_at desc), '[]') from (
            select i.id, i.type, i.received_at, i.error, i.attempts, i.due_at from private.inbox i
            where i.applied_at is null order by i.received_at desc limit 100) m));
end $$;

-- The share of leads that got a visit counts visits and nothing else; limits that make no sense are brought back to sense.

create or replace function public.lead_board(p_since timestamptz default null, p_statuses text[] default null,
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
        'booked', (select count(*) from public.leads l where l.created_at >= v_since and not l.is_test
            and exists (select 1 from public.appointments a where a.lead_id = l.id and a.status <> 'cancelled')));
end $$;
alter function public.lead_board set plan_cache_mode = 'force_custom_plan';

create or replace function private.callbacks(p_limit integer) returns jsonb
language sql stable set search_path = ''
as $$
    with waiting as (
        (select 'lead' as kind, l.id, l.call_id, l.ref, l.name, l.phone, l.city, l.address, l.service, l.description,
             l.urgency, l.version, l.note, l.assigned_to, l.created_at, c.ended_at, c.ended_reason, null::text as outcome,
             l.is_test, l.is_demo
         from public.leads l left join public.vapi_calls c on c.id = l.call_id
         where l.status = 'new' and not l.is_test
         order by case l.urgency when 'urgent' then 0 when 'normal' then 1 else 2 end, l.created_at desc limit greatest(p_limit, 1))
        union all
        (select 'call', c.id, c.id, null, c.caller_name, c.caller_number, null, null, null, c.summary, 'normal', null, '',
             c.assigned_to, c.created_at, c.ended_at, c.ended_reason, c.outcome, c.is_test, c.is_demo
         from public.vapi_calls c
         where c.needs_callback and c.created_at > now() - interval '7 days'
           and not exists (select 1 from public.vapi_calls o where o.caller_number = c.caller_number
                           and o.created_at > c.created_at)
           and not exists (select 1 from public.leads l where l.phone = c.caller_number and l.created_at > c.created_at)
         order by c.created_at desc limit greatest(p_limit, 1)))
    select coalesce(jsonb_agg(to_jsonb(w) || jsonb_build_object('assigned_name', p.full_name)
        order by case w.urgency when 'urgent' then 0 when 'normal' then 1 else 2 end, coalesce(w.ended_at, w.created_at)), '[]')
    from waiting w left join public.profiles p on p.user_id = w.assigned_to
$$;

create or replace function public.second_chances(p_days integer default 30, p_limit integer default 50) returns jsonb
language sql stable set search_path = ''
as $$
    select coalesce(jsonb_agg(to_jsonb(x) order by x.created_at desc), '[]') from (
        (select 'lead' as kind, l.id, l.call_id, l.ref, l.name, l.phone, l.city, l.service, l.description, l.urgency,
             l.status, l.created_at, l.called_back_at, l.version, l.is_demo
         from public.leads l
         where l.status = 'called_back' and l.created_at > now() - make_interval(days => least(greatest(p_days, 1), 3650)) and not l.is_test
         order by l.created_at desc limit least(greatest(p_limit, 1), 1000))
        union all
        (select 'call', c.id, c.id, null, c.caller_name, c.caller_number, null, null, c.summary, 'normal', c.outcome,
             c.created_at, c.called_back_at, null, c.is_demo
         from public.vapi_calls c
         where c.outcome in ('no_lead', 'silence', 'time_limit', 'fault', 'transfer_failed')
           and c.classification is null and not c.is_test
           and c.caller_number is not null and c.created_at > now() - make_interval(days => least(greatest(p_days, 1), 3650))
           and (c.needs_callback or c.called_back_at is not null)
         order by c.created_at desc limit least(greatest(p_limit, 1), 1000))) x
$$;

-- Leads as the screens show them.

create or replace function private.lead_view(l public.leads) returns jsonb language sql stable set search_path = ''
as $$
    select to_jsonb(l) - 'find' || jsonb_build_object(
        'assigned_name', (select full_name from public.profiles where user_id = l.assigned_to),
        'appointment', (select jsonb_build_object('id', a.id, 'starts_at', a.starts_at, 'ends_at', a.ends_at,
                                                  'confirmed', a.confirmed, 'status', a.status,
                                                  'change', private.last_change(a.id))
                        from public.appointments a where a.lead_id = l.id
                          and (a.status <> 'cancelled' or exists (select 1
                              from public.appointment_changes x where x.appointment_id = a.id and x.kind = 'cancelled'))
                        order by a.status = 'cancelled', a.starts_at desc limit 1),
        'notes', private.lead_thread(l.id), 'attempt', t.attempt,
        'unowned_minutes', case when l.status = 'new' and l.assigned_to is null and not l.is_test
                and not private.called_again(l) then private.unowned_minutes(
            coalesce((select c.ended_at from public.vapi_calls c where c.id = l.call_id), l.created_at),
            (t.attempt ->> 'again_at')::timestamptz) end,
        'history', private.history_of(l.phone, l.created_at, l.call_id),
        'alert', private.alert_brief(l.id, null), 'out_of_area', coalesce(private.out_of_area(l.city), false))
    from (select private.last_attempt(l.id, null) as attempt) t
$$;

-- A call without a lead gets one, written by the person who acts.
create or replace function private.lead_of(p_kind text, p_id uuid) returns public.leads
language plpgsql set search_path = ''
as $$
declare
    v public.leads;
    c public.vapi_calls;
begin
    if p_kind = 'lead' then
        select * into v from public.leads where id = p_id for no key update;
    else
        select * into c from public.vapi_calls where id = p_id for no key update;
        select * into v from public.leads where call_id = p_id order by created_at limit 1 for no key update;
        if v.id is null and c.id is not null then
            select * into v from private.new_lead(c, jsonb_populate_record(null::public.leads, jsonb_build_object(
                'phone', c.caller_number, 'name', c.caller_name, 'description',
                coalesce(c.summary, 'Appel sans détails laissés'))), 'console', now(), '');
        end if;
    end if;
    if v.id is null then perform private.refuse('record_gone'); end if;
    return v;
end $$;

-- Counts and rows of the leads made since p_since (90 days when null), newest first, by keyset; with p_ref, the row of
-- that lead alone, for others may speak of it. The visits of the leads it counts are looked up one by one: a join read
-- every visit there ever was.
create or replace function public.lead_board(p_since timestamptz default null, p_statuses text[] default null,
    p_assigned_to uuid default null, p_text text default null, p_before timestamptz default null,
    p_before_id uuid default null, p_limit integer default 50, p_ref text default null) returns jsonb
language plpgsql stable set search_path = '' set plan_cache_mode = 'force_custom_plan'
as $$
declare
    v_since timestamptz := coalesce(p_since, now() - interval '90 days');
    v_filters jsonb := jsonb_strip_nulls(case when p_ref is not null then jsonb_build_object('ref', p_ref)
        else jsonb_build_object('since', v_since, 'statuses', p_statuses, 'text', p_text,
            'people', case when p_assigned_to is not null then jsonb_build_array(p_assigned_to) end) end);
    v_counts jsonb;
    v_rows jsonb;
begin
    perform private.require_role('owner', 'staff', 'admin');
    select jsonb_object_agg(s.status, s.n) into v_counts
    from (select l.status, count(*) as n from public.leads l where l.created_at >= v_since and not l.is_test
          group by l.status) s;
    select coalesce(jsonb_agg(private.lead_view(x) order by x.created_at desc, x.id desc), '[]') into v_rows
    from private.matching_leads(v_filters, least(greatest(p_limit, 1), 1000), p_before, p_before_id) x;
    return jsonb_build_object('now', now(), 'since', v_since, 'counts', coalesce(v_counts, '{}'), 'leads', v_rows,
        -- Leads that have or had a visit, whatever became of them since.
        'booked', (select count(*) from public.leads l where l.created_at >= v_since and not l.is_test
                     and (select a.id from public.appointments a where a.lead_id = l.id
                         and a.status <> 'cancelled' limit 1) is not null));
end $$;

-- Answered, not booked: leads called back without a visit, and callers who left without leaving anything.
create or replace function public.second_chances(p_days integer default 30, p_limit integer default 50) returns jsonb
language sql stable set search_path = ''
as $$
    select coalesce(jsonb_agg(to_jsonb(x) order by x.created_at desc), '[]') from (
        (select 'lead' as kind, l.id, l.call_id, l.ref, l.name, l.phone, l.city, l.service, l.description, l.urgency,
             l.status, l.created_at, l.called_back_at, l.version, l.is_demo, private.visit_to_come(l.id) as visit_at
         from public.leads l
         where l.status = 'called_back' and l.created_at > now() - make_interval(days => least(greatest(p_days, 1),
             3650)) and not l.is_test
         order by l.created_at desc limit least(greatest(p_limit, 0), 200))
        union all
        (select 'call', c.id, c.id, null, c.caller_name, c.caller_number, null, null, c.summary, 'normal', c.outcome,
             c.created_at, c.called_back_at, null, c.is_demo, null
         from public.vapi_calls c
         where c.outcome in ('no_lead', 'silence', 'time_limit', 'fault', 'transfer_failed')
           and c.classification is null and not c.is_test
           and c.caller_number is not null and c.created_at > now() - make_interval(days => least(greatest(p_days, 1),
               3650))
           and (c.needs_callback or c.called_back_at is not null)
         order by c.created_at desc limit least(greatest(p_limit, 0), 200))) x
    where private.require_role('owner', 'staff', 'admin') is not null
$$;

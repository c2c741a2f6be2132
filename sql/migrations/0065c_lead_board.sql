-- The lead board looks up the visits of the leads it counts: a join read every visit there ever was.

create or replace function public.lead_board(p_since timestamptz default null, p_statuses text[] default null,
    p_assigned_to uuid default null, p_text text default null, p_before timestamptz default null,
    p_before_id uuid default null, p_limit integer default 50) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
    v_since timestamptz := coalesce(p_since, now() - interval '90 days');
    v_text text := nullif(private.fold(trim(p_text)), '');
    -- Words hold a number only when they hold no letter; three digits would be in every number.
    v_digits text := case when v_text !~ '[a-z]' then regexp_replace(v_text, '\D', '', 'g') end;
    v_counts jsonb;
    v_rows jsonb;
begin
    perform private.require_role('owner', 'staff', 'admin');
    v_digits := case when length(v_digits) >= 4 then v_digits end;
    select jsonb_object_agg(s.status, s.n) into v_counts
    from (select l.status, count(*) as n from public.leads l where l.created_at >= v_since and not l.is_test
          group by l.status) s;
    select coalesce(jsonb_agg(private.lead_view(x) order by x.created_at desc, x.id desc), '[]') into v_rows
    from (select l.* from public.leads l
          where l.created_at >= v_since and not l.is_test
            and (p_statuses is null or l.status = any (p_statuses))
            and (p_assigned_to is null or l.assigned_to = p_assigned_to)
            and (v_text is null or private.has_digits(l.phone, v_digits)
                 or private.fold(concat_ws(' ', l.ref, l.name, l.phone, l.city, l.address, l.service,
                                           l.description, l.note)) like '%' || v_text || '%')
            and (p_before is null or (l.created_at, l.id) < (p_before, p_before_id))
          order by l.created_at desc, l.id desc limit least(greatest(p_limit, 1), 1000)) x;
    return jsonb_build_object('now', now(), 'since', v_since, 'counts', coalesce(v_counts, '{}'), 'leads', v_rows,
        -- Leads that have or had a visit, whatever became of them since.
        'booked', (select count(*) from public.leads l where l.created_at >= v_since and not l.is_test
                     and (select a.id from public.appointments a where a.lead_id = l.id and a.status <> 'cancelled' limit 1) is not null));
end $$;
alter function public.lead_board set plan_cache_mode = 'force_custom_plan';

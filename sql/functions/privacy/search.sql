-- Everyone who answers to this number or these words, one row a person: a number and a name. Two names on one number
-- are two people, until a reader says otherwise; what bears no name goes with the only name of its number.
create or replace function public.search_person(p_request_id uuid, p_phone text, p_words text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_like text := '%' || replace(replace(regexp_replace(private.fold(btrim(p_words)), '\s+', '%', 'g'), '\', ''),
    '_', '') || '%';
begin
    perform private.require_role('owner', 'admin');
    if p_phone is null and length(coalesce(btrim(p_words), '')) < 2 then
        perform private.refuse('search_without_words');
    end if;
    if length(p_phone) > 40 or length(p_words) > 200 then perform private.refuse('request_too_long'); end if;
    perform private.begin_action(p_request_id, 'search_person', 'person', null, '{}',
        jsonb_build_array(p_phone, p_words));
    perform private.end_action(p_request_id, '{}') where not exists (
        select 1 from public.audit_log where request_id = p_request_id and result is not null);
    return (
        with found as (
            select l.phone, l.name, l.created_at, 'lead' as kind, private.folded_name(l.name) as folded
            from public.leads l where l.phone = p_phone
            union all
            select l.phone, l.name, l.created_at, 'lead', private.folded_name(l.name) from public.leads l
            where p_phone is null and length(btrim(p_words)) > 1 and private.fold(l.name) like v_like
            union all
            select c.caller_number, c.caller_name, c.created_at, 'call', private.call_name(c.id, c.caller_name)
            from public.vapi_calls c where c.caller_number = p_phone
            union all
            select c.caller_number, c.caller_name, c.created_at, 'call', private.call_name(c.id, c.caller_name)
            from private.calls_found(case when p_phone is null and length(btrim(p_words)) > 1
                then private.name_query(p_words) end) f (id) join public.vapi_calls c on c.id = f.id
            where private.fold(c.caller_name) like v_like),
        named as (
            select f.phone, f.name, f.created_at, f.kind, coalesce(f.folded, case
                when cardinality(private.names_of(f.phone)) = 1 then (private.names_of(f.phone))[1] end) as folded
            from found f where f.phone is not null or f.name is not null),
        person as (
            -- As it was noted first, then as the report had it.
            select n.phone, n.folded, (select coalesce(array_agg(x.name order by x.noted desc, x.name), '{}') from (
                    select m.name, bool_or(m.kind = 'lead') as noted from named m where m.name is not null
                        and (m.phone, m.folded) is not distinct from (n.phone, n.folded) group by m.name) x) as names,
                count(*) filter (where n.kind = 'call') as calls,
                count(*) filter (where n.kind = 'lead') as leads, min(n.created_at) as first_at,
                max(n.created_at) as last_at
            from named n group by 1, 2)
        select coalesce(jsonb_agg(jsonb_build_object('phone', p.phone, 'names', p.names, 'calls', p.calls,
            'leads', p.leads, 'first_at', p.first_at, 'last_at', p.last_at) order by p.last_at desc), '[]')
        from (select * from person order by last_at desc limit 50) p);
end $$;

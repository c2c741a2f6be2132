-- What is held of one person, found by number or name.

create or replace function private.name_query(p_name text) returns tsquery
language sql stable set search_path = ''
as $$ select plainto_tsquery('simple', regexp_replace(private.fold(p_name), '[^a-z0-9]+', ' ', 'g')) $$;

-- The calls and leads that are this person's: by the number; by the name where no number says otherwise; and what
-- belongs to those: what was noted during their calls, and the calls in which their lead was noted.
create or replace function private.person_scope(p_phone text, p_name text, p_extra uuid[], out calls uuid[],
    out leads uuid[])
language plpgsql stable set search_path = ''
as $$
declare
    v_name text := nullif(private.fold(btrim(p_name)), '');
    v_own uuid[];
begin
    select coalesce(array_agg(distinct x.id), '{}') into v_own from (
        select c.id from public.vapi_calls c where c.caller_number = p_phone
        union all
        select c.id from public.call_search s join public.vapi_calls c on c.id = s.call_id
        where v_name is not null and s.everything @@ private.name_query(v_name) and private.fold(c.caller_name) = v_name
          and (p_phone is null or c.caller_number is null)
        union all
        select c.id from public.vapi_calls c where c.id = any (p_extra)) x;
    select coalesce(array_agg(distinct x.id), '{}') into leads from (
        select l.id from public.leads l where l.phone = p_phone
        union all
        select l.id from public.leads l where l.call_id = any (v_own)
        union all
        select l.id from public.leads l where v_name is not null and private.fold(l.name) = v_name
            and (p_phone is null or l.phone is null)) x;
    select coalesce(array_agg(distinct x.id), '{}') into calls from (
        select unnest(v_own) as id
        union all
        select l.call_id from public.leads l where l.id = any (person_scope.leads) and l.call_id is not null) x;
end $$;

-- Messages as Vapi sent them: those of these calls, and those that belong to no call and bear the number.
create or replace function private.person_messages(p_calls uuid[], p_phone text) returns setof bigint
language sql stable set search_path = ''
as $$
    select i.id from private.inbox i
    where i.vapi_call_id in (select c.vapi_call_id from public.vapi_calls c where c.id = any (p_calls))
       or (i.vapi_call_id is null and p_phone is not null and strpos(i.body, right(p_phone, 10)) > 0)
$$;

create or replace function private.person_alerts(p_calls uuid[], p_leads uuid[]) returns setof uuid
language sql stable set search_path = ''
as $$
    select a.id from public.alerts a where a.call_id = any (p_calls)
    union
    select a.id from public.alerts a where a.lead_id = any (p_leads)
$$;

create or replace function private.person_counts(p_calls uuid[], p_leads uuid[], p_phone text) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('calls', cardinality(p_calls), 'leads', cardinality(p_leads),
        'appointments', (select count(*) from public.appointments where lead_id = any (p_leads)),
        'lines', (select count(*) from public.call_logs where call_id = any (p_calls)),
        'recordings', (select count(*) from public.vapi_calls where id = any (p_calls) and has_recording),
        'messages', (select count(*) from private.person_messages(p_calls, p_phone)),
        'alerts', (select count(*) from private.person_alerts(p_calls, p_leads)))
$$;

-- What is held of the team itself under this number or name: kept as long as the person is of it, and taken out on the
-- screens Équipe and Alertes. Trials that called the number are only figures afterwards.
create or replace function private.person_team(p_phone text, p_name text) returns jsonb
language sql stable set search_path = ''
as $$
    with asked as (select nullif(private.fold(btrim(p_name)), '') as name)
    select jsonb_build_object(
        'recipients', (select coalesce(jsonb_agg(jsonb_build_object('full_name', r.full_name, 'phone', r.phone,
            'email', r.email)), '[]')
            from public.recipients r, asked a where r.phone = p_phone or private.fold(r.full_name) = a.name),
        'accounts', (select coalesce(jsonb_agg(jsonb_build_object('full_name', f.full_name, 'email', f.email,
            'role', f.role, 'created_at', f.created_at, 'last_seen_at', f.last_seen_at)), '[]')
            from public.profiles f, asked a where private.fold(f.full_name) = a.name),
        'trials', (select coalesce(jsonb_agg(jsonb_build_object('asked_at', t.asked_at, 'to_name', t.to_name,
            'to_number', t.to_number)
                order by t.asked_at), '[]')
            from public.test_calls t, asked a where t.to_number = p_phone or private.fold(t.to_name) = a.name))
$$;

-- Calls not of this person in which the number or the name was said or noted.
create or replace function private.person_mentions(p_phone text, p_name text, p_calls uuid[]) returns jsonb
language sql stable set search_path = ''
as $$
    select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'created_at', c.created_at,
        'caller_number', c.caller_number,
        'caller_name', c.caller_name, 'summary', c.summary) order by c.created_at desc), '[]')
    from (select c.* from public.call_search s join public.vapi_calls c on c.id = s.call_id
          where c.id <> all (p_calls) and (
              (p_phone is not null and s.everything @@ (
                  to_tsquery('simple', right(p_phone, 10)) || phraseto_tsquery('simple', concat_ws(' ',
                      substr(right(p_phone, 10), 1, 3), substr(right(p_phone, 10), 4, 3), right(p_phone, 4)))))
              or (p_name is not null and s.everything @@ phraseto_tsquery('simple',
                  regexp_replace(private.fold(p_name), '[^a-z0-9]+', ' ', 'g'))))
          order by c.created_at desc limit 20) c
$$;

-- Everyone who answers to this number or these words, one row a person: a number, or a name where there is none.
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
    perform private.begin_action(p_request_id, 'search_person', 'person', null, '{}',
        jsonb_build_array(p_phone, p_words));
    perform private.end_action(p_request_id, '{}') where not exists (
        select 1 from public.audit_log where request_id = p_request_id and result is not null);
    return (
        with found as (
            select l.phone, l.name, l.created_at, 'lead' as kind from public.leads l where l.phone = p_phone
            union all
            select l.phone, l.name, l.created_at, 'lead' from public.leads l
            where p_phone is null and length(btrim(p_words)) > 1 and private.fold(l.name) like v_like
            union all
            select c.caller_number, c.caller_name, c.created_at, 'call' from public.vapi_calls c
                where c.caller_number = p_phone
            union all
            select c.caller_number, c.caller_name, c.created_at, 'call'
            from public.call_search s join public.vapi_calls c on c.id = s.call_id
            where p_phone is null and length(btrim(p_words)) > 1 and s.everything @@ private.name_query(p_words)
              and private.fold(c.caller_name) like v_like),
        person as (
            select f.phone, case when f.phone is null then private.fold(f.name) end as folded,
                array_remove(array_agg(distinct f.name), null) as names,
                count(*) filter (where f.kind = 'call') as calls,
                count(*) filter (where f.kind = 'lead') as leads, min(f.created_at) as first_at,
                max(f.created_at) as last_at
            from found f where f.phone is not null or f.name is not null group by 1, 2)
        select coalesce(jsonb_agg(jsonb_build_object('phone', p.phone, 'names', p.names, 'calls', p.calls,
            'leads', p.leads, 'first_at', p.first_at, 'last_at', p.last_at) order by p.last_at desc), '[]')
        from (select * from person order by last_at desc limit 50) p);
end $$;

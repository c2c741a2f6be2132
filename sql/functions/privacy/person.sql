-- What is held of one person: found by a number and a name, then left out or added by whoever reads it.

create or replace function private.name_query(p_name text) returns tsquery
language sql stable set search_path = ''
as $$ select plainto_tsquery('simple', regexp_replace(private.fold(p_name), '[^a-z0-9]+', ' ', 'g')) $$;

create or replace function private.folded_name(p_name text) returns text
language sql immutable parallel safe set search_path = ''
as $$ select nullif(private.fold(btrim(p_name)), '') $$;

-- By which name a call is known: what was noted during it, else what the report made of it; the two often differ a
-- little.
create or replace function private.call_name(p_call_id uuid, p_caller_name text) returns text
language sql stable set search_path = ''
as $$
    select private.folded_name(coalesce((select l.name from public.leads l where l.call_id = p_call_id
        and private.folded_name(l.name) is not null order by l.created_at, l.id limit 1), p_caller_name))
$$;

-- By which names a number is known. More than one: two people, until somebody says otherwise.
create or replace function private.names_of(p_phone text) returns text[]
language sql stable set search_path = ''
as $$
    select coalesce(array_agg(distinct x.name), '{}') from (
        select private.folded_name(l.name) as name from public.leads l where l.phone = p_phone
        union all
        select private.call_name(c.id, c.caller_name) from public.vapi_calls c where c.caller_number = p_phone) x
    where x.name is not null
$$;

-- Does the number bear another name than the one that is asked for?
create or replace function private.shares_number(r public.privacy_requests) returns boolean
language sql stable set search_path = ''
as $$
    select r.phone is not null and case when private.folded_name(r.full_name) is null
        then cardinality(private.names_of(r.phone)) > 1
        else exists (select 1 from unnest(private.names_of(r.phone)) n where n <> private.folded_name(r.full_name)) end
$$;

-- The calls of this person: by the number, where it is theirs alone, else by number and name; by the name where no
-- number says otherwise; and those that a reader added.
create or replace function private.own_calls(r public.privacy_requests) returns uuid[]
language plpgsql stable set search_path = ''
as $$
declare
    v_name text := private.folded_name(r.full_name);
    v_shared boolean := v_name is not null and private.shares_number(r);
begin
    return (select coalesce(array_agg(distinct x.id), '{}') from (
        select c.id from public.vapi_calls c where c.caller_number = r.phone
            and (not v_shared or private.folded_name(c.caller_name) = v_name
                 or exists (select 1 from public.leads l where l.call_id = c.id
                     and private.folded_name(l.name) = v_name))
        union all
        select c.id from private.calls_found(private.name_query(v_name)) f (id) join public.vapi_calls c on c.id = f.id
        where private.folded_name(c.caller_name) = v_name and (r.phone is null or c.caller_number is null)
        union all
        select c.id from public.vapi_calls c where c.id = any (r.extra_calls)) x
        where x.id <> all (r.left_out));
end $$;

-- And their leads: by number and name in the same way, and those noted during their calls. Of a call that was added
-- because somebody else spoke of them in it, only what bears their number or their name.
create or replace function private.own_leads(r public.privacy_requests, p_calls uuid[]) returns uuid[]
language plpgsql stable set search_path = ''
as $$
declare
    v_name text := private.folded_name(r.full_name);
    v_shared boolean := v_name is not null and private.shares_number(r);
begin
    return (select coalesce(array_agg(distinct x.id), '{}') from (
        select l.id from public.leads l where l.phone = r.phone
            and (not v_shared or private.folded_name(l.name) = v_name)
        union all
        select l.id from public.leads l where l.call_id = any (p_calls) and (l.call_id <> all (r.extra_calls)
            or l.phone = r.phone or private.folded_name(l.name) = v_name)
        union all
        select l.id from public.leads l where v_name is not null and private.folded_name(l.name) = v_name
            and (r.phone is null or l.phone is null)) x
        where x.id <> all (r.left_out));
end $$;

-- Every row of theirs, table by table. The file shows this, the export hands it out, the erasure takes it away.
create or replace function private.person_rows(r public.privacy_requests) returns private.person_rows
language plpgsql stable set search_path = ''
as $$
declare
    v private.person_rows;
    v_number text := case when not private.shares_number(r) then right(r.phone, 10) end;
begin
    v.calls := private.own_calls(r);
    v.leads := private.own_leads(r, v.calls);
    v.calls := (select coalesce(array_agg(distinct x.id), '{}') from (
        select unnest(v.calls) as id
        union all
        select l.call_id from public.leads l where l.id = any (v.leads) and l.call_id is not null) x
        where x.id <> all (r.left_out));
    v.appointments := array(select a.id from public.appointments a where a.lead_id = any (v.leads));
    v.alerts := array(select a.id from public.alerts a where a.call_id = any (v.calls) or a.lead_id = any (v.leads));
    -- Those of these calls; those that belong to no call and bear the number; those that a reader added.
    v.messages := array(select i.id from private.inbox i
        where i.vapi_call_id in (select c.vapi_call_id from public.vapi_calls c where c.id = any (v.calls))
           or (i.vapi_call_id is null and (strpos(i.body, v_number) > 0 or i.id = any (r.extra_messages))));
    v.receipts := array(select b.id from private.brevo_events b where b.id = any (r.extra_receipts)
        or b.attempt_id in (select t.id from public.alert_attempts t where t.alert_id = any (v.alerts)));
    v.trials := array(select t.id from public.test_calls t where t.to_number = r.phone and t.ended_at is not null
        and v_number is not null);
    v.trail := private.personal_lines(r, v);
    return v;
end $$;

-- Lines of the trail about these very records that bear the person's number or name: nothing personal is written
-- there; should something have been, it is taken out. Lines about roles, rights, risks, evidence or anybody's settings
-- are about no record of a caller's, and are never among them.
create or replace function private.personal_lines(r public.privacy_requests, v private.person_rows) returns uuid[]
language sql stable set search_path = ''
as $$
    with called as (
        select private.folded_name(r.full_name) as word where length(btrim(r.full_name)) > 3
        -- As noted in full; a first name alone is that of many.
        union select private.folded_name(l.name) from public.leads l where l.id = any (v.leads)
            and btrim(l.name) like '%_ _%'
        union select private.folded_name(c.caller_name) from public.vapi_calls c where c.id = any (v.calls)
            and btrim(c.caller_name) like '%_ _%'
        union select right(r.phone, 10) where r.phone is not null),
    about as (
        select 'call' as kind, x::text as id from unnest(v.calls) x
        union all select 'lead', x::text from unnest(v.leads) x
        union all select 'appointment', x::text from unnest(v.appointments) x
        union all select 'alert', x::text from unnest(v.alerts) x)
    select coalesce(array_agg(distinct a.request_id), '{}')
    from about b join public.audit_log a on a.subject_type = b.kind and a.subject_id = b.id, called w
    where exists (select 1 from jsonb_path_query(jsonb_build_array(a.changes, a.result),
        '$.** ? (@.type() == "string")') s where strpos(private.fold(s #>> '{}'), w.word) > 0)
$$;

create or replace function private.person_counts(v private.person_rows) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('calls', cardinality(v.calls), 'leads', cardinality(v.leads),
        'appointments', cardinality(v.appointments),
        'lines', (select count(*) from public.call_logs where call_id = any (v.calls)),
        'recordings', (select count(*) from public.vapi_calls where id = any (v.calls) and has_recording),
        'messages', cardinality(v.messages), 'alerts', cardinality(v.alerts), 'receipts', cardinality(v.receipts),
        'trials', cardinality(v.trials), 'trail', cardinality(v.trail))
$$;

-- What is held of the team itself under this number or name: kept as long as the person is of it, and taken out on the
-- screens Équipe and Alertes. Trials that called the number are only figures afterwards.
create or replace function private.person_team(p_phone text, p_name text) returns jsonb
language sql stable set search_path = ''
as $$
    with asked as (select private.folded_name(p_name) as name)
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

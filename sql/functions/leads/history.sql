-- The same number over time is one customer.

-- The person of this lead called again later: the later lead waits for the call, and tells of this one.
create or replace function private.called_again(l public.leads) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
    return exists (
        select 1 from public.leads o
        where o.phone = l.phone and o.created_at > l.created_at and o.call_id <> l.call_id and o.is_test = l.is_test
          and (o.name is null or l.name is null or private.fold(o.name) = private.fold(l.name)));
end $$;

-- What is known of a number from before a moment, apart from one call: when it called last and whether anybody called
-- back, the demands that still wait, the visits made. Null when there is nothing.
create or replace function private.history_of(p_phone text, p_before timestamptz, p_call_id uuid) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
    v_last record;
    v_visits record;
begin
    if p_phone is null then return null; end if;
    select x.* into v_last from (
        (select l.created_at as at, l.status <> 'new' or l.called_back_at is not null as answered
         from public.leads l
         where l.phone = p_phone and l.created_at < p_before and l.call_id <> p_call_id and not l.is_test
         order by l.created_at desc limit 1)
        union all
        (select c.created_at, not c.needs_callback from public.vapi_calls c
         where c.caller_number = p_phone and c.created_at < p_before and c.id <> p_call_id and not c.is_test
           and (c.needs_callback or c.called_back_at is not null)
         order by c.created_at desc limit 1)) x
    order by x.at desc limit 1;
    select min(a.starts_at) as first, max(a.starts_at) as last into v_visits
    from public.leads l join public.appointments a on a.lead_id = l.id
    where l.phone = p_phone and not l.is_test and a.status <> 'cancelled' and a.ends_at < now();
    if v_last.at is null and v_visits.first is null then return null; end if;
    return jsonb_build_object('last_call_at', v_last.at, 'answered', coalesce(v_last.answered, false),
        'customer_since', v_visits.first, 'last_visit_at', v_visits.last,
        'waiting', (select coalesce(jsonb_agg(jsonb_build_object('ref', w.ref, 'created_at', w.created_at,
                        'description', w.description, 'address', w.address) order by w.created_at desc), '[]')
                    from (select l.* from public.leads l
                          where l.phone = p_phone and l.created_at < p_before and l.call_id <> p_call_id
                            and l.status = 'new' and not l.is_test
                          order by l.created_at desc limit 3) w));
end $$;

-- Who is called back is called back for all that still waits of the same person.
create or replace function private.call_back_earlier(l public.leads) returns void
language plpgsql set search_path = ''
as $$
begin
    update public.leads o set status = 'called_back', called_back_at = coalesce(o.called_back_at, now()),
        called_back_by = coalesce(o.called_back_by, auth.uid()), version = o.version + 1, updated_at = now()
    where o.phone = l.phone and o.status = 'new' and o.created_at < l.created_at and o.call_id <> l.call_id
      and o.is_test = l.is_test and (o.name is null or l.name is null or private.fold(o.name) = private.fold(l.name));
end $$;

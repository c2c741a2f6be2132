-- The ids of one page of the journal; the page after a row is asked by that row's moment and id. A word that many calls
-- hold fills the page from the newest thousand, looked at one by one: from its index all of them would be read and put
-- in order for it. One that is rare is then looked for in its index. Each set of filters gets a plan of its own.
create or replace function private.journal_page(p_from timestamptz, p_to timestamptz, p_outcomes text[], p_caller text,
    p_query tsquery, p_before timestamptz, p_before_id uuid, p_limit integer, p_probes boolean) returns setof uuid
language plpgsql stable set search_path = '' set plan_cache_mode = 'force_custom_plan'
as $$
declare
    v_newest timestamptz;
    v_page uuid[];
begin
    if p_query is not null then
        select c.created_at into v_newest from public.vapi_calls c
        where (p_to is null or c.created_at < p_to) and (p_before is null or c.created_at <= p_before)
        order by c.created_at desc offset 1000 limit 1;
    end if;
    v_page := array(
        select c.id from public.vapi_calls c
        where (c.vapi_call_id like 'probe:%') = p_probes
          and (p_from is null or c.created_at >= p_from) and (p_to is null or c.created_at < p_to)
          and (p_outcomes is null or c.outcome = any (p_outcomes))
          and (p_caller is null or c.caller_number = p_caller)
          and (p_before is null or (c.created_at, c.id) < (p_before, p_before_id))
          and (v_newest is null or c.created_at >= v_newest)
          and (p_query is null or case when c.reported_at is null then private.who_called(c.id)
              else (select s.everything from public.call_search s where s.call_id = c.id) end @@ p_query)
        order by c.created_at desc, c.id desc limit p_limit);
    if v_newest > coalesce(p_from, '-infinity') and cardinality(v_page) < p_limit then
        return query select f.id from private.journal_found(p_from, p_to, p_outcomes, p_caller, p_query, p_before,
            p_before_id, p_limit, p_probes) f (id);
    else
        return query select unnest(v_page);
    end if;
end $$;

-- The same, of the calls that hold these words, from the words' own index.
create or replace function private.journal_found(p_from timestamptz, p_to timestamptz, p_outcomes text[],
    p_caller text, p_query tsquery, p_before timestamptz, p_before_id uuid, p_limit integer, p_probes boolean)
    returns setof uuid
language plpgsql stable set search_path = '' set plan_cache_mode = 'force_custom_plan'
as $$
begin
    return query
    -- As private.calls_found, written out so that it can be planned with the rest.
    select c.id from (
        select s.call_id from public.call_search s where s.everything @@ p_query
        union all
        select u.id from public.vapi_calls u where u.reported_at is null and private.who_called(u.id) @@ p_query
        ) f join public.vapi_calls c on c.id = f.call_id
    where (c.vapi_call_id like 'probe:%') = p_probes
      and (p_from is null or c.created_at >= p_from) and (p_to is null or c.created_at < p_to)
      and (p_outcomes is null or c.outcome = any (p_outcomes))
      and (p_caller is null or c.caller_number = p_caller)
      and (p_before is null or (c.created_at, c.id) < (p_before, p_before_id))
    order by c.created_at desc, c.id desc limit p_limit;
end $$;

-- Security definer: under row level security a text search could not use its index (its operator is not leakproof),
-- so the function checks the role itself.
create or replace function public.call_journal(p_from timestamptz default null, p_to timestamptz default null,
    p_outcomes text[] default null, p_caller text default null, p_text text default null,
    p_before timestamptz default null, p_before_id uuid default null, p_limit integer default 50)
returns table (id uuid, created_at timestamptz, started_at timestamptz, ended_at timestamptz, status text, type text,
    caller_number text, caller_name text, outcome text, ended_reason text, ended_category text, summary text,
    cost_usd numeric, classification text, needs_callback boolean, has_recording boolean, is_test boolean,
    is_demo boolean, lead_id uuid, lead_ref text, lead_name text, lead_city text, lead_urgency text)
language plpgsql stable security definer set search_path = ''
as $$
declare
    v_query tsquery := private.find_query(p_text);
    -- The console's own probes are read by their reader, as people read calls; neither sees the other's.
    v_probes boolean := private.is_chain_reader();
begin
    if not v_probes then perform private.require_role('owner', 'staff', 'admin'); end if;
    return query
    select c.id, c.created_at, c.started_at, c.ended_at, c.status, c.type, c.caller_number,
        coalesce(c.caller_name, l.name),
        c.outcome, c.ended_reason, c.ended_category, c.summary, c.cost_usd, c.classification, c.needs_callback,
        c.has_recording, c.is_test, c.is_demo, l.id, l.ref, l.name, l.city, l.urgency
    from private.journal_page(p_from, p_to, p_outcomes, p_caller, v_query, p_before, p_before_id,
                              least(greatest(p_limit, 1), 1000), v_probes) as page (id)
    join public.vapi_calls c on c.id = page.id
    left join lateral (select x.* from public.leads x where x.call_id = c.id order by x.created_at, x.id limit 1) l
        on true
    order by c.created_at desc, c.id desc;
end $$;

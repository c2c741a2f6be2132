-- The leads as a work table: narrowed by what people look for; how many each view holds, what Paul's calls cost.

-- The views that are kept: mine and not over; to be called today; called and not reached; whoever nobody has taken on.
create or replace function private.lead_in_view(l public.leads, p_view text) returns boolean
language sql stable set search_path = ''
as $$
    select case p_view
        when 'mine' then l.assigned_to = auth.uid() and l.status in ('new', 'called_back', 'booked')
        when 'due' then l.status = 'new' and not private.called_again(l) and coalesce(
            (private.last_attempt(l.id, null) ->> 'again_at')::timestamptz
                < private.days_before(private.local_day(now()), -1), true)
        when 'unreached' then l.status = 'new'
            and coalesce(private.last_attempt(l.id, null) ->> 'outcome' in ('no_answer', 'voicemail'), false)
        when 'unowned' then l.status = 'new' and l.assigned_to is null
        else true end
$$;

-- The leads that all of these leave, newest first; a name that is not there narrows nothing. `people` are ids, or
-- `nobody`. The page after a row is asked by that row. A `ref` is that lead, a test's too, whatever its age.
create or replace function private.matching_leads(p_filters jsonb, p_limit integer default null,
    p_before timestamptz default null, p_before_id uuid default null) returns setof public.leads
language plpgsql stable set search_path = '' set plan_cache_mode = 'force_custom_plan'
as $$
declare
    v_since timestamptz := (p_filters ->> 'since')::timestamptz;
    v_until timestamptz := (p_filters ->> 'until')::timestamptz;
    v_ids uuid[] := array(select jsonb_array_elements_text(p_filters -> 'ids'))::uuid[];
    v_statuses text[] := array(select jsonb_array_elements_text(p_filters -> 'statuses'));
    v_urgencies text[] := array(select jsonb_array_elements_text(p_filters -> 'urgencies'));
    v_people text[] := array(select jsonb_array_elements_text(p_filters -> 'people'));
    v_towns text[] := array(select jsonb_array_elements_text(p_filters -> 'towns'));
    v_services text[] := array(select jsonb_array_elements_text(p_filters -> 'services'));
    v_text text := nullif(private.fold(trim(p_filters ->> 'text')), '');
    v_query tsquery := private.find_query(p_filters ->> 'text');
    -- Words hold a number only when they hold no letter; three digits would be in every number.
    v_digits text := case when v_text !~ '[a-z]' then regexp_replace(v_text, '\D', '', 'g') end;
begin
    v_digits := case when length(v_digits) >= 4 then v_digits end;
    return query
    select l.* from public.leads l
    where case when p_filters ? 'ref' then l.ref = p_filters ->> 'ref' else not l.is_test end
      and (v_since is null or l.created_at >= v_since) and (v_until is null or l.created_at < v_until)
      and (not p_filters ? 'ids' or l.id = any (v_ids))
      and (not p_filters ? 'statuses' or l.status = any (v_statuses))
      and (not p_filters ? 'urgencies' or l.urgency = any (v_urgencies))
      and (not p_filters ? 'people' or coalesce(l.assigned_to::text, 'nobody') = any (v_people))
      and (not p_filters ? 'towns' or l.city = any (v_towns))
      and (not p_filters ? 'services' or l.service = any (v_services))
      and (v_text is null or private.has_digits(l.phone, v_digits) or l.find @@ v_query
           or private.fold(l.ref) like '%' || v_text || '%'
           or exists (select 1 from public.lead_notes n
                      where n.lead_id = l.id and private.word_vector(n.text) @@ v_query))
      and (p_before is null or (l.created_at, l.id) < (p_before, p_before_id))
      and (not p_filters ? 'view' or private.lead_in_view(l, p_filters ->> 'view'))
    order by l.created_at desc, l.id desc limit p_limit;
end $$;

-- How many, and what the calls that brought them cost; two leads of one call are one call.
create or replace function private.lead_totals(p_filters jsonb) returns jsonb
language sql stable set search_path = ''
as $$
    with found as materialized (select l.id, l.call_id from private.matching_leads(p_filters) l)
    select jsonb_build_object('n', (select count(*) from found), 'cost_usd', coalesce(
        (select sum(c.cost_usd) from public.vapi_calls c where c.id in (select f.call_id from found f)), 0))
$$;

-- What one line of the table says, and no more of a person than is read there.
create or replace function private.lead_row(l public.leads) returns jsonb language sql stable set search_path = ''
as $$
    select jsonb_build_object('id', l.id, 'ref', l.ref, 'call_id', l.call_id, 'created_at', l.created_at,
        'version', l.version, 'urgency', l.urgency, 'status', l.status, 'lost_reason', l.lost_reason, 'name', l.name,
        'phone', l.phone, 'address', l.address, 'city', l.city, 'service', l.service, 'description', l.description,
        'assigned_to', l.assigned_to, 'called_back_at', l.called_back_at,
        'assigned_name', (select p.full_name from public.profiles p where p.user_id = l.assigned_to),
        'cost_usd', (select c.cost_usd from public.vapi_calls c where c.id = l.call_id),
        'visit_at', (select a.starts_at from public.appointments a where a.lead_id = l.id and a.status <> 'cancelled'
                     order by a.starts_at desc limit 1),
        'has_visit_to_come', exists (select 1 from public.appointments a where a.lead_id = l.id
                                     and a.status = 'booked'),
        'attempt', private.last_attempt(l.id, null),
        'alert', (select a.state from public.alerts a where a.lead_id = l.id and a.basis is null
                  order by a.urgent desc, a.created_at desc limit 1))
$$;

-- Security definer: each line asks several small questions, and under row level security each would ask the role anew.
create or replace function public.lead_table(p_since timestamptz default null, p_until timestamptz default null,
    p_statuses text[] default null, p_urgencies text[] default null, p_people text[] default null,
    p_towns text[] default null, p_services text[] default null, p_text text default null, p_view text default null,
    p_ids uuid[] default null, p_limit integer default 200) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
    v_period jsonb := jsonb_strip_nulls(jsonb_build_object('since', p_since, 'until', p_until));
    v_filters jsonb := v_period || jsonb_strip_nulls(jsonb_build_object('statuses', p_statuses,
        'urgencies', p_urgencies, 'people', p_people, 'towns', p_towns, 'services', p_services, 'text', p_text,
        'view', p_view, 'ids', case when p_ids is not null then array(select unnest(p_ids)) end));
begin
    perform private.require_role('owner', 'staff', 'admin');
    return private.lead_totals(v_filters) || jsonb_build_object('now', now(),
        -- Whom to call comes first where that is the question; else the newest.
        'rows', (select coalesce(jsonb_agg(private.lead_row(l)
                     order by case when p_view = 'due' then array_position(array['urgent', 'normal', 'low'], l.urgency)
                         end, case when p_view = 'due' then l.created_at end, l.created_at desc, l.id desc), '[]')
                 from private.matching_leads(v_filters, least(greatest(p_limit, 1), 1000)) l),
        'views', (select jsonb_object_agg(v, private.lead_totals(v_period || jsonb_build_object('view', v)))
                  from unnest(array['all', 'due', 'mine', 'unreached', 'unowned']) v),
        'towns', (select coalesce(jsonb_agg(distinct l.city), '[]') from private.matching_leads(v_period) l
                  where l.city is not null),
        'services', (select coalesce(jsonb_agg(distinct l.service), '[]') from private.matching_leads(v_period) l
                     where l.service is not null));
end $$;

-- Who took leads out of the console, and by what these were narrowed: names that are known, never words searched for.
create or replace function public.log_leads_export(p_request_id uuid, p_rows integer, p_filters text[]) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'staff', 'admin');
    if p_rows is null or p_rows < 0 then perform private.refuse('export_without_count'); end if;
    if not coalesce(p_filters, '{}') <@ array['since', 'until', 'statuses', 'urgencies', 'people', 'towns', 'services',
            'words', 'view', 'chosen'] or cardinality(p_filters) > 10 then
        perform private.refuse('unknown_filter');
    end if;
    v_done := private.begin_action(p_request_id, 'export_leads', 'leads', null,
        jsonb_build_object('rows', p_rows, 'filters', to_jsonb(coalesce(p_filters, '{}'))));
    if v_done is not null then return v_done; end if;
    return private.end_action(p_request_id, jsonb_build_object('rows', p_rows));
end $$;

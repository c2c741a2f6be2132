-- Requests of the people concerned (Loi 25): asked, answered, closed, each within thirty days.

create or replace function public.ask_privacy_request(p_request_id uuid, p_kind text, p_phone text, p_full_name text,
    p_received_on date) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    if p_phone is null and p_full_name is null then perform private.refuse('request_about_nobody'); end if;
    if length(p_phone) > 40 or length(p_full_name) > 200 then perform private.refuse('request_too_long'); end if;
    if not private.is_day(p_received_on) then perform private.refuse('request_invalid'); end if;
    if p_received_on > (now() at time zone 'America/Toronto')::date then
        perform private.refuse('request_in_the_future');
    end if;
    v_done := private.begin_action(p_request_id, 'ask_privacy_request', 'privacy_request', p_request_id::text,
        jsonb_build_object('kind', p_kind, 'received_on', p_received_on), jsonb_build_array(p_phone, p_full_name));
    if v_done is not null then return v_done; end if;
    insert into public.privacy_requests (id, kind, phone, full_name, received_on, created_by)
    values (p_request_id, p_kind, p_phone, nullif(btrim(p_full_name), ''), p_received_on, auth.uid());
    return private.end_action(p_request_id, jsonb_build_object('id', p_request_id));
exception when check_violation or not_null_violation then
    perform private.refuse('request_invalid');
    return null;
end $$;

create or replace function private.request_view(r public.privacy_requests) returns jsonb
language sql stable set search_path = ''
as $$
    select to_jsonb(r) - array['due_at', 'lease_until', 'created_by', 'closed_by', 'erasure_asked_by']
        || jsonb_build_object(
        'created_by_name', (select full_name from public.profiles where user_id = r.created_by),
        'closed_by_name', (select full_name from public.profiles where user_id = r.closed_by),
        'erasure_asked_by_name', (select full_name from public.profiles where user_id = r.erasure_asked_by),
        'days_left', r.due_on - (now() at time zone 'America/Toronto')::date,
        'at_vapi', private.erasures_left(r.id))
$$;

-- Until when a copy made today could still hold what is in the database now.
create or replace function private.copies_until() returns date
language sql stable set search_path = ''
as $$
    select (now() at time zone 'America/Toronto')::date + greatest(s.keep_daily, s.keep_weekly * 7,
        s.keep_monthly * 31) + 1
    from public.backup_settings s where exists (select 1 from public.backups where state = 'stored')
$$;

-- The whole file, as the screen shows it.
create or replace function public.privacy_file(p_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    r public.privacy_requests;
    v private.person_rows;
begin
    perform private.require_role('owner', 'admin');
    select * into r from public.privacy_requests where id = p_id;
    if not found then perform private.refuse('request_gone'); end if;
    perform private.note_opening('open_privacy_request', 'privacy_request', p_id::text);
    v := private.person_rows(r);
    return jsonb_build_object('now', clock_timestamp(), 'request', private.request_view(r),
        'counts', private.person_counts(v), 'shares_number', private.shares_number(r),
        'copies_until', private.copies_until(),
        'team', private.person_team(r.phone, r.full_name),
        'calls', (select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'created_at', c.created_at,
            'caller_number', c.caller_number,
                'caller_name', c.caller_name, 'outcome', c.outcome, 'summary', c.summary, 'has_recording',
                c.has_recording) order by c.created_at desc), '[]')
            from public.vapi_calls c where c.id = any (v.calls)),
        'leads', (select coalesce(jsonb_agg(private.lead_view(l) order by l.created_at desc), '[]') from public.leads l
            where l.id = any (v.leads)),
        'other_phones', (select coalesce(jsonb_agg(distinct x.phone), '[]') from (
            select l.phone from public.leads l where l.id = any (v.leads)
            union all select c.caller_number from public.vapi_calls c where c.id = any (v.calls)) x
            where x.phone is distinct from r.phone and x.phone is not null),
        'mentions', case when r.state = 'open' then private.person_mentions(r, v.calls) else '[]' end,
        'loose', case when r.state = 'open' then private.loose_mentions(r, v) else '[]' end);
end $$;

create or replace function public.close_privacy_request(p_request_id uuid, p_id uuid, p_outcome text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    if p_outcome is null or p_outcome not in ('answered', 'refused', 'nothing_held') then
        perform private.refuse('unknown_request_outcome');
    end if;
    v_done := private.begin_action(p_request_id, 'close_privacy_request', 'privacy_request', p_id::text,
                                   jsonb_build_object('outcome', p_outcome));
    if v_done is not null then return v_done; end if;
    update public.privacy_requests set state = 'closed', outcome = p_outcome, closed_at = clock_timestamp(),
        closed_by = auth.uid()
    where id = p_id and state = 'open';
    if not found then perform private.refuse('request_closed'); end if;
    return private.end_action(p_request_id, jsonb_build_object('id', p_id));
end $$;

create or replace function public.privacy_requests_board() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('owner', 'admin');
    return jsonb_build_object('now', clock_timestamp(), 'requests', (
        select coalesce(jsonb_agg(private.request_view(r) order by r.state = 'closed', r.due_on, r.number desc), '[]')
        from (select * from public.privacy_requests order by state = 'closed', number desc limit 200) r));
end $$;

create or replace function private.erasures_left(p_request_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('asked', count(*) filter (where e.state = 'asked'),
        'erased', count(*) filter (where e.state = 'erased'),
        'gone', count(*) filter (where e.state = 'gone'), 'reason', max(e.reason) filter (where e.state = 'asked'))
    from private.vapi_erasures e where e.request_id = p_request_id
$$;


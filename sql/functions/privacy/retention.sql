-- What has had its time goes, every night, some at a time.

create or replace function private.next_purge() returns timestamptz
language sql stable set search_path = ''
as $$
    select (private.local_day(now() + interval '20 hours 45 minutes') at time zone 'America/Toronto'
            + interval '3 hours 15 minutes') at time zone 'America/Toronto'
$$;

-- What has had its time by then, of one kind: its id, and from when it counts.
create or replace function private.purgeable(p_what text, p_at timestamptz) returns table (id text, since timestamptz)
language sql stable set search_path = ''
as $$
    with r as (select p_at - make_interval(days => keep_days) as before from public.retention_rules where what = p_what
        and enabled)
    select c.id::text, c.created_at from r, public.vapi_calls c
    where p_what = 'recordings' and c.has_recording and c.status = 'ended' and c.created_at < r.before
      and not exists (select 1 from private.vapi_erasures e where e.vapi_call_id = c.vapi_call_id)
    union all
    select i.id::text, i.received_at from r, private.inbox i
    where p_what = 'messages' and i.received_at < r.before and i.applied_at is not null
    union all
    select c.id::text, c.created_at from r, public.vapi_calls c
    where p_what = 'conversations' and c.created_at < r.before and c.conversation_purged_at is null
    union all
    select c.id::text, c.created_at from r, public.vapi_calls c
    where p_what = 'callers' and c.created_at < r.before and (c.caller_number is not null or c.caller_name is not null)
    union all
    select l.id::text, l.updated_at from r, public.leads l
    where p_what in ('leads', 'jobs') and (l.status = 'won') = (p_what = 'jobs') and l.updated_at < r.before
      and not exists (select 1 from public.appointments a where a.lead_id = l.id and a.starts_at > r.before)
    union all
    select a.id::text, a.created_at from r, public.alerts a where p_what = 'alerts' and a.created_at < r.before
        and a.due_at is null
    union all
    select q.id::text, q.closed_at from r, public.privacy_requests q
    where p_what = 'requests' and q.state = 'closed' and q.closed_at < r.before
        and (q.phone is not null or q.full_name is not null)
    union all
    select t.request_id::text, t.at from r, public.audit_log t where p_what = 'trail' and t.at < r.before
    union all
    select n.id::text, n.aware_on::timestamptz from r, public.incidents n where p_what = 'incidents'
        and n.aware_on < r.before::date
$$;

-- Takes away so many of one kind, the oldest first; how many went.
create or replace function private.purge_batch(p_what text, p_limit integer) returns integer
language plpgsql set search_path = ''
as $$
declare
    v_ids text[] := array(select p.id from private.purgeable(p_what, now()) p order by p.since limit p_limit);
    v_calls uuid[];
    v_uuids uuid[] := case when p_what <> 'messages' then v_ids::uuid[] end;
begin
    if cardinality(v_ids) = 0 then return 0; end if;
    case p_what
        when 'recordings' then
            insert into private.vapi_erasures (vapi_call_id)
            select c.vapi_call_id from public.vapi_calls c where c.id = any (v_uuids)
                on conflict (vapi_call_id) do nothing;
        when 'messages' then delete from private.inbox where id = any (v_ids::bigint[]);
        when 'conversations' then
            update public.call_logs set text = '' where call_id = any (v_uuids) and kind in ('said', 'tool')
                and text <> '';
            delete from private.statements where call_id = any (v_uuids);
            update public.vapi_calls set summary = null, structured_data = null,
                conversation_purged_at = clock_timestamp()
            where id = any (v_uuids);
            delete from public.call_search where call_id = any (v_uuids);
        when 'callers' then
            update public.vapi_calls set caller_number = null, caller_name = null, needs_callback = false
                where id = any (v_uuids);
        when 'leads', 'jobs' then
            -- Their calls are found by their names no more.
            with gone as (delete from public.leads where id = any (v_uuids) returning call_id)
            select array_agg(distinct call_id) into v_calls from gone where call_id is not null;
            update public.call_search s set who = private.who_called(s.call_id) where s.call_id = any (v_calls);
        when 'alerts' then
            delete from private.brevo_events where attempt_id in (select id from public.alert_attempts
                where alert_id = any (v_uuids));
            delete from public.alerts where id = any (v_uuids);
        when 'requests' then
            update public.privacy_requests set phone = null, full_name = null, extra_calls = '{}',
                left_out = '{}', extra_messages = '{}', extra_receipts = '{}'
                where id = any (v_uuids);
        when 'trail' then
            perform private.add_link(x, 'purge', null) from unnest(v_uuids) x;
            perform set_config('drain.purging', 'on', true);
            delete from public.audit_log where request_id = any (v_uuids);
            perform set_config('drain.purging', 'off', true);
        when 'incidents' then delete from public.incidents where id = any (v_uuids);
    end case;
    return cardinality(v_ids);
end $$;

create or replace function private.claim_purge() returns bigint
language plpgsql set search_path = ''
as $$
declare v_id bigint;
begin
    update private.purge_plan set lease_until = clock_timestamp() + interval '15 minutes'
    where due_at <= clock_timestamp() and (lease_until is null or lease_until < clock_timestamp());
    if not found then return null; end if;
    -- One that a dead worker left unfinished goes on.
    select id into v_id from public.purge_runs where finished_at is null order by started_at desc limit 1;
    if v_id is null then insert into public.purge_runs default values returning id into v_id; end if;
    return v_id;
end $$;

create or replace function private.note_purged(p_id bigint, p_what text, p_count integer) returns void
language plpgsql set search_path = ''
as $$
begin
    update public.purge_runs set removed = removed || jsonb_build_object(p_what,
        coalesce((removed ->> p_what)::integer, 0) + p_count)
    where id = p_id;
    update private.purge_plan set lease_until = clock_timestamp() + interval '15 minutes' where only_row;
end $$;

create or replace function private.finish_purge(p_id bigint, p_error text) returns void
language plpgsql set search_path = ''
as $$
declare v public.purge_runs;
begin
    update public.purge_runs set finished_at = clock_timestamp(), error = p_error where id = p_id returning * into v;
    update private.purge_plan set lease_until = null,
        due_at = case when p_error is null then private.next_purge() else clock_timestamp() + interval '15 minutes' end
    where only_row;
    if p_error is null and v.removed <> '{}' then
        insert into public.audit_log (request_id, actor, action, subject_type, subject_id, changes, result)
        values (gen_random_uuid(), v.asked_by, 'purge', 'purge', p_id::text, v.removed, v.removed);
    end if;
end $$;

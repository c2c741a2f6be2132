-- How long what is kept, and the purge that holds to it every night. The law fixes no period but the incidents' five years:
-- these are proposals, to be settled by the person in charge.

create table public.retention_rules (
    what text primary key,
    keep_days integer not null,
    -- Never less: the law, a provider's own habits, or what a mistake could no longer undo.
    least_days integer not null,
    enabled boolean not null default true,
    rank smallint not null,
    constraint long_enough check (keep_days >= least_days and keep_days <= 7305)
);
insert into public.retention_rules (what, keep_days, least_days, rank) values
    ('recordings', 30, 15, 1), ('messages', 90, 15, 2), ('conversations', 548, 30, 3), ('callers', 730, 90, 4),
    ('leads', 730, 90, 5), ('jobs', 2557, 365, 6), ('alerts', 365, 30, 7), ('requests', 730, 365, 8), ('trail', 1826, 731, 9),
    ('incidents', 2191, 1827, 10);

alter table public.vapi_calls add column conversation_purged_at timestamptz;
create index vapi_calls_recordings on public.vapi_calls (created_at) where has_recording;

create table private.purge_plan (
    only_row boolean primary key default true check (only_row),
    due_at timestamptz not null,
    lease_until timestamptz
);

create table public.purge_runs (
    id bigint generated always as identity primary key,
    started_at timestamptz not null default clock_timestamp(),
    finished_at timestamptz,
    asked_by uuid references public.profiles (user_id) on delete set null,
    -- How many of each kind went.
    removed jsonb not null default '{}',
    error text
);
create index purge_runs_newest on public.purge_runs (started_at desc);

create function private.next_purge() returns timestamptz
language sql stable set search_path = ''
as $$
    select (private.local_day(now() + interval '20 hours 45 minutes') at time zone 'America/Toronto' + interval '3 hours 15 minutes')
        at time zone 'America/Toronto'
$$;
insert into private.purge_plan (due_at) values (private.next_purge());

-- What has had its time by then, of one kind: its id, and from when it counts.
create function private.purgeable(p_what text, p_at timestamptz) returns table (id text, since timestamptz)
language sql stable set search_path = ''
as $$
    with r as (select p_at - make_interval(days => keep_days) as before from public.retention_rules where what = p_what and enabled)
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
    select a.id::text, a.created_at from r, public.alerts a where p_what = 'alerts' and a.created_at < r.before and a.due_at is null
    union all
    select q.id::text, q.closed_at from r, public.privacy_requests q
    where p_what = 'requests' and q.state = 'closed' and q.closed_at < r.before and (q.phone is not null or q.full_name is not null)
    union all
    select t.request_id::text, t.at from r, public.audit_log t where p_what = 'trail' and t.at < r.before
    union all
    select n.id::text, n.aware_on::timestamptz from r, public.incidents n where p_what = 'incidents' and n.aware_on < r.before::date
$$;

-- Takes away so many of one kind, the oldest first; how many went.
create function private.purge_batch(p_what text, p_limit integer) returns integer
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
            select c.vapi_call_id from public.vapi_calls c where c.id = any (v_uuids) on conflict (vapi_call_id) do nothing;
        when 'messages' then delete from private.inbox where id = any (v_ids::bigint[]);
        when 'conversations' then
            update public.call_logs set text = '' where call_id = any (v_uuids) and kind in ('said', 'tool') and text <> '';
            delete from private.lead_words where call_id = any (v_uuids);
            update public.vapi_calls set summary = null, structured_data = null, conversation_purged_at = clock_timestamp()
            where id = any (v_uuids);
            delete from public.call_search where call_id = any (v_uuids);
        when 'callers' then
            update public.vapi_calls set caller_number = null, caller_name = null, needs_callback = false where id = any (v_uuids);
        when 'leads', 'jobs' then
            -- Their calls are found by their names no more.
            with gone as (delete from public.leads where id = any (v_uuids) returning call_id)
            select array_agg(distinct call_id) into v_calls from gone where call_id is not null;
            update public.call_search s set who = private.who_called(s.call_id) where s.call_id = any (v_calls);
        when 'alerts' then
            delete from private.brevo_events where attempt_id in (select id from public.alert_attempts where alert_id = any (v_uuids));
            delete from public.alerts where id = any (v_uuids);
        when 'requests' then
            update public.privacy_requests set phone = null, full_name = null, extra_calls = '{}' where id = any (v_uuids);
        when 'trail' then
            perform set_config('drain.purging', 'on', true);
            delete from public.audit_log where request_id = any (v_uuids);
            perform set_config('drain.purging', 'off', true);
        when 'incidents' then delete from public.incidents where id = any (v_uuids);
    end case;
    return cardinality(v_ids);
end $$;

create function private.claim_purge() returns bigint
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

create function private.note_purged(p_id bigint, p_what text, p_count integer) returns void
language plpgsql set search_path = ''
as $$
begin
    update public.purge_runs set removed = removed || jsonb_build_object(p_what, coalesce((removed ->> p_what)::integer, 0) + p_count)
    where id = p_id;
    update private.purge_plan set lease_until = clock_timestamp() + interval '15 minutes';
end $$;

create function private.finish_purge(p_id bigint, p_error text) returns void
language plpgsql set search_path = ''
as $$
declare v public.purge_runs;
begin
    update public.purge_runs set finished_at = clock_timestamp(), error = p_error where id = p_id returning * into v;
    update private.purge_plan set lease_until = null,
        due_at = case when p_error is null then private.next_purge() else clock_timestamp() + interval '15 minutes' end;
    if p_error is null and v.removed <> '{}' then
        insert into public.audit_log (request_id, actor, action, subject_type, subject_id, changes, result)
        values (gen_random_uuid(), v.asked_by, 'purge', 'purge', p_id::text, v.removed, v.removed);
    end if;
end $$;

-- The rules, what tonight will take away, and what the last nights did.
create function public.retention() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare v_at timestamptz := (select due_at from private.purge_plan);
begin
    perform private.require_role('owner', 'admin');
    return jsonb_build_object('now', clock_timestamp(), 'next_at', v_at,
        'rules', (select jsonb_agg(jsonb_build_object('what', r.what, 'keep_days', r.keep_days, 'least_days', r.least_days, 'enabled', r.enabled,
                'next', (select jsonb_build_object('count', count(*), 'oldest', min(p.since))
                         from (select * from private.purgeable(r.what, greatest(v_at, now())) limit 100000) p)) order by r.rank)
            from public.retention_rules r),
        'runs', (select coalesce(jsonb_agg(to_jsonb(x) - 'asked_by' order by x.started_at desc), '[]')
            from (select * from public.purge_runs order by started_at desc limit 30) x));
end $$;

create function public.save_retention(p_request_id uuid, p_what text, p_keep_days integer, p_enabled boolean) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'save_retention', 'retention', p_what,
                                   jsonb_build_object('days', p_keep_days, 'enabled', p_enabled));
    if v_done is not null then return v_done; end if;
    update public.retention_rules set keep_days = p_keep_days, enabled = p_enabled where what = p_what;
    if not found then perform private.refuse('Cette règle n''existe pas.'); end if;
    return private.end_action(p_request_id, jsonb_build_object('what', p_what));
exception when check_violation or not_null_violation then
    perform private.refuse(format('Au moins %s jours, et vingt ans au plus.', (select least_days from public.retention_rules where what = p_what)));
    return null;
end $$;

create function public.purge_now(p_request_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'purge', 'purge', null);
    if v_done is not null then return v_done; end if;
    update private.purge_plan set due_at = clock_timestamp() where due_at > clock_timestamp();
    insert into public.purge_runs (asked_by) select auth.uid() where not exists (select 1 from public.purge_runs where finished_at is null);
    perform pg_notify('drain_work', 'privacy');
    return private.end_action(p_request_id, '{"asked": true}');
end $$;

-- What the readiness gate "Loi 25" stands on.
create function private.privacy_facts() returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object(
        'officer', s.officer_name is not null and coalesce(s.officer_email, s.officer_phone) is not null,
        'purged_at', (select max(finished_at) from public.purge_runs where error is null),
        'rules_off', (select count(*) from public.retention_rules where not enabled),
        'notice', private.notice_share(30) - 'without',
        'overdue', (select count(*) from public.privacy_requests where state <> 'closed' and due_on < (now() at time zone 'America/Toronto')::date),
        'incidents', (select count(*) from public.incidents),
        'agreements_missing', (select count(*) from public.providers where in_use and is_outside_quebec and (agreement_on is null or assessment_on is null)))
    from public.privacy_settings s
$$;

-- The headline of the screen.
create function public.privacy_overview() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('owner', 'admin');
    return private.privacy_facts() || (
        select jsonb_build_object('now', clock_timestamp(), 'open', count(*), 'next_due_on', min(due_on),
            'days_left', min(due_on) - (now() at time zone 'America/Toronto')::date,
            'officer_name', (select officer_name from public.privacy_settings))
        from public.privacy_requests where state <> 'closed');
end $$;

do $$
declare t regclass;
begin
    foreach t in array array['public.retention_rules', 'public.purge_runs', 'private.purge_plan']::regclass[] loop
        execute format('alter table %s enable row level security', t);
        execute format('revoke all on table %s from public, anon, authenticated, service_role', t);
        execute format('grant select, insert, update, delete on table %s to service_role', t);
    end loop;
    foreach t in array array['public.retention_rules', 'public.purge_runs']::regclass[] loop
        execute format('grant select on table %s to authenticated', t);
        execute format('create policy read_for_managers on %s for select to authenticated using ((select private.app_role()) in (''owner'', ''admin''))', t);
    end loop;
end $$;
revoke execute on all functions in schema private from public, anon;
revoke execute on function private.next_purge, private.purgeable, private.purge_batch, private.claim_purge, private.note_purged,
    private.finish_purge, private.privacy_facts from authenticated;
revoke execute on function public.retention, public.save_retention, public.purge_now, public.privacy_overview from public, anon;
grant execute on function public.retention, public.save_retention, public.purge_now, public.privacy_overview to authenticated;

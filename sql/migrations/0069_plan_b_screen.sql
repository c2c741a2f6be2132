-- When plan B is called for, who may ask for it, and what every page says of it.

-- What speaks against Paul right now, since when; looked at every minute by the worker.
create table private.paul_signs (
    sign text primary key check (sign in ('trials', 'faults', 'no_calls', 'vapi_away')),
    since timestamptz not null,
    -- How many: trials, calls that broke, calls that usually come, comparisons that failed.
    n integer not null,
    seen_at timestamptz not null default clock_timestamp()
);

-- What is live at Vapi compared with what is written here: `python -m backend.paul`.
create table private.paul_drift (
    only_row boolean primary key default true check (only_row),
    checked_at timestamptz not null,
    simulated boolean,
    -- Names of the settings that differ, never their values.
    differences text[] not null default '{}',
    error text
);

create function private.paul_signs_now() returns table (sign text, n integer)
language sql stable set search_path = ''
as $$
    select 'trials', 2 from (
        select bool_and(x.state = 'failed') as failed, count(*) as n from (
            select t.state from public.test_calls t, public.trial_settings s
            where t.is_whole and not t.diverted and t.state in ('passed', 'failed') and t.asked_at > now() - interval '24 hours'
              and t.simulated is not distinct from (s.vapi = 'simulated') order by t.asked_at desc limit 2) x) y
    where y.failed and y.n = 2
    union all
    select 'faults', y.faults::integer from (
        select count(*) filter (where private.is_fault(c.ended_category)) as faults, count(*) as n from public.vapi_calls c
        where c.created_at > now() - interval '1 hour' and c.status = 'ended' and private.counts_as_business(c)) y
    where y.faults >= 3 and y.faults >= 0.3 * y.n
    union all
    -- A diverted line brings Paul no calls.
    select 'no_calls', round(y.usual)::integer from (select private.usual_calls(now() - interval '2 hours', now()) as usual) y
    where y.usual >= 3 and not exists (select 1 from public.vapi_calls c where c.created_at > now() - interval '2 hours' and not c.is_test)
      and not exists (select 1 from private.diversions d where d.state in ('asked', 'on', 'ending'))
    union all
    select 'vapi_away', y.n::integer from (
        select count(*) as n, bool_and(coalesce(r.error in ('away', 'failing', 'silent'), false)) as away, min(r.started_at) as first
        from private.reconciliations r
        where r.started_at > coalesce((select max(g.started_at) from private.reconciliations g where g.error is null and g.finished_at is not null),
                                      now() - interval '1 day') and r.finished_at is not null) y
    where y.n >= 3 and y.away and y.first < now() - interval '10 minutes'
$$;

-- Every minute. A sign that shows is told once, as long as it lasts; failed trials are told where they fail.
create function private.watch_paul() returns void
language plpgsql set search_path = ''
as $$
declare s private.paul_signs;
begin
    delete from private.paul_signs p where p.sign not in (select x.sign from private.paul_signs_now() x);
    for s in
        insert into private.paul_signs as p (sign, since, n) select x.sign, clock_timestamp(), x.n from private.paul_signs_now() x
        on conflict (sign) do update set n = excluded.n, seen_at = clock_timestamp() returning *
    loop
        continue when s.sign = 'trials' or s.since < s.seen_at - interval '1 second';
        perform private.raise_alert('paul_trouble', 'plan_b:' || s.sign || ':' || extract(epoch from s.since)::bigint, null, null,
            'plan_b_' || s.sign, false, coalesce((select vapi = 'simulated' from public.trial_settings), false));
    end loop;
end $$;

create function private.diversion_view(d private.diversions) returns jsonb
language sql stable set search_path = ''
as $$
    select to_jsonb(d) - array['hooks_before', 'lease_until'] || jsonb_build_object(
        'asked_by_name', (select full_name from public.profiles where user_id = d.asked_by),
        'undo_asked_by_name', (select full_name from public.profiles where user_id = d.undo_asked_by),
        'trial', (select private.trial_view(t) from public.test_calls t where t.id = d.trial_id))
$$;

-- For every page: what speaks against Paul, and the diversion under way.
create function private.plan_b_state() returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object(
        'signs', (select coalesce(jsonb_agg(jsonb_build_object('sign', s.sign, 'since', s.since, 'n', s.n) order by s.since), '[]')
                  from private.paul_signs s where s.seen_at > now() - interval '5 minutes'),
        'to_name', (select t.name from private.diversion_target() t),
        'diversion', (select private.diversion_view(d) - 'trial' from private.diversions d where d.state in ('asked', 'on', 'ending')),
        'drift', (select to_jsonb(p) - 'only_row' from private.paul_drift p))
$$;

create function public.plan_b() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('owner', 'admin');
    return (select jsonb_build_object('now', clock_timestamp(), 'vapi', s.vapi, 'state', private.plan_b_state(),
            'target', (select to_jsonb(t) from private.diversion_target() t),
            'recipient_id', p.recipient_id,
            'recipients', (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'full_name', r.full_name, 'phone', r.phone)
                                                     order by r.on_call_rank nulls last, r.full_name), '[]')
                           from public.recipients r where r.active and r.phone is not null and r.phone <> s.line_number),
            'left_today', greatest(0, s.daily_limit - private.trials_today()),
            'last', (select coalesce(jsonb_agg(private.diversion_view(d) order by d.asked_at desc), '[]')
                     from (select * from private.diversions order by asked_at desc limit 10) d),
            'last_exercise_at', (select max(d.asked_at) from private.diversions d where d.is_exercise and d.passed))
        from public.trial_settings s, private.plan_b_settings p);
end $$;

create function public.divert_line(p_request_id uuid, p_exercise boolean default false) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_to record;
    v_id uuid;
    v_vapi text := (select vapi from public.trial_settings);
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, case when p_exercise then 'exercise_plan_b' else 'divert_line' end, 'diversion', null);
    if v_done is not null then return v_done; end if;
    if v_vapi is null or v_vapi = 'absent' then
        perform private.refuse('Vapi n''est pas configuré: la ligne ne peut pas être détournée d''ici. Suivez les étapes de l''opérateur.');
    end if;
    select * into v_to from private.diversion_target();
    if v_to.phone is null then
        perform private.refuse('Personne ne peut recevoir les appels: mettez quelqu''un de garde dans Alertes, avec un téléphone.');
    end if;
    insert into private.diversions (is_exercise, asked_by, to_number, to_name)
    values (coalesce(p_exercise, false), auth.uid(), v_to.phone, v_to.name) returning id into v_id;
    perform pg_notify('drain_work', 'plan_b');
    return private.end_action(p_request_id, jsonb_build_object('id', v_id));
exception when unique_violation then
    perform private.refuse('La ligne est déjà détournée, ou en train de l''être.');
    return null;
end $$;

create function public.undo_diversion(p_request_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_id uuid;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'undo_diversion', 'diversion', null);
    if v_done is not null then return v_done; end if;
    update private.diversions set state = 'ending', undo_asked_at = coalesce(undo_asked_at, clock_timestamp()),
        undo_asked_by = coalesce(undo_asked_by, auth.uid()), due_at = clock_timestamp(),
        passed = case when is_exercise then coalesce(passed, false) end,
        verdict = case when is_exercise then coalesce(verdict, 'stopped') end
    where state in ('asked', 'on', 'ending') returning id into v_id;
    if v_id is null then perform private.refuse('La ligne n''est pas détournée.'); end if;
    perform pg_notify('drain_work', 'plan_b');
    return private.end_action(p_request_id, jsonb_build_object('id', v_id));
end $$;

create function public.save_plan_b_settings(p_request_id uuid, p_recipient_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'save_plan_b_settings', 'plan_b_settings', p_recipient_id::text);
    if v_done is not null then return v_done; end if;
    if p_recipient_id is not null and not exists (select 1 from public.recipients r where r.id = p_recipient_id and r.active and r.phone is not null) then
        perform private.refuse('Cette personne n''a pas de téléphone.');
    end if;
    update private.plan_b_settings set recipient_id = p_recipient_id;
    return private.end_action(p_request_id, jsonb_build_object('recipient_id', p_recipient_id));
end $$;

create function private.note_drift(p_simulated boolean, p_differences text[], p_error text) returns void
language sql set search_path = ''
as $$
    insert into private.paul_drift as d (checked_at, simulated, differences, error)
    values (clock_timestamp(), p_simulated, coalesce(p_differences, '{}'), p_error)
    on conflict (only_row) do update set simulated = excluded.simulated, error = excluded.error,
        -- What could not be compared is as it was when it last could.
        checked_at = case when excluded.error is null then excluded.checked_at else d.checked_at end,
        differences = case when excluded.error is null then excluded.differences else d.differences end
$$;

alter function public.status_line set schema private;
alter function private.status_line rename to status_without_plan_b;
create function public.status_line() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('owner', 'staff', 'admin');
    return private.status_without_plan_b() || jsonb_build_object('plan_b', private.plan_b_state());
end $$;

do $$
declare t regclass;
begin
    foreach t in array array['private.plan_b_settings', 'private.diversions', 'private.paul_signs', 'private.paul_drift']::regclass[] loop
        execute format('alter table %s enable row level security', t);
        execute format('revoke all on table %s from public, anon, authenticated, service_role', t);
        execute format('grant select, insert, update, delete on table %s to service_role', t);
    end loop;
end $$;
revoke execute on all functions in schema private from public, anon;
revoke execute on function private.status_without_plan_b from authenticated;
revoke execute on function public.status_line, public.plan_b, public.divert_line, public.undo_diversion,
    public.save_plan_b_settings from public, anon;
grant execute on function public.status_line, public.plan_b, public.divert_line, public.undo_diversion,
    public.save_plan_b_settings to authenticated;

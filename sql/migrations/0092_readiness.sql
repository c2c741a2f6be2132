-- Go or no-go, and how far the line is open. One verdict, computed here alone: the screen, the command and the button that
-- opens the line further all read it.

create function private.gate_checks(p_stage integer) returns setof private.gate_check
language sql stable set search_path = ''
as $$
    select * from private.gate_secrets() union all
    select * from private.gate_paul() union all
    select * from private.gate_monitoring() union all
    select * from private.gate_sms() union all
    select * from private.gate_backups() union all
    select * from private.gate_quality() union all
    select * from private.gate_load(p_stage) union all
    select * from private.gate_capacity(p_stage) union all
    select * from private.gate_plan_b() union all
    select * from private.gate_privacy()
$$;

create function private.gate_order() returns text[]
language sql immutable set search_path = ''
as $$ select array['secrets', 'paul', 'monitoring', 'sms', 'backups', 'quality', 'load', 'capacity', 'plan_b', 'privacy'] $$;

-- good: measured, held, and still valid. What failed stays failed however old it is; what held once grows old.
create function private.check_state(c private.gate_check) returns text
language sql stable set search_path = ''
as $$
    select case when c.ok is null or c.measured_at is null then 'unmeasured' when not c.ok then 'bad'
        when c.measured_at + c.valid_for < now() then 'expired' else 'good' end
$$;

-- The risk that stands in the gate's place now; else the last one, to be told of.
create function private.risk_of(p_gate text) returns jsonb
language sql stable set search_path = ''
as $$
    select to_jsonb(r) - array['accepted_by', 'withdrawn_by'] || jsonb_build_object('accepted_by_name', p.full_name,
        'holds', r.withdrawn_at is null and r.expires_at > now())
    from public.accepted_risks r left join public.profiles p on p.user_id = r.accepted_by
    where r.gate = p_gate order by r.withdrawn_at is null and r.expires_at > now() desc, r.accepted_at desc limit 1
$$;

-- Each gate at a stage: its measurements, and whether it holds: all of them good, or a risk that somebody answers for.
create function private.gates(p_stage integer) returns table (gate text, rank bigint, is_good boolean, holds boolean, risk jsonb, checks jsonb)
language sql stable set search_path = ''
as $$
    with checked as (select c.*, private.check_state(c) as state, row_number() over () as place from private.gate_checks(p_stage) c),
         g as (select o.gate, o.rank, bool_and(coalesce(c.state, 'unmeasured') = 'good') as is_good, private.risk_of(o.gate) as risk,
                   jsonb_agg(jsonb_build_object('code', c.code, 'state', c.state, 'measured_at', c.measured_at,
                       'valid_until', c.measured_at + c.valid_for, 'valid_seconds', extract(epoch from c.valid_for), 'n', c.n,
                       'method', c.method, 'detail', c.detail) order by c.place) as checks
               from unnest(private.gate_order()) with ordinality o(gate, rank) left join checked c using (gate) group by o.gate, o.rank)
    select g.gate, g.rank, g.is_good, g.is_good or coalesce((g.risk ->> 'holds')::boolean, false), g.risk, g.checks from g
$$;

create function private.real_calls(p_from timestamptz, p_to timestamptz) returns bigint
language sql stable set search_path = ''
as $$
    select count(*) from public.vapi_calls c
    where c.created_at >= p_from and c.created_at < p_to and private.counts_as_business(c) and not c.is_demo
$$;

create function private.rollout_now() returns table (stage smallint, since timestamptz)
language sql stable set search_path = ''
as $$
    select coalesce(m.stage, 0::smallint), m.at from (values (1)) one
    left join lateral (select x.stage, x.at from public.rollout_moves x order by x.id desc limit 1) m on true
$$;

-- Whole days since the stage began that brought as many calls as it is for, and no more.
create function private.days_at_stage(p_stage integer, p_since timestamptz) returns bigint
language sql stable set search_path = ''
as $$
    select count(*) from private.rollout_stages s
    cross join generate_series(greatest(private.local_day(p_since), private.local_day(now()) - interval '60 days') at time zone 'America/Toronto',
                               (private.local_day(now()) at time zone 'America/Toronto') - interval '1 day', interval '1 day') d
    cross join lateral private.real_calls(greatest(d at time zone 'America/Toronto', p_since), (d + interval '1 day') at time zone 'America/Toronto') n
    where s.stage = p_stage and n between s.least_calls and s.most_calls
$$;

create function private.rollout() returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
    v_now record;
    s private.rollout_stages;
    v_calls bigint := private.real_calls(private.local_day(now()), now() + interval '1 minute');
    v_days bigint;
    v_next integer;
    v_lacking text[] := '{}';
begin
    select * into v_now from private.rollout_now();
    select * into s from private.rollout_stages where stage = v_now.stage;
    v_days := case when v_now.stage > 0 then private.days_at_stage(v_now.stage, v_now.since) end;
    select min(stage) into v_next from private.rollout_stages where stage > v_now.stage;
    if v_next is not null then
        select coalesce(array_agg(g.gate order by g.rank), '{}') into v_lacking from private.gates(v_next) g where not g.holds;
    end if;
    return jsonb_build_object('stage', v_now.stage, 'since', v_now.since, 'days_done', v_days, 'calls_today', v_calls,
        -- Before the line is open every real call is one too many.
        'most_today', coalesce(s.most_calls, 0), 'exceeded', v_calls > coalesce(s.most_calls, 0), 'next', v_next, 'lacking', v_lacking,
        'may_move_up', v_next is not null and v_lacking = '{}' and coalesce(v_days >= s.days, v_now.stage = 0),
        'stages', (select jsonb_agg(to_jsonb(x) order by x.stage) from private.rollout_stages x),
        'moves', (select coalesce(jsonb_agg(jsonb_build_object('at', m.at, 'stage', m.stage, 'by', p.full_name) order by m.id desc), '[]')
                  from (select * from public.rollout_moves order by id desc limit 10) m left join public.profiles p on p.user_id = m.moved_by));
end $$;

-- go: every gate is measured and good at the last stage. limited: every gate holds at this stage, by measure or by a risk.
create function private.readiness() returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
    v_rollout jsonb := private.rollout();
    v_stage integer := greatest((v_rollout ->> 'stage')::integer, 1);
    v_last integer := (select max(stage) from private.rollout_stages);
begin
    return (select jsonb_build_object('now', now(), 'releases', to_jsonb(private.running_releases()), 'stage', v_stage, 'rollout', v_rollout,
            'verdict', case when not bool_and(g.holds) then 'no' when bool_and(g.is_good) and (v_rollout ->> 'stage')::integer = v_last then 'go'
                            else 'limited' end,
            'asked', (select coalesce(jsonb_agg(m.code), '[]') from private.measurements m where m.asked_at is not null),
            'gates', jsonb_agg(to_jsonb(g) - 'rank' order by g.rank))
        from private.gates(v_stage) g);
end $$;

create function public.readiness() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('owner', 'admin');
    return private.readiness();
end $$;

-- The owner alone answers for a risk, for a while and in writing.
create function public.accept_risk(p_request_id uuid, p_gate text, p_reason text, p_until date) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_until timestamptz := (p_until + 1)::timestamp at time zone 'America/Toronto';
begin
    perform private.require_role('owner');
    v_done := private.begin_action(p_request_id, 'accept_risk', 'gate', p_gate, jsonb_build_object('until', p_until), to_jsonb(p_reason));
    if v_done is not null then return v_done; end if;
    if p_gate is null or p_gate <> all (private.gate_order()) then perform private.refuse('Cette barrière n''existe pas.'); end if;
    if v_until is null or v_until <= now() then perform private.refuse('Un risque s''accepte jusqu''à une date à venir.'); end if;
    update public.accepted_risks set withdrawn_at = clock_timestamp(), withdrawn_by = auth.uid()
    where gate = p_gate and withdrawn_at is null and expires_at > now();
    insert into public.accepted_risks (id, gate, reason, accepted_by, expires_at) values (p_request_id, p_gate, btrim(p_reason), auth.uid(), v_until);
    return private.end_action(p_request_id, jsonb_build_object('gate', p_gate, 'until', p_until));
exception when check_violation or not_null_violation then
    perform private.refuse('Dites pourquoi en une phrase (10 à 500 caractères), et pour 90 jours au plus.');
    return null;
end $$;

create function public.withdraw_risk(p_request_id uuid, p_gate text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner');
    v_done := private.begin_action(p_request_id, 'withdraw_risk', 'gate', p_gate);
    if v_done is not null then return v_done; end if;
    update public.accepted_risks set withdrawn_at = clock_timestamp(), withdrawn_by = auth.uid()
    where gate = p_gate and withdrawn_at is null and expires_at > now();
    return private.end_action(p_request_id, jsonb_build_object('gate', p_gate));
end $$;

-- One stage up when everything holds there and this one has lasted; down at any time, as far as one likes.
create function public.move_stage(p_request_id uuid, p_stage integer) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_now jsonb;
    v_stage integer;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'move_stage', 'rollout', p_stage::text);
    if v_done is not null then return v_done; end if;
    -- Two people at once: the second sees what the first did.
    lock table public.rollout_moves in share row exclusive mode;
    v_now := private.rollout();
    v_stage := (v_now ->> 'stage')::integer;
    if p_stage is null or p_stage < 0 or p_stage = v_stage then perform private.refuse('La mise en service est déjà à cette étape.'); end if;
    if p_stage > v_stage then
        if p_stage is distinct from (v_now ->> 'next')::integer then perform private.refuse('On monte une étape à la fois.'); end if;
        if not (v_now ->> 'may_move_up')::boolean then
            perform private.refuse('Toutes les barrières ne tiennent pas encore à cette étape, ou celle-ci n''a pas assez duré. Voyez ce qui manque.');
        end if;
    end if;
    insert into public.rollout_moves (stage, moved_by) values (p_stage, auth.uid());
    return private.end_action(p_request_id, jsonb_build_object('from', v_stage, 'to', p_stage));
end $$;

-- Has something measured now; the worker does it.
create function public.measure_now(p_request_id uuid, p_code text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'measure_now', 'measurement', p_code);
    if v_done is not null then return v_done; end if;
    update private.measurements set due_at = clock_timestamp(), asked_at = clock_timestamp() where code = p_code;
    if not found then perform private.refuse('Cette mesure ne se demande pas.'); end if;
    perform pg_notify('drain_work', 'readiness');
    return private.end_action(p_request_id, jsonb_build_object('code', p_code));
end $$;

revoke execute on all functions in schema private from public, anon;
revoke execute on function private.gate_checks, private.gate_order, private.check_state, private.risk_of, private.gates, private.real_calls,
    private.rollout_now, private.days_at_stage, private.rollout, private.readiness from authenticated;
revoke execute on function public.readiness, public.accept_risk, public.withdraw_risk, public.move_stage, public.measure_now from public, anon;
grant execute on function public.readiness, public.accept_risk, public.withdraw_risk, public.move_stage, public.measure_now to authenticated;

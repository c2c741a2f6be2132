-- Go or no-go, and how far the line is open. One verdict, computed here alone: the screen, the command and the button
-- that opens the line further all read it. Each gate is some measurements; what another part has not installed is not
-- an error here: it is not measured, and so never green.
create or replace function private.gate_checks(p_stage integer) returns setof private.gate_check
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

create or replace function private.gate_order() returns text[]
language sql immutable set search_path = ''
as $$ select array['secrets', 'paul', 'monitoring', 'sms', 'backups', 'quality', 'load', 'capacity', 'plan_b',
    'privacy'] $$;

-- good: measured, held, and still valid. What failed stays failed however old it is; what held once grows old.
create or replace function private.check_state(c private.gate_check) returns text
language sql stable set search_path = ''
as $$
    select case when c.ok is null or c.measured_at is null then 'unmeasured' when not c.ok then 'bad'
        when c.measured_at + c.valid_for < now() then 'expired' else 'good' end
$$;

-- The risk that stands in the gate's place now; else the last one, to be told of.
create or replace function private.risk_of(p_gate text) returns jsonb
language sql stable set search_path = ''
as $$
    select to_jsonb(r) - array['accepted_by', 'withdrawn_by'] || jsonb_build_object('accepted_by_name', p.full_name,
        'holds', r.withdrawn_at is null and r.expires_at > now())
    from public.accepted_risks r left join public.profiles p on p.user_id = r.accepted_by
    where r.gate = p_gate order by r.withdrawn_at is null and r.expires_at > now() desc, r.accepted_at desc limit 1
$$;

-- Each gate at a stage: its measurements, and whether it holds: all of them good, or a risk that somebody answers for.
create or replace function private.gates(p_stage integer)
    returns table (gate text, rank bigint, is_good boolean, holds boolean, risk jsonb, checks jsonb)
language sql stable set search_path = ''
as $$
    with checked as (select c.*, private.check_state(c) as state, row_number() over () as place
        from private.gate_checks(p_stage) c),
         g as (select o.gate, o.rank, bool_and(coalesce(c.state, 'unmeasured') = 'good') as is_good,
             private.risk_of(o.gate) as risk,
                   jsonb_agg(jsonb_build_object('code', c.code, 'state', c.state, 'measured_at', c.measured_at,
                       'valid_until', c.measured_at + c.valid_for, 'valid_seconds', extract(epoch from c.valid_for),
                       'n', c.n, 'method', c.method, 'detail', c.detail) order by c.place) as checks
               from unnest(private.gate_order()) with ordinality o(gate, rank) left
                   join checked c using (gate) group by o.gate, o.rank)
    select g.gate, g.rank, g.is_good, g.is_good or coalesce((g.risk ->> 'holds')::boolean, false), g.risk, g.checks
        from g
$$;

-- go: every gate is measured and good at the last stage. limited: every gate holds at this stage, by measure or by a
-- risk.
create or replace function private.readiness() returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
    v_rollout jsonb := private.rollout();
    v_stage integer := greatest((v_rollout ->> 'stage')::integer, 1);
    v_last integer := (select max(stage) from private.rollout_stages);
begin
    return (select jsonb_build_object('now', now(), 'releases', to_jsonb(private.running_releases()), 'stage', v_stage,
        'rollout', v_rollout, 'verdict', case when not bool_and(g.holds) then 'no' when bool_and(g.is_good)
                and (v_rollout ->> 'stage')::integer = v_last then 'go'
                            else 'limited' end,
            'asked', (select coalesce(jsonb_agg(m.code), '[]') from private.measurements m
                where m.asked_at is not null),
            'gates', jsonb_agg(to_jsonb(g) - 'rank' order by g.rank))
        from private.gates(v_stage) g);
end $$;

create or replace function public.readiness() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('owner', 'admin');
    return private.readiness();
end $$;

-- Has something measured now; the worker does it.
create or replace function public.measure_now(p_request_id uuid, p_code text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'measure_now', 'measurement', p_code);
    if v_done is not null then return v_done; end if;
    update private.measurements set due_at = clock_timestamp(), asked_at = clock_timestamp() where code = p_code;
    if not found then perform private.refuse('measurement_not_on_demand'); end if;
    perform pg_notify('drain_work', 'readiness');
    return private.end_action(p_request_id, jsonb_build_object('code', p_code));
end $$;

-- Gates about Paul himself: trials, the quality of his conversations, plan B.

create or replace function private.gate_paul() returns setof private.gate_check
language plpgsql stable set search_path = ''
as $$
declare
    v_row bigint := private.trials_in_a_row(false);
    v_gap jsonb := private.gap_state();
    v_wanted integer := (select l.trials_in_a_row from private.gate_limits() l);
begin
    -- All of them within the week: the oldest is what grows old.
    return query
    select 'paul', 'trials', case when count(*) > 0 then v_row >= v_wanted end,
        case when v_row >= v_wanted then min(x.ended_at) else max(x.ended_at) end,
        private.valid_for('paul', 'trials'), v_row, 'real_trials',
        jsonb_build_object('simulated', private.trials_in_a_row(true),
            'last_failed_at', (select max(t.ended_at) from public.test_calls t where t.is_whole and not t.simulated
                and t.state = 'failed'))
    from (select t.ended_at from public.test_calls t
          where t.is_whole and not t.simulated and t.state in ('passed', 'failed')
              and not t.diverted and t.to_number = (select s.line_number from public.trial_settings s)
          order by t.asked_at desc limit v_wanted) x;
    return query
    select 'paul', 'gap', case when not (v_gap ->> 'simulated')::boolean then (v_gap ->> 'gap')::integer = 0 end,
        (v_gap ->> 'at')::timestamptz, private.valid_for('paul', 'gap'), (v_gap ->> 'gap')::bigint, 'comparison',
        coalesce(v_gap, '{}');
end $$;

create or replace function private.gate_quality() returns setof private.gate_check
language sql stable set search_path = ''
as $$ select c.* from unnest(array['types', 'lint', 'tests']) code cross
    join lateral private.commit_check('quality', code) c $$;

create or replace function private.gate_plan_b() returns setof private.gate_check
language plpgsql stable set search_path = ''
as $$
begin
    -- On the stand-in nothing rings: that exercises nothing.
    return query
    select 'plan_b', 'exercise', d.passed and d.off_at is not null, d.asked_at,
        private.valid_for('plan_b', 'exercise'),
        (select count(*) from private.diversions x where x.is_exercise and x.passed and not x.simulated
            and x.to_number = t.phone), 'exercise',
        jsonb_strip_nulls(jsonb_build_object('put_back_at', d.off_at, 'to', t.name,
            'simulated_at', (select max(x.asked_at) from private.diversions x where x.is_exercise and x.passed
                and x.simulated)))
    from (values (1)) one
    -- Whoever would be rung today: that another phone was picked up proves nothing of this one.
    left join private.diversion_target() t on true
    left join lateral (select * from private.diversions x where x.is_exercise and not x.simulated
        and x.passed is not null and x.to_number = t.phone
                       order by x.asked_at desc limit 1) d on true;
end $$;

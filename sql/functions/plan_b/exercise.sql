-- The exercise's trial, asked for in the name of whoever asked for the exercise; a refusal is its verdict.
create or replace function private.dial_exercise(p_id uuid) returns void
language plpgsql set search_path = ''
as $$
declare
    d private.diversions;
    v_trial uuid;
    v_values text;
begin
    select * into d from private.diversions where id = p_id and state = 'on' and trial_id is null for update;
    if not found then return; end if;
    v_trial := private.new_trial((select line_number from public.trial_settings), d.asked_by, null);
    -- In the same transaction: nobody dials it as an ordinary trial.
    update public.test_calls set diverted = true where id = v_trial;
    update private.diversions set trial_id = v_trial, lease_until = null,
        due_at = clock_timestamp() + interval '1 second' where id = p_id;
exception when sqlstate 'DF422' then
    get stacked diagnostics v_values = pg_exception_detail;
    perform private.judge_exercise(p_id, false, private.coded(sqlerrm, v_values::jsonb));
end $$;

-- Over, one way or the other: the line is put back.
create or replace function private.judge_exercise(p_id uuid, p_passed boolean, p_verdict text) returns void
language sql set search_path = ''
as $$
    update private.diversions set passed = p_passed, verdict = p_verdict, state = 'ending', lease_until = null,
        due_at = clock_timestamp()
    where id = p_id and is_exercise and passed is null and state in ('asked', 'on')
$$;

-- What speaks against Paul: trials, faults, silence, Vapi away. The limits are in backend/plan_b/signs.py.
create or replace function private.paul_sign_facts(p_trials integer, p_trials_within interval,
    p_faults_within interval, p_no_calls_within interval) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return jsonb_build_object('now', now(),
        -- The newest that ended, as far as they are of Paul as he runs.
        'trials', (select coalesce(jsonb_agg(x.state), '[]') from (
            select t.state from public.test_calls t, public.trial_settings s
            where t.is_whole and not t.diverted and t.state in ('passed', 'failed')
              and t.asked_at > now() - p_trials_within
              and t.simulated is not distinct from (s.vapi = 'simulated')
            order by t.asked_at desc limit p_trials) x),
        'faults', (select jsonb_build_object('ended', count(*),
                'n', count(*) filter (where private.is_fault(c.ended_category)))
            from public.vapi_calls c
            where c.created_at > now() - p_faults_within and c.status = 'ended' and private.counts_as_business(c)),
        'calls', jsonb_build_object('usual', private.usual_calls(now() - p_no_calls_within, now()),
            'any', exists (select 1 from public.vapi_calls c
                           where c.created_at > now() - p_no_calls_within and not c.is_test),
            'diverted', exists (select 1 from private.diversions d where d.state in ('asked', 'on', 'ending'))),
        -- Comparisons since the last that succeeded.
        'vapi', (select jsonb_build_object('failures', count(*), 'first_at', min(r.started_at),
                'away', bool_and(coalesce(r.error in ('away', 'failing', 'silent'), false)))
            from private.reconciliations r
            where r.finished_at is not null and r.started_at > coalesce(
                (select max(g.started_at) from private.reconciliations g
                 where g.error is null and g.finished_at is not null), now() - interval '1 day')));
end $$;

-- Every minute. A sign that shows is told once, as long as it lasts; failed trials are told where they fail.
create or replace function private.keep_paul_signs(p_signs jsonb) returns void
language plpgsql set search_path = ''
as $$
declare s private.paul_signs;
begin
    delete from private.paul_signs p
    where p.sign not in (select x.sign from jsonb_to_recordset(p_signs) x(sign text));
    for s in
        insert into private.paul_signs as p (sign, since, n)
        select x.sign, clock_timestamp(), x.n from jsonb_to_recordset(p_signs) x(sign text, n integer)
        on conflict (sign) do update set n = excluded.n, seen_at = clock_timestamp() returning *
    loop
        continue when s.sign = 'trials' or s.since < s.seen_at - interval '1 second';
        perform private.raise_alert('paul_trouble',
            'plan_b:' || s.sign || ':' || extract(epoch from s.since)::bigint, null, null, 'plan_b_' || s.sign, false,
            coalesce((select vapi = 'simulated' from public.trial_settings), false));
    end loop;
end $$;

create or replace function private.note_drift(p_simulated boolean, p_differences text[], p_error text) returns void
language sql set search_path = ''
as $$
    insert into private.paul_drift as d (checked_at, simulated, differences, error)
    values (clock_timestamp(), p_simulated, coalesce(p_differences, '{}'), p_error)
    on conflict (only_row) do update set simulated = excluded.simulated, error = excluded.error,
        -- What could not be compared is as it was when it last could.
        checked_at = case when excluded.error is null then excluded.checked_at else d.checked_at end,
        differences = case when excluded.error is null then excluded.differences else d.differences end
$$;

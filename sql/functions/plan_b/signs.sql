-- What speaks against Paul: trials, faults, silence, Vapi away; and whether he is set up as written.

create or replace function private.paul_signs_now() returns table (sign text, n integer)
language sql stable set search_path = ''
as $$
    select 'trials', 2 from (
        select bool_and(x.state = 'failed') as failed, count(*) as n from (
            select t.state from public.test_calls t, public.trial_settings s
            where t.is_whole and not t.diverted and t.state in ('passed', 'failed')
                and t.asked_at > now() - interval '24 hours'
              and t.simulated is not distinct from (s.vapi = 'simulated') order by t.asked_at desc limit 2) x) y
    where y.failed and y.n = 2
    union all
    select 'faults', y.faults::integer from (
        select count(*) filter (where private.is_fault(c.ended_category)) as faults, count(*) as n
            from public.vapi_calls c
        where c.created_at > now() - interval '1 hour' and c.status = 'ended' and private.counts_as_business(c)) y
    where y.faults >= 3 and y.faults >= 0.3 * y.n
    union all
    -- A diverted line brings Paul no calls.
    select 'no_calls', round(y.usual)::integer from (select private.usual_calls(now() - interval '2 hours',
        now()) as usual) y
    where y.usual >= 3 and not exists (select 1 from public.vapi_calls c
        where c.created_at > now() - interval '2 hours' and not c.is_test)
      and not exists (select 1 from private.diversions d where d.state in ('asked', 'on', 'ending'))
    union all
    select 'vapi_away', y.n::integer from (
        select count(*) as n, bool_and(coalesce(r.error in ('away', 'failing', 'silent'), false)) as away,
            min(r.started_at) as first
        from private.reconciliations r
        where r.started_at > coalesce((select max(g.started_at) from private.reconciliations g where g.error is null
            and g.finished_at is not null),
                                      now() - interval '1 day') and r.finished_at is not null) y
    where y.n >= 3 and y.away and y.first < now() - interval '10 minutes'
$$;

-- Every minute. A sign that shows is told once, as long as it lasts; failed trials are told where they fail.
create or replace function private.watch_paul() returns void
language plpgsql set search_path = ''
as $$
declare s private.paul_signs;
begin
    delete from private.paul_signs p where p.sign not in (select x.sign from private.paul_signs_now() x);
    for s in
        insert into private.paul_signs as p (sign, since, n) select x.sign, clock_timestamp(), x.n
            from private.paul_signs_now() x
        on conflict (sign) do update set n = excluded.n, seen_at = clock_timestamp() returning *
    loop
        continue when s.sign = 'trials' or s.since < s.seen_at - interval '1 second';
        perform private.raise_alert('paul_trouble', 'plan_b:' || s.sign || ':' || extract(epoch from s.since)::bigint,
            null, null,
            'plan_b_' || s.sign, false, coalesce((select vapi = 'simulated' from public.trial_settings), false));
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

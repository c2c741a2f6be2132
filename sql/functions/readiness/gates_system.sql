-- Gates about what he runs on: secrets, monitoring, load, capacity.

create or replace function private.gate_secrets() returns setof private.gate_check
language plpgsql stable set search_path = ''
as $$
declare v_seen_since timestamptz := now() - (select l.secrets_seen_within from private.gate_limits() l);
begin
    return next private.commit_check('secrets', 'history');
    -- Each program that holds secrets says every hour which ones it holds.
    return query
    with seen as (select * from private.secret_sightings where last_seen_at > v_seen_since),
         programs as (select p.program, max(s.last_seen_at) as at from (values ('webhook'), ('worker')) p(program)
                      left join private.secret_sightings s using (program) group by p.program)
    select 'secrets', 'settings', case when bool_and(p.at is not null)
        then not exists (select 1 from seen where weakness is not null) end,
        min(p.at), private.valid_for('secrets', 'settings'), (select count(*) from seen), 'sightings',
        jsonb_build_object('weak', (select coalesce(jsonb_agg(distinct jsonb_build_object('setting', s.setting,
            'why', s.weakness)), '[]')
                                    from seen s where s.weakness is not null),
                           'silent', coalesce(jsonb_agg(p.program) filter (where p.at is null), '[]'))
    from programs p;
    return query
    with ages as (select s.setting, min(s.first_seen_at) as since, max(s.last_seen_at) as at, l.days,
                         min(s.first_seen_at) < now() - make_interval(days => l.days) as over
                  from private.secret_sightings s join private.secret_limits l using (setting)
                  where s.last_seen_at > v_seen_since
                  -- Programs share some: the newest fingerprint of each is the one in use.
                    and s.fingerprint = (select t.fingerprint from private.secret_sightings t
                        where t.setting = s.setting
                                         order by t.first_seen_at desc limit 1)
                  group by s.setting, l.days)
    select 'secrets', 'ages', case when count(*) > 0 then not bool_or(over) end, max(at),
        private.valid_for('secrets', 'ages'), count(*), 'fingerprints',
        jsonb_build_object('secrets', coalesce(jsonb_agg(jsonb_build_object('setting', setting, 'since', since,
            'days', days, 'over', over)
                                                         order by since), '[]'))
    from ages;
    return next private.evidence_check('secrets', 'anonymous');
end $$;

create or replace function private.gate_monitoring() returns setof private.gate_check
language plpgsql stable set search_path = ''
as $$
begin
    -- Without an address nothing left: nothing was measured.
    return query
    select 'monitoring', 'sentry_' || p.program, case when e.detail is distinct from 'no_dsn' then e.accepted end, e.at,
        private.valid_for('monitoring', 'sentry_' || p.program), null::bigint, 'sentry_event',
        jsonb_strip_nulls(jsonb_build_object('event_id', e.event_id, 'why', e.detail))
    from (values ('console'), ('webhook'), ('worker')) p(program)
    left join lateral (select x.* from public.sentry_events x where x.program = p.program
                       order by x.at desc limit 1) e on true;
    return query
    with jobs as (select j.job, c.at, coalesce(c.ok and c.at > now() - j.every, false) as in_time
                  from private.expected_jobs() j
                  left join lateral (select x.* from public.check_ins x where x.job = j.job
                                     order by x.at desc limit 1) c on true)
    select 'monitoring', 'check_ins', case when count(at) > 0 then bool_and(in_time) end, max(at),
        private.valid_for('monitoring', 'check_ins'), count(at), 'check_ins',
        jsonb_build_object('expected', count(*), 'late', coalesce(jsonb_agg(job) filter (where not in_time), '[]'))
    from jobs;
    -- Without a single message in a day nothing was tried, and nothing is claimed.
    return query
    select 'monitoring', 'errors', case when count(*) > 0
            then count(*) filter (where r.outcome in ('failed', 'lost')) = 0
                 and not exists (select 1 from private.inbox i where i.applied_at is null) end,
        max(r.at), private.valid_for('monitoring', 'errors'), count(*), 'webhook_requests',
        jsonb_build_object('failed', count(*) filter (where r.outcome = 'failed'),
            'lost', count(*) filter (where r.outcome = 'lost'),
            'unapplied', (select count(*) from private.inbox i where i.applied_at is null))
    from private.webhook_requests r where r.at > now() - interval '24 hours' and r.route <> '/readyz';
end $$;

-- A soak counts when it really lasted; another is told for what it is.
create or replace function private.gate_load(p_stage integer) returns setof private.gate_check
language plpgsql stable set search_path = ''
as $$
declare
    v_stage private.rollout_stages;
    v_run record;
begin
    select * into v_stage from private.rollout_stages where stage = p_stage;
    select x.*, c.counts into v_run from public.load_runs x, private.gate_limits() l, lateral (
        select x.real_hours >= l.soak_hours and x.speed <= 1 and x.calls_per_day >= v_stage.most_calls as counts) c
    where x.kind = 'soak' and x.finished_at is not null
    order by c.counts desc, x.finished_at desc limit 1;
    return query
    select 'load', 'soak', case when v_run.counts then v_run.held and v_run.lost = 0 and v_run.twice = 0 end,
        v_run.finished_at, private.valid_for('load', 'soak'), v_run.calls::bigint, 'soak',
        jsonb_build_object('calls_per_day_needed', v_stage.most_calls, 'calls_per_day', v_run.calls_per_day,
            'real_hours', v_run.real_hours,
            'speed', v_run.speed, 'lost', v_run.lost, 'twice', v_run.twice, 'p95_ms', v_run.p95_ms, 'counts',
            v_run.counts, 'held', v_run.held, 'release', v_run.release);
end $$;

create or replace function private.gate_capacity(p_stage integer) returns setof private.gate_check
language plpgsql stable set search_path = ''
as $$
declare
    v_stage private.rollout_stages;
    v_run record;
begin
    select * into v_stage from private.rollout_stages where stage = p_stage;
    select r.* into v_run from public.load_runs r where r.kind = 'ramp' and r.finished_at is not null
        order by r.finished_at desc limit 1;
    return query
    select 'capacity', 'ramp', v_run.held and v_run.calls_at_once >= v_stage.calls_at_once
        and v_run.calls_per_day >= v_stage.most_calls,
        v_run.finished_at, private.valid_for('capacity', 'ramp'), v_run.calls::bigint, 'ramp',
        jsonb_build_object('calls_per_day_needed', v_stage.most_calls, 'calls_at_once_needed', v_stage.calls_at_once,
            'calls_at_once', v_run.calls_at_once, 'calls_per_day', v_run.calls_per_day, 'events_per_second',
            v_run.events_per_second, 'p95_ms', v_run.p95_ms, 'lost', v_run.lost, 'twice', v_run.twice,
            'release', v_run.release);
end $$;

-- The ten gates. Each is some measurements; each measurement reads rows that the programs write while they work, or evidence.
-- What another part of the system has not installed is not an error here: it is not measured, and so never green.

create type private.gate_check as (
    gate text,
    code text,
    ok boolean,
    measured_at timestamptz,
    valid_for interval,
    n bigint,
    method text,
    detail jsonb
);

-- The versions that run: every worker that was there within five minutes.
create function private.running_releases() returns text[]
language sql stable set search_path = ''
as $$
    select coalesce(array_agg(distinct coalesce(h.release, '')), '{}') from private.heartbeats h
    where h.program = 'worker' and h.at > now() - interval '5 minutes'
$$;

-- Is that commit what runs, and nothing else? A shortened commit is known by its first letters, if there are enough.
create function private.is_running(p_commit text) returns boolean
language sql stable set search_path = ''
as $$
    select coalesce(bool_and(length(r) >= 7 and starts_with(p_commit, r)), false) from unnest(private.running_releases()) r
$$;

-- The newest row of evidence as a measurement.
create function private.evidence_check(p_gate text, p_code text, p_valid_for interval) returns private.gate_check
language sql stable set search_path = ''
as $$
    select row(p_gate, p_code, e.ok, e.measured_at, coalesce(e.valid_for, p_valid_for), e.n, e.method,
               e.detail || jsonb_strip_nulls(jsonb_build_object('release', e.release, 'value', e.value)))::private.gate_check
    from (values (1)) one left join lateral private.newest_evidence(p_gate, p_code) e on true
$$;

-- Evidence about one commit: worth nothing on another.
create function private.commit_check(p_gate text, p_code text) returns private.gate_check
language plpgsql stable set search_path = ''
as $$
declare c private.gate_check := private.evidence_check(p_gate, p_code, '30 days');
begin
    c.detail := coalesce(c.detail, '{}') || jsonb_build_object('running', private.running_releases());
    if c.measured_at is not null then
        c.ok := c.ok and private.is_running(c.detail ->> 'release');
    end if;
    return c;
end $$;

create function private.gate_secrets() returns setof private.gate_check
language plpgsql stable set search_path = ''
as $$
begin
    return next private.commit_check('secrets', 'history');
    -- Each program that holds secrets says every hour which ones it holds.
    return query
    with seen as (select * from private.secret_sightings where last_seen_at > now() - interval '26 hours'),
         programs as (select p.program, max(s.last_seen_at) as at from (values ('webhook'), ('worker')) p(program)
                      left join private.secret_sightings s using (program) group by p.program)
    select 'secrets', 'settings', case when bool_and(p.at is not null) then not exists (select 1 from seen where weakness is not null) end,
        min(p.at), interval '26 hours', (select count(*) from seen), 'sightings',
        jsonb_build_object('weak', (select coalesce(jsonb_agg(distinct jsonb_build_object('setting', s.setting, 'why', s.weakness)), '[]')
                                    from seen s where s.weakness is not null),
                           'silent', coalesce(jsonb_agg(p.program) filter (where p.at is null), '[]'))
    from programs p;
    return query
    with ages as (select s.setting, min(s.first_seen_at) as since, max(s.last_seen_at) as at, l.days,
                         min(s.first_seen_at) < now() - make_interval(days => l.days) as over
                  from private.secret_sightings s join private.secret_limits l using (setting)
                  where s.last_seen_at > now() - interval '26 hours'
                  -- Programs share some: the newest fingerprint of each is the one in use.
                    and s.fingerprint = (select t.fingerprint from private.secret_sightings t where t.setting = s.setting
                                         order by t.first_seen_at desc limit 1)
                  group by s.setting, l.days)
    select 'secrets', 'ages', case when count(*) > 0 then not bool_or(over) end, max(at), interval '26 hours', count(*), 'fingerprints',
        jsonb_build_object('secrets', coalesce(jsonb_agg(jsonb_build_object('setting', setting, 'since', since, 'days', days, 'over', over)
                                                         order by since), '[]'))
    from ages;
    return next private.evidence_check('secrets', 'anonymous', '48 hours');
end $$;

create function private.gate_paul() returns setof private.gate_check
language plpgsql stable set search_path = ''
as $$
declare
    v_row bigint := private.trials_in_a_row(false);
    v_gap jsonb := private.gap_state();
begin
    -- All ten within the week: the oldest of them is what grows old.
    return query
    select 'paul', 'trials', case when count(*) > 0 then v_row >= 10 end, case when v_row >= 10 then min(x.ended_at) else max(x.ended_at) end,
        interval '7 days', v_row, 'real_trials',
        jsonb_build_object('simulated', private.trials_in_a_row(true),
            'last_failed_at', (select max(t.ended_at) from public.test_calls t where t.is_whole and not t.simulated and t.state = 'failed'))
    from (select t.ended_at from public.test_calls t
          where t.is_whole and not t.simulated and t.state in ('passed', 'failed') and not coalesce((to_jsonb(t) ->> 'diverted')::boolean, false)
          order by t.asked_at desc limit 10) x;
    return query
    select 'paul', 'gap', case when not (v_gap ->> 'simulated')::boolean then (v_gap ->> 'gap')::integer = 0 end,
        (v_gap ->> 'at')::timestamptz, interval '15 minutes', (v_gap ->> 'gap')::bigint, 'comparison', coalesce(v_gap, '{}');
end $$;

-- The jobs that must give a sign of life, and how often.
create function private.expected_jobs() returns table (job text, every interval)
language sql stable set search_path = ''
as $$
    select * from (values ('worker', interval '10 minutes'), ('probes', interval '10 minutes'), ('reconciliation', interval '1 hour'),
        ('backup', interval '26 hours'), ('proof', interval '26 hours'), ('digest', interval '26 hours')) j(job, every)
    -- Switched off by a person: nothing to wait for.
    where j.job <> 'digest' or (select r.enabled from public.alert_rules r where r.kind = 'digest')
$$;

create function private.gate_monitoring() returns setof private.gate_check
language plpgsql stable set search_path = ''
as $$
begin
    if to_regclass('public.sentry_events') is not null then
        return query
        -- Without an address nothing left: nothing was measured.
        select 'monitoring', 'sentry_' || p.program, case when to_jsonb(e) ->> 'detail' is distinct from 'no_dsn' then e.accepted end,
            e.at, interval '7 days', null::bigint, 'sentry_event',
            jsonb_strip_nulls(jsonb_build_object('event_id', e.event_id, 'why', to_jsonb(e) ->> 'detail'))
        from (values ('console'), ('webhook'), ('worker')) p(program)
        left join lateral (select x.* from public.sentry_events x where x.program = p.program order by x.at desc limit 1) e on true;
    else
        return query select 'monitoring', 'sentry_' || p.program, null::boolean, null::timestamptz, interval '7 days', null::bigint,
            'sentry_event', '{}'::jsonb from (values ('console'), ('webhook'), ('worker')) p(program);
    end if;
    if to_regclass('public.check_ins') is not null then
        return query
        with jobs as (select j.job, j.every, c.at, c.ok from private.expected_jobs() j
                      left join lateral (select x.* from public.check_ins x where x.job = j.job order by x.at desc limit 1) c on true)
        select 'monitoring', 'check_ins', case when count(at) > 0 then bool_and(coalesce(ok and at > now() - every, false)) end, max(at),
            interval '1 hour', count(at), 'check_ins', jsonb_build_object('expected', count(*), 'late', coalesce(jsonb_agg(job)
                filter (where not coalesce(ok and at > now() - every, false)), '[]'))
        from jobs;
    else
        return query select 'monitoring', 'check_ins', null::boolean, null::timestamptz, interval '1 hour', null::bigint, 'check_ins', '{}'::jsonb;
    end if;
    -- Without a single message in a day nothing was tried, and nothing is claimed.
    return query
    select 'monitoring', 'errors', case when count(*) > 0 then count(*) filter (where r.outcome in ('failed', 'lost')) = 0
                                             and not exists (select 1 from private.inbox i where i.applied_at is null) end,
        max(r.at), interval '24 hours', count(*), 'webhook_requests',
        jsonb_build_object('failed', count(*) filter (where r.outcome = 'failed'), 'lost', count(*) filter (where r.outcome = 'lost'),
            'unapplied', (select count(*) from private.inbox i where i.applied_at is null))
    from private.webhook_requests r where r.at > now() - interval '24 hours' and r.route <> '/readyz';
end $$;

-- Since when messages really leave; null while Brevo is the stand-in, or has no key.
create function private.brevo_real_since() returns timestamptz
language sql stable set search_path = ''
as $$
    select min(e.measured_at) from public.evidence e
    where e.gate = 'sms' and e.code = 'provider' and e.ok
      and e.id > coalesce((select max(f.id) from public.evidence f where f.gate = 'sms' and f.code = 'provider' and f.ok is not true), 0)
$$;

create function private.gate_sms() returns setof private.gate_check
language plpgsql stable set search_path = ''
as $$
declare v_since timestamptz := private.brevo_real_since();
begin
    -- The person who waits longest for a proof is what the gate tells of.
    return query
    with people as (select r.id, r.full_name, (select max(a.delivered_at) from public.alert_attempts a
                        where a.recipient_id = r.id and a.channel = 'sms' and a.delivered_at >= v_since) as at
                    from public.recipients r where r.active and r.phone is not null)
    select 'sms', 'delivered', case when count(at) > 0 then count(at) = count(*) end, case when count(at) = count(*) then min(at) else max(at) end,
        interval '7 days', count(at), 'delivery_receipts', jsonb_build_object('recipients', count(*), 'real', v_since is not null,
            'without', coalesce(jsonb_agg(full_name order by full_name) filter (where at is null), '[]'))
    from people;
    return query
    select 'sms', 'email', case when count(*) > 0 then true end, max(a.delivered_at), interval '30 days', count(*), 'delivery_receipts',
        jsonb_build_object('real', v_since is not null)
    from public.alert_attempts a where a.channel = 'email' and a.delivered_at >= v_since and a.delivered_at > now() - interval '90 days';
    -- Lost: failed for good and seen by nobody, or forgotten by whoever should have taken it.
    return query
    select 'sms', 'lost', case when count(*) > 0 then count(*) filter (where failed or forgotten) = 0 end,
        case when count(*) > 0 then now() end, interval '1 hour', count(*), 'alerts',
        jsonb_build_object('failed', count(*) filter (where failed), 'forgotten', count(*) filter (where forgotten), 'real', v_since is not null)
    from (select a.state = 'failed' as failed,
                 a.due_at < now() - interval '15 minutes' and coalesce(a.lease_until < now() - interval '15 minutes', true) as forgotten
          from public.alerts a where a.created_at > now() - interval '7 days' and a.created_at >= v_since) x;
end $$;

create function private.gate_backups() returns setof private.gate_check
language plpgsql stable set search_path = ''
as $$
begin
    return query
    select 'backups', 'proven', case when b.id is not null then (private.last_proof(b.id)).state = 'proven' end, b.snapshot_at,
        interval '26 hours', null::bigint, 'restored_and_compared', jsonb_build_object('proof', (private.last_proof(b.id)).state, 'size_bytes', b.size_bytes)
    from (values (1)) one
    left join lateral (select * from public.backups x where x.state = 'stored' and x.reason = 'schedule' order by x.snapshot_at desc limit 1) b on true;
    -- A drill is asked for by a person: the newest one that ended, whatever its end.
    return query
    select 'backups', 'drill', p.state = 'proven', p.finished_at, interval '30 days', null::bigint, 'restored_and_compared',
        jsonb_strip_nulls(jsonb_build_object('seconds', p.seconds, 'copy_at', b.snapshot_at))
    from (values (1)) one
    left join lateral (select * from public.backup_proofs x where x.reason = 'hand' and x.state in ('proven', 'failed')
                       order by x.finished_at desc limit 1) p on true
    left join public.backups b on b.id = p.backup_id;
    return query
    select c.gate, c.code, c.ok and s.store = c.detail ->> 'store', s.snapshot_at, c.valid_for, c.n, c.method,
        c.detail || jsonb_build_object('newest_store', s.store)
    from private.evidence_check('backups', 'away', '26 hours') c
    left join lateral (select b.store, b.snapshot_at from public.backups b where b.state = 'stored' order by b.snapshot_at desc limit 1) s on true;
end $$;

create function private.gate_quality() returns setof private.gate_check
language sql stable set search_path = ''
as $$ select c.* from unnest(array['types', 'lint', 'tests']) code cross join lateral private.commit_check('quality', code) c $$;

-- A soak counts when it really lasted; another is told for what it is.
create function private.gate_load(p_stage integer) returns setof private.gate_check
language plpgsql stable set search_path = ''
as $$
declare
    v_stage private.rollout_stages;
    v_run record;
begin
    select * into v_stage from private.rollout_stages where stage = p_stage;
    if to_regclass('public.load_runs') is null then
        return query select 'load', 'soak', null::boolean, null::timestamptz, interval '30 days', null::bigint, 'soak',
            jsonb_build_object('calls_per_day_needed', v_stage.most_calls);
        return;
    end if;
    select r.*, r.real_hours >= 48 and r.speed <= 1 and r.calls_per_day >= v_stage.most_calls as counts into v_run from public.load_runs r
    where r.kind = 'soak' and r.finished_at is not null
    order by (r.real_hours >= 48 and r.speed <= 1 and r.calls_per_day >= v_stage.most_calls) desc, r.finished_at desc limit 1;
    return query
    select 'load', 'soak', case when v_run.counts then v_run.held and v_run.lost = 0 and v_run.twice = 0 end,
        v_run.finished_at, interval '30 days', v_run.calls::bigint, 'soak',
        jsonb_build_object('calls_per_day_needed', v_stage.most_calls, 'calls_per_day', v_run.calls_per_day, 'real_hours', v_run.real_hours,
            'speed', v_run.speed, 'lost', v_run.lost, 'twice', v_run.twice, 'p95_ms', v_run.p95_ms, 'counts', v_run.counts, 'held', v_run.held,
            'release', v_run.release);
end $$;

create function private.gate_capacity(p_stage integer) returns setof private.gate_check
language plpgsql stable set search_path = ''
as $$
declare
    v_stage private.rollout_stages;
    v_run record;
begin
    select * into v_stage from private.rollout_stages where stage = p_stage;
    if to_regclass('public.load_runs') is null then
        return query select 'capacity', 'ramp', null::boolean, null::timestamptz, interval '30 days', null::bigint, 'ramp',
            jsonb_build_object('calls_per_day_needed', v_stage.most_calls, 'calls_at_once_needed', v_stage.calls_at_once);
        return;
    end if;
    select r.* into v_run from public.load_runs r where r.kind = 'ramp' and r.finished_at is not null order by r.finished_at desc limit 1;
    return query
    select 'capacity', 'ramp', v_run.held and v_run.calls_at_once >= v_stage.calls_at_once and v_run.calls_per_day >= v_stage.most_calls,
        v_run.finished_at, interval '30 days', v_run.calls::bigint, 'ramp',
        jsonb_build_object('calls_per_day_needed', v_stage.most_calls, 'calls_at_once_needed', v_stage.calls_at_once,
            'calls_at_once', v_run.calls_at_once, 'calls_per_day', v_run.calls_per_day, 'events_per_second', v_run.events_per_second,
            'p95_ms', v_run.p95_ms, 'release', v_run.release);
end $$;

create function private.gate_plan_b() returns setof private.gate_check
language plpgsql stable set search_path = ''
as $$
begin
    if to_regclass('private.diversions') is null then
        return query select 'plan_b', 'exercise', null::boolean, null::timestamptz, interval '30 days', null::bigint, 'exercise', '{}'::jsonb;
        return;
    end if;
    -- On the stand-in nothing rings: that exercises nothing.
    return query
    select 'plan_b', 'exercise', d.passed and d.off_at is not null, d.asked_at, interval '30 days',
        (select count(*) from private.diversions x where x.is_exercise and x.passed and not x.simulated), 'exercise',
        jsonb_strip_nulls(jsonb_build_object('put_back_at', d.off_at,
            'simulated_at', (select max(x.asked_at) from private.diversions x where x.is_exercise and x.passed and x.simulated)))
    from (values (1)) one
    left join lateral (select * from private.diversions x where x.is_exercise and not x.simulated and x.passed is not null
                       order by x.asked_at desc limit 1) d on true;
end $$;

-- Did Paul's first words hold the notice, in the last calls with the real Paul? Trials count: it is Paul who is measured.
create function private.notice_heard(p_last integer) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return (with words as (select s.notice_words from public.privacy_settings s),
        said as (select c.created_at, strpos(private.fold(f.text), private.fold(w.notice_words)) > 0 as heard
                 from words w, public.vapi_calls c
                 cross join lateral (select g.text from public.call_logs g where g.call_id = c.id and g.kind = 'said' and g.speaker = 'paul'
                                     order by g.at, g.id limit 1) f
                 where not c.is_demo and c.status = 'ended' and c.created_at > now() - interval '60 days' and f.text <> ''
                   and not exists (select 1 from public.test_calls t where t.simulated and (t.call_id = c.id or t.vapi_call_id = c.vapi_call_id))
                 order by c.created_at desc limit p_last)
        select jsonb_build_object('calls', count(*), 'heard', count(*) filter (where heard), 'at', max(created_at)) from said);
end $$;

create function private.gate_privacy() returns setof private.gate_check
language plpgsql stable set search_path = ''
as $$
declare
    v_facts jsonb;
    v_notice jsonb;
begin
    if to_regprocedure('private.privacy_facts()') is null then
        return query select 'privacy', x.code, null::boolean, null::timestamptz, x.valid_for, null::bigint, 'registers', '{}'::jsonb
            from (values ('officer', interval '1 hour'), ('retention', interval '26 hours'), ('notice', interval '30 days'),
                         ('register', interval '1 hour')) x(code, valid_for);
        return;
    end if;
    v_facts := private.privacy_facts();
    v_notice := private.notice_heard(20);
    return query select 'privacy', 'officer', (v_facts ->> 'officer')::boolean, now(), interval '1 hour', null::bigint, 'settings', '{}'::jsonb;
    return query select 'privacy', 'retention', case when v_facts ->> 'purged_at' is not null then (v_facts ->> 'rules_off')::integer = 0 end,
        (v_facts ->> 'purged_at')::timestamptz, interval '26 hours', null::bigint, 'purge_log', jsonb_build_object('rules_off', v_facts -> 'rules_off');
    return query select 'privacy', 'notice', case when (v_notice ->> 'calls')::integer >= 10 then v_notice -> 'calls' = v_notice -> 'heard' end,
        (v_notice ->> 'at')::timestamptz, interval '30 days', (v_notice ->> 'calls')::bigint, 'transcripts', v_notice;
    return query select 'privacy', 'register', (v_facts ->> 'overdue')::integer = 0, now(), interval '1 hour', (v_facts ->> 'incidents')::bigint,
        'registers', jsonb_build_object('overdue', v_facts -> 'overdue', 'agreements_missing', v_facts -> 'agreements_missing');
end $$;

revoke execute on all functions in schema private from public, anon;
revoke execute on function private.running_releases, private.is_running, private.evidence_check, private.commit_check, private.gate_secrets,
    private.gate_paul, private.expected_jobs, private.gate_monitoring, private.brevo_real_since, private.gate_sms, private.gate_backups,
    private.gate_quality, private.gate_load, private.gate_capacity, private.gate_plan_b, private.notice_heard, private.gate_privacy from authenticated;

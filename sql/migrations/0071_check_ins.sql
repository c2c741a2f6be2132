-- The jobs that come by themselves: each time one has ended since it was last told, it checks in.

create function private.ended_jobs() returns table (job text, at timestamptz, ok boolean, detail text)
language sql stable set search_path = ''
as $$
    (select 'backup', b.finished_at, b.state <> 'failed', b.failure from public.backups b
     where b.finished_at is not null and b.state in ('stored', 'failed', 'deleted') order by b.finished_at desc limit 1)
    union all
    (select 'proof', p.finished_at, p.state = 'proven', p.failure from public.backup_proofs p
     where p.finished_at is not null and p.state in ('proven', 'failed') order by p.finished_at desc limit 1)
    union all
    (select 'digest', a.created_at, true, null from public.alerts a
     where a.kind = 'digest' and a.cause_key like 'digest:%' order by a.created_at desc limit 1)
    union all
    (select 'reconciliation', r.finished_at, r.error is null, r.error from private.reconciliations r
     where r.finished_at is not null order by r.id desc limit 1)
$$;

-- Notes what is new, and gives it back for Sentry. The worker and its probes check in every five minutes; `p_failing`
-- is why the round itself could not be kept whole, null when it was.
create function private.take_check_ins(p_failing text) returns table (job text, ok boolean, daily_at text)
language sql set search_path = ''
as $$
    with found as (
        select e.* from private.ended_jobs() e
        union all
        select 'worker', clock_timestamp(), exists (select 1 from private.heartbeats h where h.program = 'worker'
            and h.at > clock_timestamp() - interval '60 seconds'), null
        union all
        select 'probes', clock_timestamp(), p_failing is null, p_failing),
    noted as (
        insert into public.check_ins (job, at, ok, detail)
        select f.job, f.at, f.ok, left(f.detail, 200) from found f
        where f.at > coalesce((select max(c.at) from public.check_ins c where c.job = f.job)
            + case when f.job in ('worker', 'probes') then interval '270 seconds' else interval '0' end, '-infinity')
        returning check_ins.job, check_ins.ok)
    select n.job, n.ok, to_char(case n.job when 'digest' then (select s.digest_at from public.alert_settings s)
        when 'backup' then (select s.nightly_at from public.backup_settings s)
        when 'proof' then (select s.nightly_at from public.backup_settings s) end, 'HH24:MI')
    from noted n
$$;

-- What Sentry answered to a program's test event.
create function private.note_sentry_event(p_program text, p_accepted boolean, p_event_id text, p_detail text) returns void
language sql set search_path = ''
as $$
    insert into public.sentry_events (program, accepted, event_id, detail)
    values (p_program, p_accepted, p_event_id, left(p_detail, 200))
$$;

-- True when somebody asked for a test event after this program's last one.
create function private.sentry_is_asked(p_program text) returns boolean
language sql stable set search_path = ''
as $$
    select coalesce((select l.sentry_asked_at from private.watch_lease l)
        > coalesce((select max(e.at) from public.sentry_events e where e.program = p_program), '-infinity'), false)
$$;

-- An event from each program: the console has just sent its own, and tells what Sentry answered; the others are asked.
create function public.test_sentry(p_request_id uuid, p_accepted boolean, p_event_id text, p_detail text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('admin');
    v_done := private.begin_action(p_request_id, 'test_sentry', 'sentry', null);
    if v_done is not null then return v_done; end if;
    perform private.note_sentry_event('console', coalesce(p_accepted, false), p_event_id, p_detail);
    insert into private.watch_lease as l (sentry_asked_at) values (clock_timestamp())
    on conflict (only_row) do update set sentry_asked_at = excluded.sentry_asked_at;
    return private.end_action(p_request_id, jsonb_build_object('asked', true));
exception when check_violation then
    perform private.refuse('Résultat de l''essai incomplet.');
    return null;
end $$;

-- What Santé shows of all this: the latest of each, and when it last went well.
create function public.watching(p_probes text[]) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('admin');
    return jsonb_build_object('now', clock_timestamp(),
        'readings', (select coalesce(jsonb_agg(to_jsonb(r)), '[]') from unnest(p_probes) as n (probe), lateral (
            select p.probe as name, p.at, p.ok, p.value, p.detail from public.probe_readings p where p.probe = n.probe
            order by p.at desc limit 1) r),
        'check_ins', (select coalesce(jsonb_agg(to_jsonb(c)), '[]')
            from unnest(array['worker', 'probes', 'reconciliation', 'backup', 'proof', 'digest']) as j (job), lateral (
            select i.job, i.at, i.ok, i.detail,
                (select max(o.at) from public.check_ins o where o.job = i.job and o.ok) as ok_at
            from public.check_ins i where i.job = j.job order by i.at desc limit 1) c),
        'backups_on', (select s.enabled and exists (select 1 from public.backups) from public.backup_settings s),
        'digest_on', (select r.enabled from public.alert_rules r where r.kind = 'digest'),
        'sentry', (select coalesce(jsonb_agg(to_jsonb(s)), '[]')
            from unnest(array['webhook', 'worker', 'console']) as p (program), lateral (
            select e.program, e.at, e.accepted, e.event_id, e.detail,
                (select max(o.at) from public.sentry_events o where o.program = e.program and o.accepted) as accepted_at
            from public.sentry_events e where e.program = p.program order by e.at desc limit 1) s),
        'sentry_asked_at', (select l.sentry_asked_at from private.watch_lease l));
end $$;

-- 24 hours of each probe: figures, and 48 half hours from the oldest to the newest.
create function public.probe_history(p_probes text[]) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('admin');
    return (
        with r as (
            select p.probe, p.value, p.ok,
                least(47, floor(extract(epoch from p.at - (now() - interval '24 hours')) / 1800))::int as slot
            from public.probe_readings p where p.probe = any (p_probes) and p.at > now() - interval '24 hours'
              -- Nothing to measure with is no failure, and no measure either.
              and not (p.value is null and p.detail is not null and p.detail in ('not_set', 'loopback', 'no_https'))),
        s as (select probe, slot, count(*) as n, count(*) filter (where not ok) as failed, avg(value) as mean
              from r group by probe, slot),
        t as (select probe, count(*) as n, count(*) filter (where not ok) as failed, max(value) as highest, min(value) as lowest,
                  percentile_cont(0.5) within group (order by value) as median
              from r group by probe)
        select coalesce(jsonb_agg(to_jsonb(t) || jsonb_build_object('slots', (
            select jsonb_agg(jsonb_build_object('slot', s.slot, 'n', s.n, 'failed', s.failed, 'mean', s.mean) order by s.slot)
            from s where s.probe = t.probe))), '[]')
        from t);
end $$;

revoke execute on all functions in schema private from public, anon;
revoke execute on function private.claim_round, private.note_readings, private.watch_facts, private.ended_jobs,
    private.take_check_ins, private.note_sentry_event, private.sentry_is_asked from authenticated;
revoke execute on function public.test_sentry, public.watching, public.probe_history from public, anon;
grant execute on function public.test_sentry, public.watching, public.probe_history to authenticated;

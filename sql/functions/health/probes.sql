-- The rounds of probes: one worker makes them, a minute apart, and a reading of each is kept.

-- True for the one worker that is to probe now. Its lease outlives a round, so that the others leave it alone; when it
-- dies, another takes over within two minutes.
create or replace function private.claim_round(p_holder text) returns boolean
language sql set search_path = ''
as $$
    with claimed as (
        insert into private.watch_lease as l (holder, lease_until, round_at)
        values (p_holder, now() + interval '100 seconds', now())
        on conflict (only_row) do update set holder = excluded.holder, lease_until = excluded.lease_until,
            round_at = now()
        where (l.holder = p_holder or l.lease_until is null or l.lease_until < now())
          and (l.round_at is null or l.round_at < now() - interval '57 seconds')
        returning 1)
    select exists (select 1 from claimed)
$$;

-- Keeps a round: an array of {probe, at, value, ok, detail}. `private.probes` keeps the names that gates, latencies
-- and the status line read.
create or replace function private.note_readings(p_readings jsonb) returns void
language plpgsql set search_path = ''
as $$
begin
    insert into public.probe_readings (probe, at, value, ok, detail)
    select r.probe, r.at, r.value, r.ok, left(r.detail, 200)
    from jsonb_to_recordset(p_readings) as r (probe text, at timestamptz, value double precision, ok boolean,
        detail text);
    insert into private.probes (name, at, ok, value, detail)
    select case r.probe when 'database' then 'database_ms' when 'webhook' then 'webhook_ms' else r.probe end,
        r.at, r.ok, r.value, r.detail
    from jsonb_to_recordset(p_readings) as r (probe text, at timestamptz, value double precision, ok boolean,
        detail text)
    where r.probe in ('database', 'webhook', 'journal_length', 'journal_oldest_s', 'pooler')
        and r.detail is distinct from 'not_set';
end $$;

-- What the database knows of those who work: seconds since a worker spoke, and how long the oldest due thing waits.
create or replace function private.watch_facts() returns jsonb
language sql stable set search_path = ''
as $$
    with o as (
        select (select max(at) from private.heartbeats where program = 'worker') as worker,
            (select min(due_at) from private.inbox where applied_at is null) as inbox,
            (select min(due_at) from public.alerts where state in ('waiting', 'sending')
                and due_at is not null) as alerts,
            (select min(d.due_at) from (
                select due_at from public.backups where state = 'asked'
                union all select due_at from public.backup_proofs where state = 'asked') d) as backups,
            (select min(asked_at) from public.test_calls where state = 'asked') as trials)
    select jsonb_build_object('clock', extract(epoch from clock_timestamp()),
        'worker', extract(epoch from clock_timestamp() - o.worker),
        'queue_inbox', greatest(0, coalesce(extract(epoch from clock_timestamp() - o.inbox), 0)),
        'queue_alerts', greatest(0, coalesce(extract(epoch from clock_timestamp() - o.alerts), 0)),
        'queue_backups', greatest(0, coalesce(extract(epoch from clock_timestamp() - o.backups), 0)),
        'queue_trials', greatest(0, coalesce(extract(epoch from clock_timestamp() - o.trials), 0)))
    from o
$$;

-- 24 hours of each probe: figures, and 48 half hours from the oldest to the newest.
create or replace function public.probe_history(p_probes text[]) returns jsonb
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
        t as (select probe, count(*) as n, count(*) filter (where not ok) as failed, max(value) as highest,
            min(value) as lowest,
                  percentile_cont(0.5) within group (order by value) as median
              from r group by probe)
        select coalesce(jsonb_agg(to_jsonb(t) || jsonb_build_object('slots', (
            select jsonb_agg(jsonb_build_object('slot', s.slot, 'n', s.n, 'failed', s.failed, 'mean', s.mean)
                order by s.slot)
            from s where s.probe = t.probe))), '[]')
        from t);
end $$;

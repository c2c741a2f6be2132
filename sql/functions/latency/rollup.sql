-- Counts the hours of [p_from, p_to) anew.
create or replace function private.roll_up_hours(p_from timestamptz, p_to timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
    -- Requests and probes are forgotten after ninety days; what was counted of them stays.
    v_kept text[] := case when p_from < now() - interval '89 days' then array['webhook', 'database', 'console']
        else '{}' end;
begin
    delete from private.latency_rollups
    where grain = 'hour' and starts_at >= p_from and starts_at < p_to and stage <> all (v_kept);
    insert into private.latency_rollups (grain, starts_at, stage, n, over_800, over_1500, buckets, counts)
    with turns as materialized (select * from private.turn_samples(p_from, p_to)),
    samples as (
        select t.at, s.stage, s.ms from turns t, lateral (values ('turn', t.turn_ms), ('endpointing', t.endpointing_ms),
            ('transcriber', t.transcriber_ms), ('model', t.model_ms), ('voice', t.voice_ms)) as s (stage, ms)
        where s.ms is not null
        union all select min(t.at), 'worst', max(t.turn_ms) from turns t where t.turn_ms is not null group by t.call_id
        union all select o.at, o.stage, o.ms from private.own_samples(p_from, p_to) o),
    cells as (
        select date_trunc('hour', s.at, 'UTC') as hour, s.stage,
            ceil(ln(greatest(s.ms, 0.001)::double precision) / ln(1.02::double precision))::smallint as bucket,
            count(*) as n,
            count(*) filter (where s.ms > 800) as over_800, count(*) filter (where s.ms > 1500) as over_1500
        from samples s group by 1, 2, 3)
    select 'hour', c.hour, c.stage, sum(c.n), sum(c.over_800), sum(c.over_1500), array_agg(c.bucket order by c.bucket),
        array_agg(c.n::integer order by c.bucket)
    from cells c where c.stage <> all (v_kept) group by c.hour, c.stage;

    delete from private.slow_calls where grain = 'hour' and starts_at >= p_from and starts_at < p_to;
    insert into private.slow_calls (grain, starts_at, call_id, turns, median_ms, worst_ms, over_1500)
    select 'hour', x.hour, x.call_id, x.turns, x.median_ms, x.worst_ms, x.over_1500
    from (select date_trunc('hour', min(t.at), 'UTC') as hour, t.call_id, count(*) as turns, max(t.turn_ms) as worst_ms,
              round(percentile_cont(0.5) within group (order by t.turn_ms)) as median_ms,
              count(*) filter (where t.turn_ms > 1500) as over_1500,
              row_number() over (partition by date_trunc('hour', min(t.at), 'UTC') order by max(t.turn_ms) desc,
                  t.call_id) as place
          from private.turn_samples(p_from, p_to) t where t.turn_ms is not null group by t.call_id) x
    where x.place <= 10;
end $$;

-- Adds hours up into the days or the months of [p_from, p_to), local midnights.
create or replace function private.add_up(p_grain text, p_from timestamptz, p_to timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
    delete from private.latency_rollups where grain = p_grain and starts_at >= p_from and starts_at < p_to;
    insert into private.latency_rollups (grain, starts_at, hour, stage, n, over_800, over_1500, buckets, counts)
    with rows as materialized (
        select date_trunc(p_grain, r.starts_at, 'America/Toronto') as starts_at, -1 as hour, r.stage, r.n, r.over_800,
            r.over_1500, r.buckets, r.counts
        from private.latency_rollups r
        where r.grain = case p_grain when 'month' then 'day' else 'hour' end and r.starts_at >= p_from
            and r.starts_at < p_to
        union all
        select date_trunc('month', r.starts_at, 'America/Toronto'),
            extract(hour from r.starts_at at time zone 'America/Toronto')::integer, r.stage, r.n, r.over_800,
            r.over_1500, r.buckets, r.counts
        from private.latency_rollups r
        where p_grain = 'month' and r.grain = 'hour' and r.stage = 'turn' and r.starts_at >= p_from
            and r.starts_at < p_to),
    cells as (
        select w.starts_at, w.hour, w.stage, u.bucket, sum(u.n)::integer as n
        from rows w, unnest(w.buckets, w.counts) as u (bucket, n) group by 1, 2, 3, 4),
    lists as (
        select c.starts_at, c.hour, c.stage, array_agg(c.bucket order by c.bucket) as buckets,
            array_agg(c.n order by c.bucket) as counts
        from cells c group by 1, 2, 3)
    select p_grain, l.starts_at, l.hour, l.stage, s.n, s.over_800, s.over_1500, l.buckets, l.counts
    from lists l join (select w.starts_at, w.hour, w.stage, sum(w.n) as n, sum(w.over_800) as over_800,
                           sum(w.over_1500) as over_1500
                       from rows w group by 1, 2, 3) s using (starts_at, hour, stage);
    if p_grain <> 'day' then return; end if;
    delete from private.slow_calls where grain = 'day' and starts_at >= p_from and starts_at < p_to;
    insert into private.slow_calls (grain, starts_at, call_id, turns, median_ms, worst_ms, over_1500)
    select 'day', x.day, x.call_id, x.turns, x.median_ms, x.worst_ms, x.over_1500
    from (select date_trunc('day', s.starts_at, 'America/Toronto') as day, s.*,
              row_number() over (partition by date_trunc('day', s.starts_at, 'America/Toronto')
                                 order by s.worst_ms desc, s.call_id) as place
          from private.slow_calls s where s.grain = 'hour' and s.starts_at >= p_from and s.starts_at < p_to) x
    where x.place <= 10;
end $$;

-- Once a minute: requests and probes come without telling, so the hours since the last look are counted anew.
create or replace function private.queue_recent_hours() returns void
language sql set search_path = ''
as $$
    insert into private.latency_stale (hour)
    select generate_series(date_trunc('hour', greatest(p.seen_until,
        now() - interval '90 days') - interval '10 minutes', 'UTC'),
                           now(), interval '1 hour')
    from (select coalesce((select seen_until from private.latency_progress), now()) as seen_until) p;
    insert into private.latency_progress as p (seen_until) values (now())
    on conflict (only_row) do update set seen_until = excluded.seen_until;
$$;

-- Counts some of the hours that changed, the newest first; true when more are left.
create or replace function private.roll_up_stale(p_hours integer) returns boolean
language plpgsql set search_path = ''
as $$
declare
    v_hours timestamptz[];
    v_at timestamptz;
begin
    -- One at a time, whoever counts.
    perform pg_advisory_xact_lock(hashtextextended('latency', 0));
    with taken as (
        delete from private.latency_stale where hour in (
            select s.hour from private.latency_stale s group by s.hour order by s.hour desc limit p_hours)
        returning hour)
    select array_agg(distinct t.hour) into v_hours from taken t;
    for v_at in select h from unnest(v_hours) as h loop
        perform private.roll_up_hours(v_at, v_at + interval '1 hour');
    end loop;
    for v_at in select distinct date_trunc('day', h, 'America/Toronto') from unnest(v_hours) as h loop
        perform private.add_up('day', v_at, private.local_day(v_at + interval '36 hours'));
    end loop;
    for v_at in select distinct date_trunc('month', h, 'America/Toronto') from unnest(v_hours) as h loop
        perform private.add_up('month', v_at, date_trunc('month', v_at + interval '40 days', 'America/Toronto'));
    end loop;
    update private.latency_progress set rolled_at = clock_timestamp() where only_row;
    return exists (select 1 from private.latency_stale);
end $$;

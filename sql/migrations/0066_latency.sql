-- Latency, rolled up so that any period is drawn from a few rows: how many measurements fell in each bucket, by hour, by
-- day and by month. Buckets can be added without losing anything: percentiles of a year come from every single turn, never
-- from averages. Each bucket is 2 % wide, so that a percentile is within 1 % of the exact one.

create table private.latency_rollups (
    -- hour: the source of the two others; day and month on the local calendar.
    grain text not null check (grain in ('hour', 'day', 'month')),
    starts_at timestamptz not null,
    -- Of a month, the turns by local hour of the day; -1: the whole.
    hour smallint not null default -1 check (hour between -1 and 23),
    stage text not null check (stage in ('turn', 'endpointing', 'transcriber', 'model', 'voice', 'worst', 'webhook', 'database',
        'console', 'stored', 'raised', 'sms', 'reached')),
    n integer not null,
    over_800 integer not null,
    over_1500 integer not null,
    buckets smallint[] not null,
    counts integer[] not null,
    primary key (grain, starts_at, hour, stage)
);
comment on table private.latency_rollups is 'Measurements in ms counted by bucket: bucket b holds those over 1.02^(b-1), up to 1.02^b.';

-- The slowest calls of each hour and of each day: those of a period are among them.
create table private.slow_calls (
    grain text not null check (grain in ('hour', 'day')),
    starts_at timestamptz not null,
    call_id uuid not null references public.vapi_calls (id) on delete cascade,
    turns smallint not null,
    median_ms integer not null,
    worst_ms integer not null,
    over_1500 smallint not null,
    primary key (grain, starts_at, call_id)
);
create index slow_calls_call on private.slow_calls (call_id);

-- Hours whose figures changed since they were counted. Only added to by those who take messages in: they never wait.
create table private.latency_stale (id bigint generated always as identity primary key, hour timestamptz not null);

create table private.latency_progress (
    only_row boolean primary key default true check (only_row),
    rolled_at timestamptz,
    seen_until timestamptz not null
);

create index vapi_calls_suspect on public.vapi_calls (created_at) where latency_unit_suspect;

-- How long Paul kept people waiting, in the calls that began then. Trials are left out.
create function private.turn_samples(p_from timestamptz, p_to timestamptz)
returns table (call_id uuid, at timestamptz, turn_ms integer, endpointing_ms integer, transcriber_ms integer, model_ms integer,
    voice_ms integer)
language sql stable
as $$
    select c.id, c.created_at, g.turn_ms, g.endpointing_ms, g.transcriber_ms, g.model_ms, g.voice_ms
    from public.vapi_calls c join public.call_logs g on g.call_id = c.id
    where c.created_at >= p_from and c.created_at < p_to and c.reported_at is not null and not c.is_test
      and c.classification is distinct from 'test' and g.kind in ('said', 'turn') and g.source = 'report'
      and num_nonnulls(g.turn_ms, g.endpointing_ms, g.transcriber_ms, g.model_ms, g.voice_ms) > 0
$$;

-- Our own delays: from hanging up to the row, from the row to the provider, from the provider to the phone.
create function private.own_samples(p_from timestamptz, p_to timestamptz)
returns table (at timestamptz, stage text, ms double precision)
language sql stable
as $$
    select r.at, 'webhook', r.ms from private.webhook_requests r
    where r.at >= p_from and r.at < p_to and r.outcome not in ('refused', 'lost')
    union all
    select p.at, case p.name when 'database_ms' then 'database' else 'console' end, p.value from private.probes p
    where p.name in ('database_ms', 'console_ms') and p.at >= p_from and p.at < p_to and p.ok and p.value is not null
    union all
    select c.created_at, 'stored', 1000 * extract(epoch from greatest(i.at - c.ended_at, '0')) from public.vapi_calls c,
        lateral (
            -- The first message that told the end, once applied. The demonstration's past was written all at once.
            select min(case when c.is_demo then x.received_at else greatest(x.received_at, x.applied_at) end) as at
            from private.inbox x
            where x.dedupe_key in (c.vapi_call_id || '|status-update|ended', c.vapi_call_id || '|end-of-call-report')
              and x.via <> 'reconciliation' and x.applied_at is not null) i
    where c.created_at >= p_from and c.created_at < p_to and not c.is_test and c.ended_at is not null and not c.end_is_guess
      and i.at is not null
    union all
    -- Only what is urgent: the rest waits on purpose, to be told together or in the morning.
    select a.created_at, 'raised', 1000 * extract(epoch from greatest(a.handed_over_at - a.created_at, '0')) from public.alerts a
    where a.created_at >= p_from and a.created_at < p_to and a.urgent and not a.by_hand and a.bundled_in is null
      and a.handed_over_at is not null
    union all
    -- Nothing to wait for when it arrived while the call went on.
    select a.created_at, 'reached', 1000 * extract(epoch from greatest(a.delivered_at - c.ended_at, '0'))
    from public.alerts a join public.vapi_calls c on c.id = a.call_id
    where a.created_at >= p_from and a.created_at < p_to and a.urgent and not a.by_hand and a.bundled_in is null
      and a.delivered_at is not null and c.ended_at is not null and not c.is_test
    union all
    select t.at, 'sms', 1000 * extract(epoch from greatest(t.delivered_at - t.handed_over_at, '0'))
    from public.alert_attempts t join public.alerts a on a.id = t.alert_id and a.kind <> 'test'
    where t.at >= p_from and t.at < p_to and t.channel = 'sms' and t.delivered_at is not null and t.handed_over_at is not null
$$;
create index alerts_urgent on public.alerts (created_at) where urgent;

-- Counts the hours of [p_from, p_to) anew.
create function private.roll_up_hours(p_from timestamptz, p_to timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
    -- Requests and probes are forgotten after ninety days; what was counted of them stays.
    v_kept text[] := case when p_from < now() - interval '89 days' then array['webhook', 'database', 'console'] else '{}' end;
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
            ceil(ln(greatest(s.ms, 0.001)::double precision) / ln(1.02::double precision))::smallint as bucket, count(*) as n,
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
              row_number() over (partition by date_trunc('hour', min(t.at), 'UTC') order by max(t.turn_ms) desc, t.call_id) as place
          from private.turn_samples(p_from, p_to) t where t.turn_ms is not null group by t.call_id) x
    where x.place <= 10;
end $$;

-- Adds hours up into the days or the months of [p_from, p_to), local midnights.
create function private.add_up(p_grain text, p_from timestamptz, p_to timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
    delete from private.latency_rollups where grain = p_grain and starts_at >= p_from and starts_at < p_to;
    insert into private.latency_rollups (grain, starts_at, hour, stage, n, over_800, over_1500, buckets, counts)
    with rows as materialized (
        select date_trunc(p_grain, r.starts_at, 'America/Toronto') as starts_at, -1 as hour, r.stage, r.n, r.over_800,
            r.over_1500, r.buckets, r.counts
        from private.latency_rollups r
        where r.grain = case p_grain when 'month' then 'day' else 'hour' end and r.starts_at >= p_from and r.starts_at < p_to
        union all
        select date_trunc('month', r.starts_at, 'America/Toronto'),
            extract(hour from r.starts_at at time zone 'America/Toronto')::integer, r.stage, r.n, r.over_800, r.over_1500,
            r.buckets, r.counts
        from private.latency_rollups r
        where p_grain = 'month' and r.grain = 'hour' and r.stage = 'turn' and r.starts_at >= p_from and r.starts_at < p_to),
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
create function private.queue_recent_hours() returns void
language sql set search_path = ''
as $$
    insert into private.latency_stale (hour)
    select generate_series(date_trunc('hour', greatest(p.seen_until, now() - interval '90 days') - interval '10 minutes', 'UTC'),
                           now(), interval '1 hour')
    from (select coalesce((select seen_until from private.latency_progress), now()) as seen_until) p;
    insert into private.latency_progress as p (seen_until) values (now())
    on conflict (only_row) do update set seen_until = excluded.seen_until;
$$;

-- Counts some of the hours that changed, the newest first; true when more are left.
create function private.roll_up_stale(p_hours integer) returns boolean
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
    update private.latency_progress set rolled_at = clock_timestamp();
    return exists (select 1 from private.latency_stale);
end $$;

create function private.call_changes_latency() returns trigger language plpgsql security definer set search_path = ''
as $$
begin
    insert into private.latency_stale (hour)
    select distinct date_trunc('hour', x, 'UTC') from unnest(array[old.created_at, new.created_at]) as x;
    return null;
end $$;
create trigger vapi_calls_latency after update on public.vapi_calls for each row
when (new.reported_at is not null and (new.reported_at, new.created_at, new.ended_at, new.is_test, new.classification)
    is distinct from (old.reported_at, old.created_at, old.ended_at, old.is_test, old.classification))
execute function private.call_changes_latency();

create function private.alert_changes_latency() returns trigger language plpgsql security definer set search_path = ''
as $$
begin
    insert into private.latency_stale (hour) values (date_trunc('hour', new.created_at, 'UTC'));
    return null;
end $$;
create trigger alerts_latency after update of handed_over_at, delivered_at on public.alerts for each row
when (new.urgent and (new.handed_over_at, new.delivered_at) is distinct from (old.handed_over_at, old.delivered_at))
execute function private.alert_changes_latency();

create function private.attempt_changes_latency() returns trigger language plpgsql security definer set search_path = ''
as $$
begin
    insert into private.latency_stale (hour) values (date_trunc('hour', new.at, 'UTC'));
    return null;
end $$;
create trigger alert_attempts_latency after update of delivered_at on public.alert_attempts for each row
when (new.channel = 'sms' and new.delivered_at is distinct from old.delivered_at)
execute function private.attempt_changes_latency();

-- What is there already.
insert into private.latency_stale (hour)
select distinct date_trunc('hour', c.created_at, 'UTC') from public.vapi_calls c where c.reported_at is not null
union select distinct date_trunc('hour', r.at, 'UTC') from private.webhook_requests r
union select distinct date_trunc('hour', p.at, 'UTC') from private.probes p where p.name = 'database_ms';

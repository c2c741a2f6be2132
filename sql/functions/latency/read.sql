-- What the screen Latence asks.

-- The middle of a bucket: no value in it is further away than 1 %.
create or replace function private.bucket_ms(p_bucket integer) returns double precision
language sql immutable parallel safe set search_path = ''
as $$ select 2 * power(1.02::double precision, p_bucket) / 2.02 $$;

-- The rows whose sum is the period [p_from, p_to), local midnights: whole months where it holds any, days at its edges.
create or replace function private.latency_pieces(p_from timestamptz, p_to timestamptz)
    returns setof private.latency_rollups
language sql stable set search_path = ''
as $$
    with b as (
        select least(date_trunc('month', p_from + interval '1 month' - interval '1 microsecond', 'America/Toronto'),
            p_to) as first_month, greatest(date_trunc('month', p_to, 'America/Toronto'), p_from) as after_months)
    select r.* from b, private.latency_rollups r
    where r.grain = 'month' and r.starts_at >= b.first_month and r.starts_at < b.after_months
    union all
    select r.* from b, private.latency_rollups r
    where r.grain = 'day' and r.starts_at >= p_from and r.starts_at < least(b.first_month, p_to)
    union all
    select r.* from b, private.latency_rollups r
    where r.grain = 'day' and r.starts_at >= greatest(b.after_months, b.first_month) and r.starts_at < p_to
    union all
    -- Turns by hour of the day, at the edges.
    select 'hour', r.starts_at, extract(hour from r.starts_at at time zone 'America/Toronto')::smallint, r.stage, r.n,
        r.over_800, r.over_1500, r.buckets, r.counts
    from b, private.latency_rollups r
    where r.grain = 'hour' and r.stage = 'turn' and r.starts_at >= p_from and r.starts_at < p_to
      and not (r.starts_at >= b.first_month and r.starts_at < b.after_months)
$$;

-- Percentiles, counts and shares of the period: by stage, along the calendar (by p_step), by hour of the day.
create or replace function private.latency_figures(p_from timestamptz, p_to timestamptz, p_step text)
returns table (view text, key text, n bigint, over_800 bigint, over_1500 bigint, p50 double precision,
    p90 double precision, p99 double precision)
language sql stable set search_path = ''
as $$
    with period as materialized (select r.* from private.latency_pieces(p_from, p_to) r),
    pieces as materialized (
        select case when r.hour >= 0 then 'hour' else 'stage' end as view,
            case when r.hour >= 0 then r.hour::text else r.stage end as key, r.* from period r
        union all
        select 'calendar', to_char(date_trunc('month', r.starts_at at time zone 'America/Toronto'), 'YYYY-MM-DD'), r.*
        from period r where p_step = 'month' and r.stage = 'turn' and r.hour = -1
        union all
        select 'calendar', to_char(r.starts_at at time zone 'America/Toronto', 'YYYY-MM-DD'), r.*
        from private.latency_rollups r
        where p_step = 'day' and r.grain = 'day' and r.stage = 'turn' and r.starts_at >= p_from and r.starts_at < p_to),
    cells as (
        select w.view, w.key, u.bucket, sum(u.n) as n from pieces w,
            unnest(w.buckets, w.counts) as u (bucket, n) group by 1, 2, 3),
    ranked as (
        select c.view, c.key, c.bucket, sum(c.n) over (partition by c.view, c.key order by c.bucket) as upto,
            sum(c.n) over (partition by c.view, c.key) - 1 as last
        from cells c),
    -- As percentile_cont does: between the two values that the rank falls between.
    sides as (
        select r.view, r.key, q.p, q.p * max(r.last) - floor(q.p * max(r.last)) as part,
            private.bucket_ms(min(r.bucket) filter (where r.upto > floor(q.p * r.last))) as low,
            private.bucket_ms(min(r.bucket) filter (where r.upto > ceil(q.p * r.last))) as high
        from ranked r, (values (0.5), (0.9), (0.99)) as q (p) group by 1, 2, 3),
    sums as (
        select w.view, w.key, sum(w.n) as n, sum(w.over_800) as over_800, sum(w.over_1500) as over_1500
            from pieces w group by 1, 2)
    select s.view, s.key, s.n, s.over_800, s.over_1500,
        max(x.low + x.part * (x.high - x.low)) filter (where x.p = 0.5),
        max(x.low + x.part * (x.high - x.low)) filter (where x.p = 0.9),
        max(x.low + x.part * (x.high - x.low)) filter (where x.p = 0.99)
    from sums s join sides x using (view, key) group by s.view, s.key, s.n, s.over_800, s.over_1500
$$;

-- Local days, both included; the last seven when they are not said, four hundred at most.
create or replace function public.latency(p_from date default null, p_to date default null) returns jsonb
language plpgsql stable security definer set search_path = '' set plan_cache_mode = 'force_custom_plan'
as $$
declare
    v_today date := (now() at time zone 'America/Toronto')::date;
    v_last date := least(greatest(coalesce(p_to, v_today), '2000-01-01'), v_today);
    v_first date := least(greatest(coalesce(p_from, v_last - 6), v_last - 399), v_last);
    v_from timestamptz := v_first::timestamp at time zone 'America/Toronto';
    v_to timestamptz := (v_last + 1)::timestamp at time zone 'America/Toronto';
    v_step text := case when v_last - v_first >= 120 then 'month' else 'day' end;
    v_views jsonb;
begin
    perform private.require_role('owner', 'staff', 'admin');
    select coalesce(jsonb_object_agg(v.view, v.figures), '{}') into v_views
    from (select f.view, jsonb_agg(to_jsonb(f) - 'view' order by f.key) as figures
          from private.latency_figures(v_from, v_to, v_step) f group by f.view) v;
    return jsonb_build_object('now', now(), 'first', v_first, 'last', v_last, 'step', v_step,
        'rolled_at', (select p.rolled_at from private.latency_progress p),
        'stages', coalesce(v_views -> 'stage', '[]'), 'calendar', coalesce(v_views -> 'calendar', '[]'),
        'hours', coalesce(v_views -> 'hour', '[]'), 'converted', (select count(*) from public.vapi_calls c
                      where c.latency_unit_suspect and c.created_at >= v_from and c.created_at < v_to
                          and not c.is_test),
        'slow', (select coalesce(jsonb_agg(to_jsonb(s) order by s.worst_ms desc, s.id), '[]') from (
            select c.id, c.created_at, c.caller_number, c.caller_name, l.name as lead_name, x.turns, x.median_ms,
                x.worst_ms, x.over_1500
            from (select s.* from private.slow_calls s
                  where s.grain = 'day' and s.starts_at >= v_from and s.starts_at < v_to
                  order by s.worst_ms desc, s.call_id limit 10) x
            join public.vapi_calls c on c.id = x.call_id
            left join lateral (select y.name from public.leads y where y.call_id = c.id order by y.created_at,
                y.id limit 1) l on true) s));
end $$;

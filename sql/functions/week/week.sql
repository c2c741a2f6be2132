-- Ma semaine. What happened from one moment to another, row by row: each figure of the screen and of the weekly message
-- is a count, a sum or a median of these rows. Tests and what people marked as spam are left out, but for what they
-- cost.
--   call: came in. lead, booked: left, asked for a visit. owed: waited for a call; value: seconds until the first try,
--   null without any. missed: left nothing. unreached: owed a call, and never spoken to. lost: with its reason.
--   paid: value: what Vapi billed for the call, in US dollars.
create or replace function private.week_rows(p_from timestamptz, p_to timestamptz)
    returns table (figure text, kind text, id uuid, at timestamptz, value numeric, why text)
language sql stable set search_path = ''
as $$
    with calls as materialized (
        select c.*, private.counts_as_business(c) as counts from public.vapi_calls c
        where c.created_at >= p_from and c.created_at < p_to),
    leads as materialized (
        select l.*, private.called_again(l) as again from public.leads l
        where l.created_at >= p_from and l.created_at < p_to and not l.is_test
          and coalesce(l.lost_reason, '') not in ('spam', 'test')),
    owed as (
        select 'lead' as kind, l.id, coalesce(c.ended_at, l.created_at) as since, l.called_back_at, t.first, t.wrong
        from leads l left join public.vapi_calls c on c.id = l.call_id, lateral (
            select min(a.at) as first, bool_or(a.outcome = 'wrong_number') as wrong
            from public.call_attempts a where a.lead_id = l.id) t
        where not l.again and (l.status = 'new' or l.called_back_at is not null or t.first is not null)
        union all
        select 'call', c.id, coalesce(c.ended_at, c.created_at), c.called_back_at, t.first, t.wrong
        from calls c, lateral (
            select min(a.at) as first, bool_or(a.outcome = 'wrong_number') as wrong
            from public.call_attempts a where a.call_id = c.id) t
        where c.counts and (c.needs_callback or c.called_back_at is not null)
          and not exists (select 1 from public.leads l where l.call_id = c.id)
          and (c.called_back_at is not null
               or not exists (select 1 from public.vapi_calls o
                              where o.caller_number = c.caller_number and o.created_at > c.created_at)
              and not exists (select 1 from public.leads l
                              where l.phone = c.caller_number and l.created_at > c.created_at)))
    select 'call', 'call', c.id, c.created_at, null::numeric, c.outcome from calls c where c.counts
    union all
    select 'paid', 'call', c.id, c.created_at, c.cost_usd, c.outcome from calls c where c.cost_usd is not null
    union all
    select 'lead', 'lead', l.id, l.created_at, null, l.status from leads l
    union all
    select 'lost', 'lead', l.id, l.created_at, null, coalesce(nullif(l.lost_reason, ''), 'unsaid')
    from leads l where l.status = 'lost' and l.lost_reason is distinct from 'not_customer'
    union all
    select 'booked', 'lead', a.lead_id, a.requested_at, null, a.status from public.appointments a
    where a.requested_at >= p_from and a.requested_at < p_to and a.status <> 'cancelled' and not a.is_test
    union all
    select 'owed', o.kind, o.id, o.since, round(extract(epoch from least(o.called_back_at, o.first) - o.since), 1),
        null
    from owed o
    union all
    select 'missed', o.kind, o.id, o.since, null, null from owed o where o.kind = 'call'
    union all
    select 'unreached', o.kind, o.id, o.since, null, null from owed o where o.called_back_at is null or o.wrong
$$;

create or replace function private.week_figures(p_from timestamptz, p_to timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
    with r as materialized (select * from private.week_rows(p_from, p_to))
    select jsonb_build_object(
        'calls', count(*) filter (where figure = 'call'), 'leads', count(*) filter (where figure = 'lead'),
        'booked', count(*) filter (where figure = 'booked'), 'owed', count(*) filter (where figure = 'owed'),
        'tried', count(value) filter (where figure = 'owed'),
        'within_15', count(*) filter (where figure = 'owed' and value <= 15 * 60),
        'within_60', count(*) filter (where figure = 'owed' and value <= 60 * 60),
        'median_s', percentile_cont(0.5) within group (order by value) filter (where figure = 'owed'),
        'missed', count(*) filter (where figure = 'missed'),
        'unreached', count(*) filter (where figure = 'unreached'), 'lost', count(*) filter (where figure = 'lost'),
        'reasons', (select coalesce(jsonb_object_agg(x.why, x.n), '{}') from (
            select why, count(*) as n from r where figure = 'lost' group by why) x),
        'billed', count(*) filter (where figure = 'paid'), 'paid_usd', coalesce(sum(value) filter (
            where figure = 'paid'), 0),
        'by_day', (select jsonb_agg((select count(*) from r where figure = 'call'
                       and extract(isodow from at at time zone 'America/Toronto') = d) order by d)
                   from generate_series(1, 7) d))
    from r
$$;

-- A week, Monday to Sunday on the clock of Toronto, against the one before; one that is not over, against as much of
-- it.
create or replace function private.week_told(p_monday date, p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
    with w as (select p_monday::timestamp at time zone 'America/Toronto' as begins,
                   (p_monday + 7)::timestamp at time zone 'America/Toronto' as ends,
                   (p_monday - 7)::timestamp at time zone 'America/Toronto' as before),
    s as (select w.*, least(w.ends, p_now) as until from w)
    select jsonb_build_object('now', p_now, 'monday', p_monday, 'is_over', s.until = s.ends,
        'figures', private.week_figures(s.begins, s.until),
        'before', private.week_figures(s.before, case when s.until = s.ends then s.begins
            else s.before + (s.until - s.begins) end))
    from s
$$;

create or replace function private.monday_of(p_at timestamptz) returns date
language sql stable set search_path = ''
as $$ select date_trunc('week', p_at at time zone 'America/Toronto')::date $$;

-- The Monday of a week that can have been lived: years away there is nothing to count.
create or replace function private.week_of(p_day date) returns date
language sql immutable set search_path = ''
as $$ select date_trunc('week', least(greatest(p_day, '2020-01-01'), '2100-01-01')::timestamp)::date $$;

-- p_monday: any day of the week wanted; null: this week.
create or replace function public.my_week(p_monday date default null) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('owner');
    return private.week_told(private.week_of(coalesce(p_monday, private.monday_of(now()))), now());
end $$;

-- The rows behind one figure of a week, newest first, with whom each is about.
create or replace function public.my_week_rows(p_monday date, p_figure text) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare v_monday date := private.week_of(p_monday);
begin
    perform private.require_role('owner');
    return (
        select coalesce(jsonb_agg(to_jsonb(x) order by x.at desc, x.id), '[]') from (
            select r.kind, r.id, r.at, r.value, r.why, l.ref, coalesce(l.name, c.caller_name) as name,
                coalesce(l.phone, c.caller_number) as phone
            from private.week_rows(v_monday::timestamp at time zone 'America/Toronto',
                least(now(), (v_monday + 7)::timestamp at time zone 'America/Toronto')) r
            left join public.leads l on r.kind = 'lead' and l.id = r.id
            left join public.vapi_calls c on r.kind = 'call' and c.id = r.id
            where r.figure = p_figure order by r.at desc, r.id limit 1000) x);
end $$;

-- The week that ended, once its message is due on Monday and is not out; null otherwise, and where no call came in two
-- weeks.
create or replace function private.week_to_tell(p_now timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
    with w as (select private.monday_of(p_now) - 7 as monday)
    select private.week_told(w.monday, p_now) from w, public.alert_settings s
    where extract(isodow from p_now at time zone 'America/Toronto') = 1
      and (p_now at time zone 'America/Toronto')::time >= s.digest_at
      and (select enabled from public.alert_rules where kind = 'digest')
      and not exists (select 1 from public.alerts where cause_key = 'week:' || w.monday)
      and exists (select 1 from public.vapi_calls c where c.created_at > p_now - interval '15 days')
$$;

-- By email, as the morning's: once a week, whoever calls it.
create or replace function private.raise_week(p_monday date, p_text text) returns void
language sql set search_path = ''
as $$ select private.raise_alert('digest', 'week:' || p_monday, null, null, p_text, false, false) $$;

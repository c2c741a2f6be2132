-- What the line was seen to carry: each ramp and each soak, as it was run. Evidence is added by whoever holds the
-- database's own URL, and never changed: no key of the Data API writes here.

create table public.load_runs (
    id bigint generated always as identity primary key,
    kind text not null check (kind in ('ramp', 'soak')),
    started_at timestamptz not null,
    finished_at timestamptz not null check (finished_at > started_at),
    -- How many simulated hours passed in one real hour: 1 is real time.
    speed double precision not null check (speed >= 1),
    real_hours double precision not null check (real_hours > 0),
    -- A soak: what was asked for. A ramp: what the last level that held comes to in a day.
    calls_per_day integer not null check (calls_per_day >= 0),
    calls bigint not null check (calls > 0),
    lost bigint not null check (lost >= 0),
    twice bigint not null check (twice >= 0),
    p95_ms double precision check (p95_ms >= 0),
    calls_at_once integer check (calls_at_once >= 0),
    events_per_second double precision check (events_per_second >= 0),
    held boolean not null,
    detail jsonb not null default '{}',
    release text not null check (release <> ''),
    recorded_at timestamptz not null default clock_timestamp(),
    -- Compressed time is no time: only this may count as real hours.
    in_real_time boolean not null generated always as (speed = 1) stored,
    constraint once unique (kind, started_at, release),
    -- The hours claimed are the hours that passed.
    constraint honest_hours check (
        abs(extract(epoch from finished_at - started_at)::double precision / 3600 - real_hours) <= 0.01 + real_hours * 0.01),
    constraint nothing_lost_where_held check (not held or (lost = 0 and twice = 0))
);

create function private.keep_evidence() returns trigger language plpgsql set search_path = ''
as $$ begin raise exception 'what was measured is not changed afterwards'; end $$;
create trigger load_runs_as_they_were before update or delete on public.load_runs for each row
execute function private.keep_evidence();

-- Keeps one run; the same run handed in again is the same row.
create function private.record_load_run(p_run jsonb) returns bigint
language plpgsql set search_path = ''
as $$
declare v_id bigint;
begin
    insert into public.load_runs (kind, started_at, finished_at, speed, real_hours, calls_per_day, calls, lost, twice, p95_ms,
        calls_at_once, events_per_second, held, detail, release)
    select kind, started_at, finished_at, speed, real_hours, calls_per_day, calls, lost, twice, p95_ms,
        calls_at_once, events_per_second, held, coalesce(detail, '{}'), release
    from jsonb_populate_record(null::public.load_runs, p_run)
    on conflict on constraint once do nothing returning id into v_id;
    if v_id is null then
        select r.id into v_id from public.load_runs r
        where r.kind = p_run ->> 'kind' and r.started_at = (p_run ->> 'started_at')::timestamptz
          and r.release = p_run ->> 'release';
    end if;
    return v_id;
end $$;

-- The newest first, for owner and administrator.
create function public.load_history(p_limit integer) returns setof public.load_runs
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('owner', 'admin');
    return query select * from public.load_runs r order by r.finished_at desc, r.id desc
        limit least(greatest(coalesce(p_limit, 50), 0), 500);
end $$;

alter table public.load_runs enable row level security;
revoke all on table public.load_runs from public, anon, authenticated, service_role;
grant select on table public.load_runs to authenticated, service_role;
create policy read_load_runs on public.load_runs for select to authenticated
using ((select private.app_role()) in ('owner', 'admin'));
revoke execute on function private.keep_evidence, private.record_load_run from public, anon, authenticated, service_role;
revoke execute on function public.load_history from public, anon;
grant execute on function public.load_history to authenticated;

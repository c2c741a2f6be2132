-- Ramps and soaks, as they were run.

create or replace function private.keep_evidence() returns trigger language plpgsql set search_path = ''
as $$ begin raise exception 'what was measured is not changed afterwards'; end $$;

-- Keeps one run; the same run handed in again is the same row.
create or replace function private.record_load_run(p_run jsonb) returns bigint
language plpgsql set search_path = ''
as $$
declare v_id bigint;
begin
    insert into public.load_runs (kind, started_at, finished_at, speed, real_hours, calls_per_day, calls, lost, twice,
        p95_ms, calls_at_once, events_per_second, held, detail, release)
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
create or replace function public.load_history(p_limit integer) returns setof public.load_runs
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('owner', 'admin');
    return query select * from public.load_runs r order by r.finished_at desc, r.id desc
        limit least(greatest(coalesce(p_limit, 50), 0), 500);
end $$;

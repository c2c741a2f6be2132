-- What the console measured of itself, as the worker read it there. A round trip is kept once a minute, an event once,
-- whichever worker comes.
create or replace function private.keep_console_measures(p_round_trip_ms double precision, p_at timestamptz,
    p_accepted boolean, p_event_id text, p_detail text) returns void
language plpgsql set search_path = ''
as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('console_ms', 0));
    if p_round_trip_ms is not null and not exists (
        select 1 from private.probes p where p.name = 'console_ms' and p.at > now() - interval '50 seconds') then
        insert into private.probes (name, ok, value) values ('console_ms', true, p_round_trip_ms);
    end if;
    if p_at is not null and not exists (
        select 1 from public.sentry_events e where e.program = 'console' and e.at >= p_at) then
        insert into public.sentry_events (program, at, accepted, event_id, detail)
        values ('console', least(p_at, clock_timestamp()), p_accepted, p_event_id, left(p_detail, 200));
    end if;
end $$;

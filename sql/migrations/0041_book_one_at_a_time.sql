-- Two bookings of overlapping hours at the same moment wait for each other's row until Postgres kills one of them. One
-- after the other, the second sees at once that the hours are taken.

create or replace function private.book(p_lead public.leads, p_call_id uuid, p_starts_at timestamptz, p_minutes integer,
    p_service text, p_address text, p_requested_at timestamptz, p_confirmed boolean) returns public.appointments
language plpgsql set search_path = ''
as $$
declare
    v public.appointments;
    v_ends timestamptz := p_starts_at + make_interval(mins => p_minutes);
    v_busy tstzrange;
begin
    perform pg_advisory_xact_lock(hashtext('drain.book'));
    select tstzrange(p_starts_at, v_ends + make_interval(mins => travel_minutes)) into v_busy from public.booking_settings;
    select * into v from public.appointments
    where lead_id = p_lead.id and status = 'booked' and call_id is not distinct from p_call_id for update;
    if found and (v.starts_at = p_starts_at or v.requested_at > p_requested_at) then return v; end if;
    begin
        if found then
            update public.appointments set starts_at = p_starts_at, ends_at = v_ends, busy = v_busy,
                requested_at = p_requested_at, confirmed = p_confirmed where id = v.id returning * into v;
        else
            insert into public.appointments (lead_id, call_id, starts_at, ends_at, busy, service, address, confirmed,
                                             requested_at, is_test, is_demo)
            values (p_lead.id, p_call_id, p_starts_at, v_ends, v_busy, p_service, p_address, p_confirmed,
                    p_requested_at, p_lead.is_test, p_lead.is_demo) returning * into v;
        end if;
    exception when exclusion_violation then
        return null;
    end;
    if p_confirmed then perform private.booked_for(p_lead.id); end if;
    return v;
end $$;

-- Bookings told in any order, and wishes that could not be carried out any more: noted on the lead, for a person to read.

-- Books a visit for a lead. Returns the appointment, or null when the crew is taken. The last wish said in a call counts,
-- whatever order the wishes come in. Two bookings of overlapping hours at the same moment would wait for each other's row
-- until Postgres kills one of them: one after the other, the second sees at once that the hours are taken.
drop function private.book(public.leads, uuid, timestamptz, integer, text, text, timestamptz, boolean);
create function private.book_visit(p_lead public.leads, p_call_id uuid, p_starts_at timestamptz, p_minutes integer,
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
    -- What a test books may be cancelled already; the last wish is told of it all the same.
    where lead_id = p_lead.id and (status = 'booked' or is_test) and call_id is not distinct from p_call_id for update;
    if found and v.requested_at > p_requested_at then return v; end if;
    begin
        if found then
            update public.appointments set starts_at = p_starts_at, ends_at = v_ends, busy = v_busy, service = p_service,
                address = p_address, requested_at = p_requested_at,
                confirmed = p_confirmed or confirmed and starts_at = p_starts_at where id = v.id returning * into v;
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

-- What Paul's booking tool calls: the lead may not have been said yet, and it is kept even when the slot is taken; then, or
-- when no moment was asked for, there is no appointment.
drop function private.book_from_call(uuid, jsonb, timestamptz, integer, timestamptz, boolean);
create function private.book_from_call(p_call_id uuid, p_tool_call_id text, p_lead jsonb, p_starts_at timestamptz,
    p_minutes integer, p_requested_at timestamptz, p_confirmed boolean, out lead_id uuid, out appointment_id uuid)
language plpgsql set search_path = ''
as $$
declare
    c public.vapi_calls;
    v_lead public.leads;
    v public.appointments;
begin
    select * into c from public.vapi_calls where id = p_call_id for no key update;
    v_lead := private.save_lead(c, p_lead, 'booking', p_requested_at, 'tool:' || p_tool_call_id);
    if p_starts_at is not null then
        v := private.book_visit(v_lead, c.id, p_starts_at, p_minutes, p_lead ->> 'service', p_lead ->> 'address', p_requested_at,
                          p_confirmed);
    end if;
    if c.status = 'ended' then perform private.settle_call(c.id); end if;
    lead_id := v_lead.id;
    appointment_id := v.id;
end $$;

create function private.note_wish(p_lead_id uuid, p_wish text) returns void
language sql set search_path = ''
as $$
    update public.leads set note = concat_ws(E'\n', nullif(note, ''), p_wish), updated_at = now() where id = p_lead_id
$$;

-- Carries out the tool calls of one message, all or nothing. Each step was worked out in Python: `lead` saves one, `book`
-- books, `wish` keeps a wish that nobody can discuss any more, `say` only answers; `{ref}` in the words becomes the file
-- number. A call answered before gets the same answer. A booking whose slot is taken is noted as its `wish`; a step without
-- one comes back without an answer: Python then finds another slot to offer.
create or replace function private.carry_out(p_facts jsonb, p_happened_at timestamptz, p_steps jsonb) returns jsonb
language plpgsql set search_path = ''
as $$
declare
    c public.vapi_calls := private.touch_call(p_facts -> 'call', p_happened_at, true);
    s record;
    b record;
    v_answer text;
    v_ok boolean;
    v_started timestamptz;
    v_answers jsonb := '[]';
begin
    for s in select * from jsonb_to_recordset(p_steps) as x(id text, name text, action text, lead jsonb,
            starts_at timestamptz, minutes integer, confirmed boolean, wish text, say text, ok boolean) loop
        select g.text, g.tool_ok into v_answer, v_ok from public.call_logs g
        where g.call_id = c.id and g.tool_call_id = s.id and g.kind = 'tool' and g.answered_at is not null;
        if not found then
            v_started := clock_timestamp();
            v_answer := s.say;
            v_ok := s.ok;
            if s.action = 'lead' then
                v_answer := replace(s.say, '{ref}', (private.save_lead_from_call(c.id, s.id, s.lead, p_happened_at)).ref);
            elsif s.action in ('book', 'wish') then
                b := private.book_from_call(c.id, s.id, s.lead, s.starts_at, s.minutes, p_happened_at, s.confirmed);
                if b.appointment_id is null and s.wish is not null then
                    perform private.note_wish(b.lead_id, s.wish);
                elsif b.appointment_id is null then
                    v_answer := null;
                    v_ok := false;
                end if;
            end if;
            if v_answer is not null then
                perform private.keep_answer(c.id, s.id, s.name, p_happened_at, v_answer, v_ok,
                    (extract(epoch from clock_timestamp() - v_started) * 1000)::integer);
            end if;
        end if;
        v_answers := v_answers || jsonb_build_object('call_id', c.id, 'text', v_answer, 'ok', v_ok);
    end loop;
    return v_answers;
end $$;

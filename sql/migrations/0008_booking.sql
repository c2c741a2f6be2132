-- Booking: the exclusion constraint decides who gets a slot, these functions only ask.

create function private.booked_for(p_lead_id uuid) returns void
language sql set search_path = ''
as $$ update public.leads set status = 'booked', updated_at = now() where id = p_lead_id and status in ('new', 'called_back') $$;

-- Books a visit for a lead. Returns the appointment, or null when the crew is taken. The same wish said twice is one
-- appointment; a later wish of the same call moves it.
create function private.book(p_lead public.leads, p_call_id uuid, p_starts_at timestamptz, p_minutes integer,
    p_service text, p_address text, p_requested_at timestamptz, p_confirmed boolean) returns public.appointments
language plpgsql set search_path = ''
as $$
declare
    v public.appointments;
    v_ends timestamptz := p_starts_at + make_interval(mins => p_minutes);
    v_busy tstzrange;
begin
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

-- What Paul's booking tool calls: the lead may not have been said yet, and a wish is kept even when the slot is taken.
create function private.book_from_call(p_call_id uuid, p_lead jsonb, p_starts_at timestamptz, p_minutes integer,
    p_requested_at timestamptz, p_confirmed boolean)
returns table (appointment_id uuid, starts_at timestamptz)
language plpgsql set search_path = ''
as $$
declare
    c public.vapi_calls;
    v_lead public.leads;
    v public.appointments;
begin
    select * into c from public.vapi_calls where id = p_call_id for no key update;
    v_lead := private.save_lead(c, p_lead, 'booking', p_requested_at);
    v := private.book(v_lead, c.id, p_starts_at, p_minutes, p_lead ->> 'service', p_lead ->> 'address', p_requested_at,
                      p_confirmed);
    if c.status = 'ended' then perform private.settle_call(c.id); end if;
    if v.id is not null then return query select v.id, v.starts_at; end if;
end $$;

create function private.save_lead_from_call(p_call_id uuid, p_lead jsonb, p_happened_at timestamptz) returns text
language plpgsql set search_path = ''
as $$
declare
    c public.vapi_calls;
    v public.leads;
begin
    select * into c from public.vapi_calls where id = p_call_id for no key update;
    v := private.save_lead(c, p_lead, 'tool', p_happened_at);
    if c.status = 'ended' then perform private.settle_call(c.id); end if;
    return v.ref;
end $$;

-- Keeps the answer given to a tool call, so that the same call asked again gets the same answer.
create function private.keep_answer(p_call_id uuid, p_tool_call_id text, p_tool_name text, p_at timestamptz,
    p_text text, p_ok boolean, p_ms integer) returns void
language sql set search_path = ''
as $$
    insert into public.call_logs as l (call_id, at, kind, source, tool_call_id, tool_name, text, tool_ok, tool_ms, answered_at)
    values (p_call_id, p_at, 'tool', 'live', p_tool_call_id, p_tool_name, p_text, p_ok, p_ms, now())
    on conflict (call_id, tool_call_id) where kind = 'tool' do update set
        at = least(l.at, excluded.at), source = 'live', text = excluded.text, tool_ok = excluded.tool_ok,
        tool_ms = excluded.tool_ms, answered_at = excluded.answered_at
$$;

-- Everything the search for free slots needs, from p_from on, over the horizon.
create function private.calendar(p_from timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object(
        'slot_minutes', s.slot_minutes, 'step_minutes', s.step_minutes, 'travel_minutes', s.travel_minutes,
        'horizon_days', s.horizon_days, 'time_zone', s.time_zone,
        'hours', (select coalesce(jsonb_agg(jsonb_build_object('weekday', h.weekday, 'opens', h.opens, 'closes', h.closes)
                                            order by h.weekday), '[]') from public.opening_hours h),
        'busy', (select coalesce(jsonb_agg(jsonb_build_array(lower(a.busy), upper(a.busy)) order by a.starts_at), '[]')
                 from public.appointments a
                 where a.status = 'booked' and a.starts_at >= p_from - interval '1 day'
                   and a.starts_at < p_from + make_interval(days => s.horizon_days + 1)))
    from public.booking_settings s
$$;

-- Carries out the tool calls of one message, all or nothing. Each step was worked out in Python: `lead` saves one, `book`
-- books, `say` only answers; `{ref}` in the words becomes the file number. A call answered before gets the same answer. A
-- booking whose slot is taken comes back without an answer: Python then finds another slot to offer.
create function private.carry_out(p_facts jsonb, p_happened_at timestamptz, p_steps jsonb) returns jsonb
language plpgsql set search_path = ''
as $$
declare
    c public.vapi_calls := private.touch_call(p_facts -> 'call', p_happened_at, true);
    s record;
    v_answer text;
    v_ok boolean;
    v_started timestamptz;
    v_answers jsonb := '[]';
begin
    for s in select * from jsonb_to_recordset(p_steps) as x(id text, name text, action text, lead jsonb,
            starts_at timestamptz, minutes integer, confirmed boolean, say text, ok boolean) loop
        select g.text, g.tool_ok into v_answer, v_ok from public.call_logs g
        where g.call_id = c.id and g.tool_call_id = s.id and g.kind = 'tool' and g.answered_at is not null;
        if not found then
            v_started := clock_timestamp();
            v_answer := s.say;
            v_ok := s.ok;
            if s.action = 'lead' then
                v_answer := replace(s.say, '{ref}', private.save_lead_from_call(c.id, s.lead, p_happened_at));
            elsif s.action = 'book' and not exists (select 1 from private.book_from_call(c.id, s.lead, s.starts_at,
                    s.minutes, p_happened_at, s.confirmed)) then
                v_answer := null;
                v_ok := false;
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

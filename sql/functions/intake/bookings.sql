-- Booking: the exclusion constraint decides who gets a slot, these functions only ask.
create or replace function private.booked_for(p_lead_id uuid) returns void
language plpgsql set search_path = ''
as $$
begin
    update public.leads set status = 'booked', updated_at = now() where id = p_lead_id
        and status in ('new', 'called_back');
end $$;

-- Books the visit that this call asks for, or moves it: the last wish of the caller holds, unless another visit was
-- asked for as such, or for whoever was somebody else at that time (p_apart: when those were asked for). Null when the
-- slot is taken.
create or replace function private.book_visit(
    p_lead public.leads, p_call_id uuid, p_starts_at timestamptz, p_minutes integer, p_service text, p_address text,
    p_requested_at timestamptz, p_confirmed boolean, p_another boolean default false,
    p_apart timestamptz[] default '{}') returns public.appointments
language plpgsql set search_path = ''
as $$
declare
    v public.appointments;
    v_ends timestamptz := p_starts_at + make_interval(mins => p_minutes);
begin
    perform pg_advisory_xact_lock(hashtext('drain.book'));
    select * into v from public.appointments
    -- What a test books may be cancelled already; the last wish is told of it all the same.
    where lead_id = p_lead.id and (status = 'booked' or is_test) and call_id is not distinct from p_call_id
      and (not p_another or starts_at = p_starts_at) and requested_at <> all (p_apart)
    order by requested_at desc limit 1 for no key update;
    if found and v.requested_at > p_requested_at then return v; end if;
    begin
        if found then
            update public.appointments a set starts_at = p_starts_at, ends_at = v_ends, service = p_service,
                busy = tstzrange(p_starts_at, v_ends + make_interval(mins => s.travel_minutes)),
                address = p_address, requested_at = p_requested_at,
                confirmed = p_confirmed or a.confirmed and a.starts_at = p_starts_at
            from public.booking_settings s where a.id = v.id returning a.* into v;
        else
            insert into public.appointments (lead_id, call_id, starts_at, ends_at, busy, service, address, confirmed,
                                             requested_at, is_test, is_demo)
            select p_lead.id, p_call_id, p_starts_at, v_ends,
                   tstzrange(p_starts_at, v_ends + make_interval(mins => s.travel_minutes)), p_service, p_address,
                   p_confirmed, p_requested_at, p_lead.is_test, p_lead.is_demo
            from public.booking_settings s returning * into v;
        end if;
    exception when exclusion_violation then
        return null;
    end;
    if p_confirmed then perform private.booked_for(p_lead.id); end if;
    return v;
end $$;

-- Where the visit of a step is: a booking that comes late may say an address that was put right since.
create or replace function private.address_of_step(p_step jsonb) returns text
language plpgsql stable set search_path = ''
as $$
declare v_address text;
begin
    select v.address into v_address
    from jsonb_to_recordset(p_step -> 'told' -> 'people') as p(visits jsonb),
        jsonb_to_recordset(p.visits) as v(key text, address text)
    where v.key = 'tool:' || (p_step ->> 'id');
    return coalesce(v_address, p_step -> 'lead' ->> 'address');
end $$;

-- Books what a step of Paul's asks for. The step names the visit of this call that it replaces, of which the answer
-- tells what became of it: that it moved is kept.
create or replace function private.book_step(p_lead public.leads, c public.vapi_calls, p_step jsonb,
    p_happened_at timestamptz) returns public.appointments
language plpgsql set search_path = ''
as $$
declare
    v public.appointments;
    v_from timestamptz;
begin
    if p_step ->> 'visit_id' is not null then
        select a.starts_at into v_from from public.appointments a where a.id = (p_step ->> 'visit_id')::uuid;
    end if;
    v := private.book_visit(p_lead, c.id, (p_step ->> 'starts_at')::timestamptz, (p_step ->> 'minutes')::integer,
        p_step -> 'lead' ->> 'service', private.address_of_step(p_step), p_happened_at,
        (p_step ->> 'confirmed')::boolean, coalesce((p_step ->> 'another')::boolean, false),
        array(select jsonb_array_elements_text(p_step -> 'apart'))::timestamptz[]);
    if v.id = (p_step ->> 'visit_id')::uuid and v_from <> v.starts_at then
        perform private.note_change(v, c, p_step, 'moved', v_from, p_happened_at);
    end if;
    if v.id is not null and v.confirmed then perform private.settle_wishes(c.id, 'booked', p_happened_at); end if;
    return v;
end $$;

-- Carries out the tool calls of one message, all or nothing. Each step was worked out in Python: `lead` saves one,
-- `book` books, `wish` keeps a wish that nobody can discuss any more, `move`, `cancel` and `keep` change a visit that
-- stands, `say` only answers; `{ref}` in the words becomes the file number. A call answered before gets the same
-- answer. A booking whose slot is taken is noted as its `wish`; a step that could not be carried out comes back
-- without an answer, with what stood in its way: Python then finds other words.
create or replace function private.carry_out(p_facts jsonb, p_happened_at timestamptz, p_steps jsonb) returns jsonb
language plpgsql set search_path = ''
as $$
declare
    c public.vapi_calls := private.touch_call(p_facts -> 'call', p_happened_at, true);
    s jsonb;
    d record;
    v_answer text;
    v_ok boolean;
    v_came_to text;
    v_started timestamptz;
    v_answers jsonb := '[]';
begin
    for s in select jsonb_array_elements(p_steps) loop
        select g.text, g.tool_ok into v_answer, v_ok from public.call_logs g
        where g.call_id = c.id and g.tool_call_id = s ->> 'id' and g.kind = 'tool' and g.answered_at is not null;
        v_came_to := 'done';
        if not found then
            v_started := clock_timestamp();
            if s ->> 'action' in ('move', 'cancel', 'keep') then
                v_came_to := private.change_visit(c, s, p_happened_at);
                v_answer := s ->> 'say';
            else
                d := private.use_tool(c, s, p_happened_at);
                v_came_to := case when d.done then 'done' else 'taken' end;
                v_answer := replace(s ->> 'say', '{ref}', coalesce(d.ref, ''));
                if (s ->> 'asks')::boolean then
                    perform private.ask_change(c, s ->> 'id', d.ref, p_happened_at);
                end if;
            end if;
            v_ok := v_came_to = 'done' and (s ->> 'ok')::boolean;
            if v_came_to = 'done' then
                perform private.keep_answer(c.id, s ->> 'id', s ->> 'name', p_happened_at, v_answer, v_ok,
                    (extract(epoch from clock_timestamp() - v_started) * 1000)::integer);
            else
                v_answer := null;
            end if;
        end if;
        v_answers := v_answers || jsonb_build_object('call_id', c.id, 'text', v_answer, 'ok', v_ok,
            'came_to', v_came_to);
    end loop;
    if c.status = 'ended' then perform private.settle_call(c.id); end if;
    return v_answers;
end $$;

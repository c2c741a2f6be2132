-- Writes what a call comes down to: its people as Python computed them from all that was said in it
-- (backend/intake/people.py), each of them a lead, laid under what people wrote.

-- p_told: `known` statements of `call` are what Python knew of; `new` are those of this message; `people` are all of
-- the call, each with the `keys` of what was said of them. Returns the lead of p_key. Raises DF490, the call in its
-- detail, when Python did not know all.
create or replace function private.write_people(c public.vapi_calls, p_told jsonb, p_key text) returns public.leads
language plpgsql set search_path = ''
as $$
declare v_known integer := (p_told ->> 'known')::integer;
begin
    if v_known <> (select count(*) from private.statements s where s.call_id = c.id)
            or v_known > 0 and c.id <> (p_told ->> 'call')::uuid then
        raise exception using errcode = 'DF490', message = 'call_says_more', detail = c.id::text;
    end if;
    return private.write_leads(c, p_told -> 'people', p_told -> 'new', v_known, p_key);
end $$;

-- A lead a person, and p_new, the statements that come to the p_known ones, beside their lead; what a lead that people
-- changed may still take is in them.
create or replace function private.write_leads(c public.vapi_calls, p_people jsonb, p_new jsonb, p_known integer,
    p_key text) returns public.leads
language plpgsql set search_path = ''
as $$
declare
    v_taken uuid[] := '{}';
    v public.leads;
    v_mine public.leads;
    p record;
begin
    for p in select x.* from jsonb_to_recordset(p_people)
            as x(keys text[], source text, since timestamptz, note text, lead jsonb, visits jsonb) loop
        v := private.lead_of_person(c.id, p.keys, v_taken);
        if v.id is null then
            v := private.new_lead(c, jsonb_populate_record(null::public.leads, p.lead), p.source, p.since, p.note);
        elsif v.version = 1 and v.source <> 'console' then
            if p_known > 1 then perform private.absorb_leads(c.id, v.id, p.keys); end if;
            v := private.retell_lead(v, jsonb_populate_record(null::public.leads, p.lead), p.source, p.since, p.note);
            if p.visits <> '[]' then perform private.place_visits(c.id, v.id, p.visits); end if;
        else
            perform private.complete_lead(v, n.facts, n.note, p.since)
            from jsonb_to_recordset(p_new) as n(key text, facts jsonb, note text) where n.key = any (p.keys);
        end if;
        insert into private.statements (call_id, key, source, said_at, facts, note, lead_id)
        select c.id, x.key, x.source, x.said_at, x.facts, x.note, v.id
        from jsonb_to_recordset(p_new) as x(key text, source text, said_at timestamptz, facts jsonb, note text)
        where x.key = any (p.keys);
        if p_known > 0 then
            update private.statements s set lead_id = v.id
            where s.call_id = c.id and s.key = any (p.keys) and s.lead_id is distinct from v.id;
        end if;
        v_taken := v_taken || v.id;
        if p.visits <> '[]' and jsonb_array_length(p_people) > 1 then
            perform private.gather_visits(c.id, v.id, p.visits);
        end if;
        if p_key = any (p.keys) then v_mine := v; end if;
    end loop;
    return v_mine;
end $$;

-- The lead that these statements made before, or that a person made of the call.
create or replace function private.lead_of_person(p_call_id uuid, p_keys text[], p_taken uuid[]) returns public.leads
language plpgsql stable set search_path = ''
as $$
declare v public.leads;
begin
    select l.* into v from public.leads l,
        lateral (select count(*) as said, count(*) filter (where s.key = any (p_keys)) as own
                 from private.statements s where s.call_id = p_call_id and s.lead_id = l.id) n
    where l.call_id = p_call_id and l.id <> all (p_taken) and (n.own > 0 or n.said = 0)
    order by n.own desc, l.created_at, l.id limit 1;
    return v;
end $$;

create or replace function private.new_lead(c public.vapi_calls, p public.leads, p_source text, p_said_at timestamptz,
    p_note text) returns public.leads
language plpgsql set search_path = ''
as $$
declare
    v public.leads;
    v_number text := nextval('private.lead_number')::text;
begin
    insert into public.leads (ref, call_id, source, created_at, name, phone, address, city, postal_code, service,
                              description, client_type, urgency, note, is_test, is_demo)
    -- Never cut: lpad() shortens what is longer than its width.
    values ('DF-' || to_char(p_said_at at time zone 'America/Toronto', 'YYYY') || '-'
                || lpad(v_number, greatest(4, length(v_number)), '0'),
            c.id, p_source, p_said_at, p.name, p.phone, p.address, p.city, p.postal_code, p.service, p.description,
            p.client_type, coalesce(p.urgency, 'normal'), p_note, c.is_test, c.is_demo)
    returning * into v;
    return v;
end $$;

-- A lead that nobody touched becomes what was said.
create or replace function private.retell_lead(v public.leads, p public.leads, p_source text, p_said_at timestamptz,
    p_note text) returns public.leads
language plpgsql set search_path = ''
as $$
begin
    -- Compared before it is written: most of what is said later adds nothing.
    if (v.source, v.created_at, v.name, v.phone, v.address, v.city, v.postal_code, v.service, v.description,
            v.client_type, v.urgency, v.note) is not distinct from (p_source, p_said_at, p.name, p.phone, p.address,
            p.city, p.postal_code, p.service, p.description, p.client_type, coalesce(p.urgency, 'normal'), p_note) then
        return v;
    end if;
    update public.leads l set source = p_source, created_at = p_said_at, updated_at = now(), name = p.name,
        phone = p.phone, address = p.address, city = p.city, postal_code = p.postal_code, service = p.service,
        description = p.description, client_type = p.client_type, urgency = coalesce(p.urgency, 'normal'), note = p_note
    where l.id = v.id returning * into v;
    return v;
end $$;

-- One lead of the call turned out to be two people: each takes the visits that were booked for them along. A lead that
-- people changed keeps what it has.
create or replace function private.gather_visits(p_call_id uuid, p_lead_id uuid, p_visits jsonb) returns void
language plpgsql set search_path = ''
as $$
declare
    v_from uuid[];
    v_confirmed boolean;
begin
    with moved as (
        update public.appointments a set lead_id = p_lead_id
        from jsonb_to_recordset(p_visits) as p(at timestamptz), public.leads l
        where a.call_id = p_call_id and a.requested_at = p.at and a.lead_id <> p_lead_id and l.id = a.lead_id
          and l.version = 1 and l.call_id = p_call_id
        returning l.id as left_lead, a.confirmed and a.status = 'booked' as stands)
    select array_agg(left_lead), bool_or(stands) into v_from, v_confirmed from moved;
    if v_from is null then return; end if;
    if v_confirmed then perform private.booked_for(p_lead_id); end if;
    update public.leads l set status = 'new' where l.id = any (v_from) and l.status = 'booked' and l.version = 1
      and not exists (select 1 from public.appointments a
                      where a.lead_id = l.id and a.status = 'booked' and a.confirmed);
end $$;

-- The visits that the call booked for a lead are where its caller last said: whoever drives there reads the visit. One
-- that a person booked was asked for at another moment, and stays as they wrote it.
create or replace function private.place_visits(p_call_id uuid, p_lead_id uuid, p_visits jsonb) returns void
language plpgsql set search_path = ''
as $$
begin
    update public.appointments a set address = p.address
    from jsonb_to_recordset(p_visits) as p(at timestamptz, address text)
    -- A test's visit is cancelled as soon as it is booked; it is told of all the same.
    where a.call_id = p_call_id and a.lead_id = p_lead_id and (a.status = 'booked' or a.is_test)
      and a.requested_at = p.at and a.address <> p.address;
end $$;

-- What people wrote lies over what is said: such a lead only takes what it has not. What they took away is not said
-- again, for only new words are taken.
create or replace function private.complete_lead(v public.leads, p_facts jsonb, p_note text, p_since timestamptz)
    returns void
language plpgsql set search_path = ''
as $$
declare p public.leads := jsonb_populate_record(null::public.leads, p_facts);
begin
    update public.leads l set created_at = least(l.created_at, p_since), updated_at = now(),
        name = coalesce(l.name, p.name), phone = coalesce(l.phone, p.phone), address = coalesce(l.address, p.address),
        city = coalesce(l.city, p.city), postal_code = coalesce(l.postal_code, p.postal_code),
        service = coalesce(l.service, p.service), description = coalesce(l.description, p.description),
        client_type = coalesce(l.client_type, p.client_type), note = concat_ws(E'\n', nullif(l.note, ''), p_note)
    where l.id = v.id;
end $$;

-- Two leads of the call turned out to be one person: untouched by anyone, the other gives its visits and goes.
create or replace function private.absorb_leads(p_call_id uuid, p_lead_id uuid, p_keys text[]) returns void
language plpgsql set search_path = ''
as $$
declare v_others uuid[];
begin
    select array_agg(distinct l.id) into v_others
    from private.statements s join public.leads l on l.id = s.lead_id
    where s.call_id = p_call_id and s.key = any (p_keys) and l.id <> p_lead_id and l.version = 1
      and not exists (select 1 from private.statements o where o.lead_id = l.id and o.key <> all (p_keys));
    if v_others is null then return; end if;
    update public.appointments set lead_id = p_lead_id where lead_id = any (v_others);
    if exists (select 1 from public.appointments a where a.lead_id = p_lead_id and a.status = 'booked'
        and a.confirmed) then
        perform private.booked_for(p_lead_id);
    end if;
    -- What one of them asked a person to change since is still to be done.
    update public.leads l set status = 'new'
    from public.appointments a join public.appointment_changes x on x.call_id = a.call_id
    where l.id = p_lead_id and l.status = 'booked' and a.lead_id = l.id and a.status = 'booked'
      and x.kind = 'asked' and x.requested_at > a.requested_at;
    delete from public.leads where id = any (v_others);
end $$;

-- What could not be booked any more stays as a note, for the person who calls back.
create or replace function private.note_wish(p_call_id uuid, p_tool_call_id text, p_lead_id uuid, p_wish text)
    returns void
language plpgsql set search_path = ''
as $$
begin
    update private.statements s set note = p_wish where s.call_id = p_call_id and s.key = 'tool:' || p_tool_call_id;
    update public.leads set note = concat_ws(E'\n', nullif(note, ''), p_wish), updated_at = now() where id = p_lead_id;
end $$;

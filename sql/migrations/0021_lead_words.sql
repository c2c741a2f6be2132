-- What was said of each person in a call, with its moment: a lead is told from all of it anew, so that it comes out the same
-- in whatever order the messages come. What a person wrote is never gone over: such a lead is only completed.

create table private.lead_words (
    call_id uuid not null references public.vapi_calls (id) on delete cascade,
    -- `tool:` and the tool call's id, `report`, or `lead:` and the id of a lead older than this table.
    key text not null,
    source text not null check (source in ('tool', 'booking', 'report')),
    said_at timestamptz not null,
    facts jsonb not null,
    lead_id uuid references public.leads (id) on delete set null,
    primary key (call_id, key)
);
create index lead_words_lead on private.lead_words (lead_id);
alter table private.lead_words enable row level security;
revoke all on table private.lead_words from public, anon, authenticated, service_role;
grant select, insert, update, delete on table private.lead_words to service_role;

insert into private.lead_words (call_id, key, source, said_at, facts, lead_id)
select l.call_id, 'lead:' || l.id, l.source, l.created_at, jsonb_build_object('name', l.name, 'phone', l.phone,
    'address', l.address, 'city', l.city, 'postal_code', l.postal_code, 'service', l.service,
    'description', l.description, 'client_type', l.client_type, 'urgency', l.urgency), l.id
from public.leads l where l.call_id is not null and l.source <> 'console';

-- Whom each of a call's words is about. A person is a phone number; without one, the number that the same name gave, or the
-- name. A report is about whom it names, else about the first person who was spoken of, whatever it heard.
create function private.people_of(p_call_id uuid)
returns table (key text, source text, said_at timestamptz, lead_id uuid, person text)
language sql stable set search_path = ''
as $$
    with w as (select x.*, x.facts ->> 'phone' as phone, private.fold(x.facts ->> 'name') as name
               from private.lead_words x where x.call_id = p_call_id),
         live as (select w.*, coalesce(w.phone, (select o.phone from w o where o.source <> 'report' and o.phone is not null
                      and o.name = w.name and w.name <> '' order by o.said_at, o.key limit 1), w.name) as person
                  from w where w.source <> 'report')
    select l.key, l.source, l.said_at, l.lead_id, l.person from live l
    union all
    select r.key, r.source, r.said_at, r.lead_id, coalesce((select l.person from live l where l.person = r.phone limit 1),
        (select l.person from live l order by l.said_at, l.key limit 1), r.phone, r.name)
    from w r where r.source = 'report'
$$;

-- These words as one: what Paul saved goes over what he booked with, that over the report, and the last said over the first.
create function private.told(p_call_id uuid, p_keys text[]) returns public.leads
language sql stable set search_path = ''
as $$
    select jsonb_populate_record(null::public.leads, coalesce(jsonb_object_agg(e.key, e.value
        order by array_position(array['report', 'booking', 'tool'], w.source), w.said_at, w.key), '{}'))
    from private.lead_words w, jsonb_each(jsonb_strip_nulls(w.facts)) e
    where w.call_id = p_call_id and w.key = any (p_keys)
$$;

-- The lead that a person's words made before, or that people made for that person; null when there is none.
create function private.lead_of_words(p_call_id uuid, p_person text, p_keys text[], p_only_report boolean, p_taken uuid[])
returns public.leads
language sql stable set search_path = ''
as $$
    select l.* from public.leads l,
        lateral (select count(*) filter (where w.key = any (p_keys)) as own, count(*) as words,
                        count(*) filter (where w.key = any (p_keys) and w.source <> 'report') as live
                 from private.lead_words w where w.lead_id = l.id) n
    where l.call_id = p_call_id and (l.version > 1 or l.id <> all (p_taken))
      and (n.own > 0 or p_only_report and l.version > 1
           or coalesce(l.phone, private.fold(l.name)) = p_person and (l.version > 1 or n.words = 0))
    order by n.live > 0 desc, l.created_at, l.id limit 1
$$;

-- Two leads of the call turned out to be one person: untouched by anyone, the other gives its visits and goes.
create function private.absorb_leads(p_call_id uuid, p_lead_id uuid, p_keys text[]) returns void
language plpgsql set search_path = ''
as $$
declare v_others uuid[];
begin
    select array_agg(l.id) into v_others from public.leads l
    where l.call_id = p_call_id and l.id <> p_lead_id and l.version = 1
      and exists (select 1 from private.lead_words w where w.lead_id = l.id and w.key = any (p_keys))
      and not exists (select 1 from private.lead_words w where w.lead_id = l.id and w.key <> all (p_keys));
    if v_others is null then return; end if;
    update public.appointments set lead_id = p_lead_id where lead_id = any (v_others);
    if exists (select 1 from public.appointments a where a.lead_id = p_lead_id and a.status = 'booked' and a.confirmed) then
        perform private.booked_for(p_lead_id);
    end if;
    delete from public.leads where id = any (v_others);
end $$;

create function private.new_lead(c public.vapi_calls, p public.leads, p_source text, p_said_at timestamptz)
returns public.leads
language sql set search_path = ''
as $$
    insert into public.leads (ref, call_id, source, created_at, name, phone, address, city, postal_code, service,
                              description, client_type, urgency, is_test, is_demo)
    values ('DF-' || to_char(p_said_at at time zone 'America/Toronto', 'YYYY') || '-'
                || lpad(nextval('private.lead_number')::text, 4, '0'),
            c.id, p_source, p_said_at, p.name, p.phone, p.address, p.city, p.postal_code, p.service, p.description,
            p.client_type, coalesce(p.urgency, 'normal'), c.is_test, c.is_demo)
    returning *
$$;

-- An untouched lead becomes what was told.
create function private.retell_lead(v public.leads, p public.leads, p_source text, p_said_at timestamptz) returns public.leads
language plpgsql set search_path = ''
as $$
begin
    update public.leads l set source = p_source, created_at = p_said_at, updated_at = now(), name = p.name, phone = p.phone,
        address = p.address, city = p.city, postal_code = p.postal_code, service = p.service, description = p.description,
        client_type = p.client_type, urgency = coalesce(p.urgency, 'normal')
    where l.id = v.id and (l.source, l.created_at, l.name, l.phone, l.address, l.city, l.postal_code, l.service,
            l.description, l.client_type, l.urgency) is distinct from (p_source, p_said_at, p.name, p.phone, p.address, p.city,
            p.postal_code, p.service, p.description, p.client_type, coalesce(p.urgency, 'normal'));
    select * into v from public.leads where id = v.id;
    return v;
end $$;

-- A lead that people changed only takes what it has not.
create function private.complete_lead(v public.leads, p_facts jsonb, p_said_at timestamptz) returns public.leads
language plpgsql set search_path = ''
as $$
declare p public.leads := jsonb_populate_record(null::public.leads, p_facts);
begin
    if private.adds_nothing(v, p_facts) and v.created_at <= p_said_at then return v; end if;
    update public.leads l set created_at = least(l.created_at, p_said_at), updated_at = now(),
        name = coalesce(l.name, p.name), phone = coalesce(l.phone, p.phone), address = coalesce(l.address, p.address),
        city = coalesce(l.city, p.city), postal_code = coalesce(l.postal_code, p.postal_code),
        service = coalesce(l.service, p.service), description = coalesce(l.description, p.description),
        client_type = coalesce(l.client_type, p.client_type)
    where l.id = v.id returning * into v;
    return v;
end $$;

create or replace function private.adds_nothing(l public.leads, p_facts jsonb) returns boolean
language sql immutable set search_path = ''
as $$
    select (l.name is not null or p_facts ->> 'name' is null) and (l.phone is not null or p_facts ->> 'phone' is null)
        and (l.address is not null or p_facts ->> 'address' is null) and (l.city is not null or p_facts ->> 'city' is null)
        and (l.postal_code is not null or p_facts ->> 'postal_code' is null)
        and (l.service is not null or p_facts ->> 'service' is null)
        and (l.description is not null or p_facts ->> 'description' is null)
        and (l.client_type is not null or p_facts ->> 'client_type' is null)
$$;

-- Keeps these words and brings the call's leads up to date with all of them; the lead they are about is returned. The call's
-- row must be locked. p_key tells one tool call from another; a lead made by people (`console`) has no words.
drop function private.save_lead(public.vapi_calls, jsonb, text, timestamptz);
create function private.save_lead(c public.vapi_calls, p_facts jsonb, p_source text, p_happened_at timestamptz,
    p_key text default null) returns public.leads
language plpgsql set search_path = ''
as $$
declare
    v public.leads;
    v_mine public.leads;
    v_key text := coalesce(p_key, p_source);
    v_taken uuid[] := '{}';
    g record;
begin
    if p_source = 'console' then
        return private.new_lead(c, jsonb_populate_record(null::public.leads, p_facts), p_source, p_happened_at);
    end if;
    insert into private.lead_words (call_id, key, source, said_at, facts) values (c.id, v_key, p_source, p_happened_at, p_facts)
    on conflict (call_id, key) do update set source = excluded.source, said_at = excluded.said_at, facts = excluded.facts;
    -- Leads that stay whose they are come first, so that none is given a number that another is about to leave.
    for g in select x.person, array_agg(x.key) as keys, min(x.said_at) as said_at, bool_and(x.source = 'report') as only_report,
                 case when bool_or(x.source = 'tool') then 'tool' when bool_or(x.source = 'booking') then 'booking' else 'report' end as source
             from private.people_of(c.id) x left join public.leads l on l.id = x.lead_id
             group by x.person
             order by bool_or(coalesce(coalesce(l.phone, private.fold(l.name)) = x.person, false) and x.source <> 'report') desc,
                 bool_or(l.id is not null and x.source <> 'report') desc, min(x.said_at), x.person loop
        v := private.lead_of_words(c.id, g.person, g.keys, g.only_report, v_taken);
        if v.id is null then
            v := private.new_lead(c, private.told(c.id, g.keys), g.source, g.said_at);
        elsif v.version = 1 then
            perform private.absorb_leads(c.id, v.id, g.keys);
            v := private.retell_lead(v, private.told(c.id, g.keys), g.source, g.said_at);
        elsif v_key = any (g.keys) then
            v := private.complete_lead(v, p_facts, p_happened_at);
        end if;
        update private.lead_words w set lead_id = v.id
        where w.call_id = c.id and w.key = any (g.keys) and w.lead_id is distinct from v.id;
        v_taken := v_taken || v.id;
        if v_key = any (g.keys) then v_mine := v; end if;
    end loop;
    return v_mine;
end $$;
drop function private.find_lead(uuid, text, text, text);

drop function private.save_lead_from_call(uuid, jsonb, timestamptz);
create function private.save_lead_from_call(p_call_id uuid, p_tool_call_id text, p_lead jsonb, p_happened_at timestamptz)
returns public.leads
language plpgsql set search_path = ''
as $$
declare
    c public.vapi_calls;
    v public.leads;
begin
    select * into c from public.vapi_calls where id = p_call_id for no key update;
    v := private.save_lead(c, p_lead, 'tool', p_happened_at, 'tool:' || p_tool_call_id);
    if c.status = 'ended' then perform private.settle_call(c.id); end if;
    return v;
end $$;

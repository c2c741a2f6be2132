-- What was said of each person in a call is kept with its moment, and a lead is told anew from all of it: it comes out
-- the same in whatever order the messages come. What a person wrote is never gone over: such a lead is only completed.

-- Which lead each word belongs to, in a call that speaks of several people or of somebody new; returns the lead of
-- p_key.
create or replace function private.sort_words(c public.vapi_calls, p_key text, p_facts jsonb,
    p_happened_at timestamptz) returns public.leads
language plpgsql set search_path = ''
as $$
declare
    v public.leads;
    v_mine public.leads;
    v_taken uuid[] := '{}';
    g record;
begin
    -- Leads that stay whose they are come first, so that none is given a number that another is about to leave.
    for g in select x.person, array_agg(x.key) as keys, min(x.said_at) as said_at,
        bool_and(x.source = 'report') as only_report,
                 case when bool_or(x.source = 'tool') then 'tool' when bool_or(x.source = 'booking') then 'booking'
                     else 'report' end as source
             from private.people_of(c.id) x left join public.leads l on l.id = x.lead_id
             group by x.person
             order by bool_or(coalesce(coalesce(l.phone, private.fold(l.name)) = x.person, false)
                 and x.source <> 'report') desc,
                 bool_or(l.id is not null and x.source <> 'report') desc, min(x.said_at), x.person loop
        v := private.lead_of_words(c.id, g.person, g.keys, g.only_report, v_taken);
        if v.id is null then
            v := private.new_lead(c, private.lead_as_said(c.id, g.keys), g.source, g.said_at);
        elsif v.version = 1 then
            perform private.absorb_leads(c.id, v.id, g.keys);
            v := private.retell_lead(v, private.lead_as_said(c.id, g.keys), g.source, g.said_at);
        elsif p_key = any (g.keys) then
            v := private.complete_lead(v, p_facts, p_happened_at);
        end if;
        update private.lead_words w set lead_id = v.id
        where w.call_id = c.id and w.key = any (g.keys) and w.lead_id is distinct from v.id;
        v_taken := v_taken || v.id;
        if p_key = any (g.keys) then v_mine := v; end if;
    end loop;
    return v_mine;
end $$;

-- Whom each of a call's words is about. A person is a phone number; without one, the number that the same name gave, or
-- the name. A report is about whom it names, else about the first person who was spoken of, whatever it heard.
create or replace function private.people_of(p_call_id uuid)
returns table (key text, source text, said_at timestamptz, lead_id uuid, person text)
-- Told that a call speaks of few people, Postgres looks their leads up; told nothing it expects a thousand, and read
-- the whole table for each message.
language plpgsql stable rows 2 set search_path = ''
as $$
#variable_conflict use_column
begin
    return query
    with w as (select x.*, x.facts ->> 'phone' as phone, private.fold(x.facts ->> 'name') as name
               from private.lead_words x where x.call_id = p_call_id),
         live as (select w.*, coalesce(w.phone, (select o.phone from w o where o.source <> 'report'
             and o.phone is not null
                      and o.name = w.name and w.name <> '' order by o.said_at, o.key limit 1), w.name) as person
                  from w where w.source <> 'report')
    select l.key, l.source, l.said_at, l.lead_id, l.person from live l
    union all
    select r.key, r.source, r.said_at, r.lead_id, coalesce((select l.person from live l
        where l.person = r.phone limit 1),
        (select l.person from live l order by l.said_at, l.key limit 1), r.phone, r.name)
    from w r where r.source = 'report';
end $$;

-- All that a call said of one person, later and surer words over earlier ones; `source` and `created_at` are the surest
-- source and the first word. Every word of the call when p_keys is null.
create or replace function private.lead_as_said(p_call_id uuid, p_keys text[]) returns public.leads
language plpgsql stable set search_path = ''
as $$
declare
    w record;
    v_words jsonb := '{}';
    v_source text;
    v_since timestamptz;
begin
    for w in select x.source, x.said_at, x.facts from private.lead_words x
             where x.call_id = p_call_id and (p_keys is null or x.key = any (p_keys))
             order by array_position(array['report', 'booking', 'tool'], x.source), x.said_at, x.key loop
        v_words := v_words || jsonb_strip_nulls(w.facts);
        v_source := w.source;
        v_since := least(v_since, w.said_at);
    end loop;
    return jsonb_populate_record(null::public.leads, v_words
        || jsonb_build_object('source', v_source, 'created_at', v_since));
end $$;

-- The lead that a person's words made before, or that people made for that person; null when there is none.
create or replace function private.lead_of_words(
    p_call_id uuid, p_person text, p_keys text[], p_only_report boolean, p_taken uuid[]) returns public.leads
language plpgsql stable set search_path = ''
as $$
declare v public.leads;
begin
    select l.* into v from public.leads l,
        lateral (select count(*) filter (where w.key = any (p_keys)) as own, count(*) as words,
                        count(*) filter (where w.key = any (p_keys) and w.source <> 'report') as live
                 from private.lead_words w where w.lead_id = l.id) n
    where l.call_id = p_call_id and (l.version > 1 or l.id <> all (p_taken))
      and (n.own > 0 or p_only_report and l.version > 1
           or coalesce(l.phone, private.fold(l.name)) = p_person and (l.version > 1 or n.words = 0))
    order by n.live > 0 desc, l.created_at, l.id limit 1;
    return v;
end $$;

-- True when everything these words could fill is filled already.
create or replace function private.adds_nothing(l public.leads, p_facts jsonb) returns boolean
language sql immutable set search_path = ''
as $$
    select (l.name is not null or p_facts ->> 'name' is null) and (l.phone is not null or p_facts ->> 'phone' is null)
        and (l.address is not null or p_facts ->> 'address' is null)
            and (l.city is not null or p_facts ->> 'city' is null)
        and (l.postal_code is not null or p_facts ->> 'postal_code' is null)
        and (l.service is not null or p_facts ->> 'service' is null)
        and (l.description is not null or p_facts ->> 'description' is null)
        and (l.client_type is not null or p_facts ->> 'client_type' is null)
$$;

-- The only lead of a call whose words so far all speak of this number: more words of the same number are its own.
create or replace function private.only_lead(p_call_id uuid, p_phone text, p_key text) returns public.leads
language plpgsql stable set search_path = ''
as $$
declare v public.leads;
begin
    select l.* into v from public.leads l
    where l.call_id = p_call_id and p_phone is not null
      and (select bool_and(w.lead_id is not distinct from l.id and w.facts ->> 'phone' is not distinct from p_phone)
           from private.lead_words w where w.call_id = p_call_id and w.key <> p_key)
      and not exists (select 1 from public.leads o where o.call_id = p_call_id and o.id <> l.id);
    return v;
end $$;

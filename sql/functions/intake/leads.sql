-- Leads as messages make and complete them.

-- What was said of one person: makes their lead, or tells it anew from all that was said so far.
create or replace function private.save_lead(
    c public.vapi_calls, p_facts jsonb, p_source text, p_happened_at timestamptz, p_key text default null)
        returns public.leads
language plpgsql set search_path = ''
as $$
declare
    v public.leads;
    v_told public.leads;
    v_key text := coalesce(p_key, p_source);
begin
    if p_source = 'console' then
        return private.new_lead(c, jsonb_populate_record(null::public.leads, p_facts), p_source, p_happened_at);
    end if;
    if not exists (select 1 from private.lead_words w where w.call_id = c.id)
            and not exists (select 1 from public.leads l where l.call_id = c.id) then
        v := private.new_lead(c, jsonb_populate_record(null::public.leads, p_facts), p_source, p_happened_at);
        insert into private.lead_words (call_id, key, source, said_at, facts, lead_id)
        values (c.id, v_key, p_source, p_happened_at, p_facts, v.id);
        return v;
    end if;
    v := private.only_lead(c.id, p_facts ->> 'phone', v_key);
    insert into private.lead_words as w (call_id, key, source, said_at, facts, lead_id)
    values (c.id, v_key, p_source, p_happened_at, p_facts, v.id)
    on conflict (call_id, key) do update set source = excluded.source, said_at = excluded.said_at,
        facts = excluded.facts, lead_id = coalesce(excluded.lead_id, w.lead_id);
    if v.id is null then return private.sort_words(c, v_key, p_facts, p_happened_at); end if;
    if v.version > 1 then return private.complete_lead(v, p_facts, p_happened_at); end if;
    v_told := private.lead_as_said(c.id, null);
    return private.retell_lead(v, v_told, v_told.source, v_told.created_at);
end $$;

create or replace function private.new_lead(c public.vapi_calls, p public.leads, p_source text, p_said_at timestamptz)
returns public.leads
language plpgsql set search_path = ''
as $$
declare
    v public.leads;
    v_number text := nextval('private.lead_number')::text;
begin
    insert into public.leads (ref, call_id, source, created_at, name, phone, address, city, postal_code, service,
                              description, client_type, urgency, is_test, is_demo)
    -- Never cut: lpad() shortens what is longer than its width.
    values ('DF-' || to_char(p_said_at at time zone 'America/Toronto', 'YYYY') || '-'
                || lpad(v_number, greatest(4, length(v_number)), '0'),
            c.id, p_source, p_said_at, p.name, p.phone, p.address, p.city, p.postal_code, p.service, p.description,
            p.client_type, coalesce(p.urgency, 'normal'), c.is_test, c.is_demo)
    returning * into v;
    return v;
end $$;

-- An untouched lead becomes what was told.
create or replace function private.retell_lead(v public.leads, p public.leads, p_source text, p_said_at timestamptz)
returns public.leads
language plpgsql set search_path = ''
as $$
declare n public.leads;
begin
    update public.leads l set source = p_source, created_at = p_said_at, updated_at = now(), name = p.name,
        phone = p.phone, address = p.address, city = p.city, postal_code = p.postal_code, service = p.service,
        description = p.description, client_type = p.client_type, urgency = coalesce(p.urgency, 'normal')
    where l.id = v.id and (l.source, l.created_at, l.name, l.phone, l.address, l.city, l.postal_code, l.service,
            l.description, l.client_type, l.urgency) is distinct from (p_source, p_said_at, p.name, p.phone, p.address,
            p.city, p.postal_code, p.service, p.description, p.client_type, coalesce(p.urgency, 'normal'))
    returning * into n;
    if not found then select * into n from public.leads where id = v.id; end if;
    return n;
end $$;

-- A lead that people changed only takes what it has not.
create or replace function private.complete_lead(v public.leads, p_facts jsonb, p_said_at timestamptz)
    returns public.leads
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

-- Two leads of the call turned out to be one person: untouched by anyone, the other gives its visits and goes.
create or replace function private.absorb_leads(p_call_id uuid, p_lead_id uuid, p_keys text[]) returns void
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
    if exists (select 1 from public.appointments a where a.lead_id = p_lead_id and a.status = 'booked'
        and a.confirmed) then
        perform private.booked_for(p_lead_id);
    end if;
    delete from public.leads where id = any (v_others);
end $$;

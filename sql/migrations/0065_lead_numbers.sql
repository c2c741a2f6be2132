-- A lead's number is never cut: lpad() shortens what is longer than its width, so the ten thousandth lead was given the
-- number of the thousandth of its year, and was refused.

-- "DF-2026-0042"; four digits at least.
create function private.lead_ref(p_number bigint, p_said_at timestamptz) returns text
language sql stable set search_path = ''
as $$
    select 'DF-' || to_char(p_said_at at time zone 'America/Toronto', 'YYYY') || '-'
           || lpad(p_number::text, greatest(4, length(p_number::text)), '0')
$$;

create or replace function private.new_lead(c public.vapi_calls, p public.leads, p_source text, p_said_at timestamptz)
returns public.leads
language sql set search_path = ''
as $$
    insert into public.leads (ref, call_id, source, created_at, name, phone, address, city, postal_code, service,
                              description, client_type, urgency, is_test, is_demo)
    values (private.lead_ref(nextval('private.lead_number'), p_said_at),
            c.id, p_source, p_said_at, p.name, p.phone, p.address, p.city, p.postal_code, p.service, p.description,
            p.client_type, coalesce(p.urgency, 'normal'), c.is_test, c.is_demo)
    returning *
$$;

-- The week's visits, and the calendar that a person books from.

create or replace function public.week_appointments(p_from timestamptz, p_to timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
    select coalesce(jsonb_agg(to_jsonb(a) - 'busy' || jsonb_build_object('ref', l.ref, 'name', l.name, 'phone', l.phone,
        'city', l.city, 'description', l.description, 'urgency', l.urgency) order by a.starts_at), '[]')
    from public.appointments a join public.leads l on l.id = a.lead_id
    where a.starts_at >= p_from and a.starts_at < least(p_to, p_from + interval '62 days') and a.status <> 'cancelled'
      and private.require_role('owner', 'staff', 'admin') is not null
$$;

create or replace function public.booking_calendar(p_from timestamptz default now()) returns jsonb
language sql stable set search_path = ''
as $$ select private.calendar(p_from) where private.require_role('owner', 'staff', 'admin') is not null $$;

-- The week's visits, and the calendar that a person books from.

-- The last thing that a call did to a visit, where it moved or cancelled it.
create or replace function private.last_change(p_appointment_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
    select to_jsonb(x) - 'tool_call_id' from public.appointment_changes x
    where x.appointment_id = p_appointment_id and x.kind in ('moved', 'cancelled')
    order by x.requested_at desc, x.id desc limit 1
$$;

-- When somebody is to go to them next.
create or replace function private.visit_to_come(p_lead_id uuid) returns timestamptz
language sql stable set search_path = ''
as $$
    select min(a.starts_at) from public.appointments a
    where a.lead_id = p_lead_id and a.status = 'booked' and a.starts_at > now()
$$;

create or replace function public.week_appointments(p_from timestamptz, p_to timestamptz) returns jsonb
language sql stable set search_path = ''
as $$
    select coalesce(jsonb_agg(to_jsonb(a) - 'busy' || jsonb_build_object('ref', l.ref, 'name', l.name, 'phone', l.phone,
        'city', l.city, 'description', l.description, 'urgency', l.urgency,
        -- A booking may name no address when the call told it before: then it is the lead's.
        'address', coalesce(a.address, l.address),
        'assigned_name', private.person_name(a.assigned_to),
        'messages', private.visit_messages(a.id),
        'change', private.last_change(a.id)) order by a.starts_at), '[]')
    from public.appointments a join public.leads l on l.id = a.lead_id
    where a.starts_at >= p_from and a.starts_at < least(p_to, p_from + interval '62 days')
      -- What a caller cancelled is shown: somebody may still think of driving there.
      and (a.status <> 'cancelled' or exists (select 1 from public.appointment_changes x
                                              where x.appointment_id = a.id and x.kind = 'cancelled'))
      and private.require_role('owner', 'staff', 'admin') is not null
$$;

create or replace function public.booking_calendar(p_from timestamptz default now()) returns jsonb
language sql stable set search_path = ''
as $$ select private.calendar(p_from) where private.require_role('owner', 'staff', 'admin') is not null $$;

-- What people do to visits: book one, confirm, cancel, close, move, say who goes. With the version that somebody saw,
-- what changed meanwhile is a conflict.

create or replace function public.book_appointment(p_request_id uuid, p_kind text, p_id uuid, p_starts_at timestamptz,
    p_minutes integer, p_service text default null, p_address text default null) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_lead public.leads;
    v public.appointments;
begin
    perform private.require_role('owner', 'staff', 'admin');
    perform private.require_record_kind(p_kind);
    if p_starts_at is null or p_minutes is null or p_minutes not between 15 and 480
            or p_starts_at > now() + interval '2 years' then
        perform private.refuse('appointment_time_invalid');
    end if;
    if p_starts_at < now() - interval '5 minutes' then perform private.refuse('appointment_in_the_past'); end if;
    perform private.check_lengths(jsonb_build_object('service', p_service, 'address', p_address));
    v_done := private.begin_action(p_request_id, 'book_appointment', p_kind, p_id::text,
                                   jsonb_build_object('starts_at', p_starts_at, 'minutes', p_minutes),
                                   jsonb_build_array(p_service, p_address));
    if v_done is not null then return v_done; end if;
    v_lead := private.lead_of(p_kind, p_id);
    -- A person who books again moves the visit to come, whoever made it; one that has begun is another.
    update public.appointments set status = 'cancelled'
    where lead_id = v_lead.id and status = 'booked' and starts_at > now();
    v := private.book_visit(v_lead, v_lead.call_id, p_starts_at, p_minutes, coalesce(p_service, v_lead.service),
                      coalesce(p_address, v_lead.address), now(), true, true);
    if v.id is null then perform private.conflict('appointment_slot_taken'); end if;
    update public.leads set version = version + 1, called_back_at = coalesce(called_back_at, now()),
        called_back_by = coalesce(called_back_by, auth.uid()),
        status = case when status = 'won' then 'won' else 'booked' end, updated_at = now() where id = v_lead.id;
    if v_lead.call_id is not null then
        update public.vapi_calls set called_back_at = coalesce(called_back_at, now()),
            called_back_by = coalesce(called_back_by, auth.uid()) where id = v_lead.call_id;
        perform private.settle_call(v_lead.call_id);
    end if;
    return private.end_action(p_request_id, jsonb_build_object('id', v.id, 'lead_id', v_lead.id,
        'starts_at', v.starts_at, 'ends_at', v.ends_at));
end $$;

-- A cancelled visit is told to its customer, where that message is sent, unless p_tell_customer says not to.
create or replace function public.change_appointment(p_request_id uuid, p_appointment_id uuid, p_action text,
    p_version integer default null, p_tell_customer boolean default true) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v public.appointments;
begin
    perform private.require_role('owner', 'staff', 'admin');
    if p_action is null or p_action not in ('confirm', 'cancel', 'done') then
        perform private.refuse('unknown_appointment_action');
    end if;
    v_done := private.begin_action(p_request_id, 'change_appointment', 'appointment', p_appointment_id::text,
                                   jsonb_strip_nulls(jsonb_build_object('action', p_action, 'tell_customer',
                                       case when p_action = 'cancel' then p_tell_customer end)));
    if v_done is not null then return v_done; end if;
    if p_action = 'done' and exists (select 1 from public.appointments
                                     where id = p_appointment_id and starts_at > now()) then
        perform private.refuse('appointment_not_begun');
    end if;
    perform private.standing_visit(p_appointment_id, p_version);
    update public.appointments a set
        confirmed = a.confirmed or p_action in ('confirm', 'done'),
        status = case p_action when 'cancel' then 'cancelled' when 'done' then 'done' else a.status end
    where a.id = p_appointment_id returning * into v;
    if p_action = 'cancel' then
        update public.leads set status = 'called_back', version = version + 1, updated_at = now()
        where id = v.lead_id and status = 'booked';
        if coalesce(p_tell_customer, true) then perform private.tell_cancelled(v); end if;
    else
        perform private.booked_for(v.lead_id);
    end if;
    if v.call_id is not null then perform private.settle_call(v.call_id); end if;
    return private.end_action(p_request_id, jsonb_build_object('id', v.id, 'status', v.status,
        'confirmed', v.confirmed, 'version', v.version));
end $$;

-- A visit that is to come, as somebody saw it: locked until the deed on it is done.
create or replace function private.standing_visit(p_appointment_id uuid, p_version integer) returns public.appointments
language plpgsql set search_path = ''
as $$
declare v public.appointments;
begin
    perform pg_advisory_xact_lock(hashtext('drain.book'));
    select * into v from public.appointments where id = p_appointment_id and status = 'booked' for no key update;
    if not found then perform private.refuse('appointment_gone'); end if;
    if p_version is not null and v.version <> p_version then perform private.conflict('appointment_changed'); end if;
    return v;
end $$;

-- True for an hour that people moved this visit away from: it may be given back, late as it is by now.
create or replace function private.was_at(p_appointment_id uuid, p_starts_at timestamptz) returns boolean
language sql stable set search_path = ''
as $$
    select exists (select 1 from public.audit_log g
                   where g.action = 'move_appointment' and g.subject_id = p_appointment_id::text
                     and (g.result ->> 'was_at')::timestamptz = p_starts_at)
$$;

create or replace function public.move_appointment(p_request_id uuid, p_appointment_id uuid, p_version integer,
    p_starts_at timestamptz, p_minutes integer, p_tell_customer boolean default true) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v public.appointments;
    v_was timestamptz;
    v_ends timestamptz;
begin
    perform private.require_role('owner', 'staff', 'admin');
    if p_starts_at is null or p_minutes is null or p_minutes not between 15 and 480
            or p_starts_at not between now() - interval '20 years' and now() + interval '2 years' then
        perform private.refuse('appointment_time_invalid');
    end if;
    v_ends := p_starts_at + make_interval(mins => p_minutes);
    v_done := private.begin_action(p_request_id, 'move_appointment', 'appointment', p_appointment_id::text,
                                   jsonb_build_object('is_at', p_starts_at, 'minutes', p_minutes,
                                       'tell_customer', p_tell_customer));
    if v_done is not null then return v_done; end if;
    v := private.standing_visit(p_appointment_id, p_version);
    if p_starts_at < now() - interval '5 minutes' and not private.was_at(v.id, p_starts_at) then
        perform private.refuse('appointment_in_the_past');
    end if;
    v_was := v.starts_at;
    if not coalesce(p_tell_customer, true) then perform set_config('drain.customer_knows', 'on', true); end if;
    update public.appointments a set starts_at = p_starts_at, ends_at = v_ends,
        busy = tstzrange(p_starts_at, v_ends + make_interval(mins => s.travel_minutes))
    from public.booking_settings s where a.id = v.id returning a.* into v;
    if v.call_id is not null then perform private.settle_call(v.call_id); end if;
    return private.end_action(p_request_id, jsonb_build_object('id', v.id, 'was_at', v_was, 'starts_at', v.starts_at,
        'version', v.version));
exception when exclusion_violation then
    perform private.conflict('appointment_slot_taken');
    return null;
end $$;

-- Null: nobody in particular goes.
create or replace function public.assign_appointment(p_request_id uuid, p_appointment_id uuid, p_version integer,
    p_user_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v public.appointments;
begin
    perform private.require_role('owner', 'staff', 'admin');
    v_done := private.begin_action(p_request_id, 'assign_appointment', 'appointment', p_appointment_id::text,
                                   jsonb_build_object('user_id', p_user_id));
    if v_done is not null then return v_done; end if;
    if p_user_id is not null and not exists (select 1 from public.profiles
                                             where user_id = p_user_id and not suspended) then
        perform private.refuse('person_unknown');
    end if;
    v := private.standing_visit(p_appointment_id, p_version);
    update public.appointments set assigned_to = p_user_id where id = v.id returning * into v;
    return private.end_action(p_request_id, jsonb_build_object('id', v.id, 'version', v.version));
end $$;

-- Whoever changes a visit, a call or a person: it is counted, once a change.
create or replace function private.count_visit_change() returns trigger language plpgsql set search_path = ''
as $$
begin
    new.version := old.version + 1;
    new.changed_at := clock_timestamp();
    return new;
end $$;

-- Takes the visits to come of these leads off the calendar; those that were made stay. How many there were.
create or replace function private.cancel_visits(p_lead_ids uuid[]) returns integer
language plpgsql set search_path = ''
as $$
declare
    v_calls uuid[];
    v_call uuid;
begin
    with gone as (update public.appointments set status = 'cancelled', went_with_lead = true
                  where lead_id = any (p_lead_ids) and status = 'booked' and starts_at > now() returning call_id)
    select array_agg(call_id) into v_calls from gone;
    foreach v_call in array coalesce(v_calls, '{}') loop
        perform private.settle_call(v_call);
    end loop;
    return coalesce(cardinality(v_calls), 0);
end $$;

-- Somebody counts as a customer after all: the visits that went when they did not come again, but for those whose hour
-- is past, or somebody else's by now. How many did.
create or replace function private.give_visits_back(p_lead_ids uuid[]) returns integer
language plpgsql set search_path = ''
as $$
declare
    v_id uuid;
    v public.appointments;
    v_count integer := 0;
begin
    perform pg_advisory_xact_lock(hashtext('drain.book'));
    for v_id in select a.id from public.appointments a where a.lead_id = any (p_lead_ids) and a.went_with_lead
                and a.status = 'cancelled' and a.starts_at > now() order by a.starts_at loop
        begin
            update public.appointments set status = 'booked', went_with_lead = false where id = v_id returning * into v;
            v_count := v_count + 1;
            if v.confirmed then perform private.booked_for(v.lead_id); end if;
            if v.call_id is not null then perform private.settle_call(v.call_id); end if;
        exception when exclusion_violation then
            null;
        end;
    end loop;
    return v_count;
end $$;

-- A deed on a visit is taken back: it is to come again, as it was. A cancelled one only while its hour is still free.
create or replace function public.restore_appointment(p_request_id uuid, p_appointment_id uuid, p_confirmed boolean)
    returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v public.appointments;
begin
    perform private.require_role('owner', 'staff', 'admin');
    v_done := private.begin_action(p_request_id, 'restore_appointment', 'appointment', p_appointment_id::text,
                                   jsonb_build_object('confirmed', p_confirmed));
    if v_done is not null then return v_done; end if;
    update public.appointments set status = 'booked', went_with_lead = false,
        confirmed = coalesce(p_confirmed, confirmed)
    where id = p_appointment_id returning * into v;
    if not found then perform private.refuse('appointment_gone'); end if;
    if v.confirmed then
        perform private.booked_for(v.lead_id);
    else
        -- Confirming had taken the lead off the people to call.
        update public.leads set status = case when called_back_at is null then 'new' else 'called_back' end,
            version = version + 1, updated_at = now()
        where id = v.lead_id and status = 'booked';
    end if;
    if v.call_id is not null then perform private.settle_call(v.call_id); end if;
    return private.end_action(p_request_id, jsonb_build_object('id', v.id, 'status', v.status,
        'confirmed', v.confirmed, 'version', v.version));
exception when exclusion_violation then
    perform private.conflict('appointment_slot_taken');
    return null;
end $$;

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
    update public.appointments set status = 'booked', confirmed = coalesce(p_confirmed, confirmed)
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

-- Booking by a person, giving a call to someone, and applying again what failed.

-- A call without a lead gets one, written by the person who acts.
create function private.lead_of(p_kind text, p_id uuid) returns public.leads
language plpgsql set search_path = ''
as $$
declare
    v public.leads;
    c public.vapi_calls;
begin
    if p_kind = 'lead' then
        select * into v from public.leads where id = p_id for update;
    else
        select * into c from public.vapi_calls where id = p_id for no key update;
        select * into v from public.leads where call_id = p_id order by created_at limit 1 for update;
        if v.id is null and c.id is not null then
            v := private.save_lead(c, jsonb_build_object('phone', c.caller_number, 'name', c.caller_name, 'description',
                coalesce(c.summary, 'Appel sans détails laissés')), 'console', now());
        end if;
    end if;
    if v.id is null then perform private.refuse('Cette fiche n''existe plus.'); end if;
    return v;
end $$;

create function public.book_appointment(p_request_id uuid, p_kind text, p_id uuid, p_starts_at timestamptz,
    p_minutes integer, p_service text default null, p_address text default null) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_lead public.leads;
    v public.appointments;
begin
    perform private.require_role('owner', 'staff', 'admin');
    if p_kind is null or p_kind not in ('lead', 'call') then perform private.refuse('Pour qui: «lead» ou «call».'); end if;
    if p_starts_at is null or p_minutes is null or p_minutes not between 15 and 480 then
        perform private.refuse('Indiquez l''heure, et une durée de 15 minutes à 8 heures.');
    end if;
    if p_starts_at < now() - interval '5 minutes' then perform private.refuse('Cette heure est déjà passée.'); end if;
    v_done := private.begin_action(p_request_id, 'book_appointment', p_kind, p_id::text,
                                   jsonb_build_object('starts_at', p_starts_at, 'minutes', p_minutes));
    if v_done is not null then return v_done; end if;
    v_lead := private.lead_of(p_kind, p_id);
    -- A person who books again moves the visit, whoever made it.
    update public.appointments set status = 'cancelled' where lead_id = v_lead.id and status = 'booked';
    v := private.book(v_lead, v_lead.call_id, p_starts_at, p_minutes, coalesce(p_service, v_lead.service),
                      coalesce(p_address, v_lead.address), now(), true);
    if v.id is null then
        raise exception using errcode = 'DF409', message = 'Cette plage vient d''être prise. Choisissez-en une autre.';
    end if;
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

create function public.change_appointment(p_request_id uuid, p_appointment_id uuid, p_action text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v public.appointments;
begin
    perform private.require_role('owner', 'staff', 'admin');
    if p_action is null or p_action not in ('confirm', 'cancel', 'done') then perform private.refuse('Action inconnue.'); end if;
    v_done := private.begin_action(p_request_id, 'change_appointment', 'appointment', p_appointment_id::text,
                                   jsonb_build_object('action', p_action));
    if v_done is not null then return v_done; end if;
    update public.appointments a set
        confirmed = a.confirmed or p_action in ('confirm', 'done'),
        status = case p_action when 'cancel' then 'cancelled' when 'done' then 'done' else a.status end
    where a.id = p_appointment_id and a.status = 'booked' returning * into v;
    if not found then perform private.refuse('Ce rendez-vous n''est plus à l''agenda.'); end if;
    if p_action = 'cancel' then
        update public.leads set status = 'called_back', version = version + 1, updated_at = now()
        where id = v.lead_id and status = 'booked';
    else
        perform private.booked_for(v.lead_id);
    end if;
    if v.call_id is not null then perform private.settle_call(v.call_id); end if;
    return private.end_action(p_request_id, jsonb_build_object('id', v.id, 'status', v.status, 'confirmed', v.confirmed));
end $$;

create function public.assign_callback(p_request_id uuid, p_kind text, p_id uuid, p_user_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'staff', 'admin');
    if p_kind is null or p_kind not in ('lead', 'call') then perform private.refuse('Quoi confier: «lead» ou «call».'); end if;
    v_done := private.begin_action(p_request_id, 'assign_callback', p_kind, p_id::text,
                                   jsonb_build_object('assigned_to', p_user_id));
    if v_done is not null then return v_done; end if;
    if p_kind = 'lead' then
        update public.leads set assigned_to = p_user_id, version = version + 1, updated_at = now() where id = p_id;
    else
        update public.vapi_calls set assigned_to = p_user_id where id = p_id;
    end if;
    if not found then perform private.refuse('Cette fiche n''existe plus.'); end if;
    return private.end_action(p_request_id, jsonb_build_object('kind', p_kind, 'id', p_id, 'assigned_to', p_user_id));
exception when foreign_key_violation then
    perform private.refuse('Cette personne n''existe pas.');
    return null;
end $$;

-- Makes failed messages due at once; p_ids null means all of them. The worker applies them.
create function public.retry_messages(p_request_id uuid, p_ids bigint[] default null) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_count integer;
begin
    perform private.require_role('admin');
    v_done := private.begin_action(p_request_id, 'retry_messages', 'inbox', array_to_string(p_ids, ','));
    if v_done is not null then return v_done; end if;
    update private.inbox set due_at = now(), lease_until = null
    where applied_at is null and (p_ids is null or id = any (p_ids));
    get diagnostics v_count = row_count;
    perform pg_notify('drain_work', 'inbox');
    return private.end_action(p_request_id, jsonb_build_object('count', v_count));
end $$;

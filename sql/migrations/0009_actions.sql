-- What people do from the console. Each function checks the role, writes the audit entry and takes a request_id: asked
-- twice with the same one, it answers the same and does nothing more. DF422 carries a sentence for the person.

create function private.refuse(p_message text) returns void language plpgsql set search_path = ''
as $$ begin raise exception using errcode = 'DF422', message = p_message; end $$;

create function private.lead_view(l public.leads) returns jsonb language sql stable set search_path = ''
as $$
    select to_jsonb(l) || jsonb_build_object(
        'assigned_name', (select full_name from public.profiles where user_id = l.assigned_to),
        'appointment', (select jsonb_build_object('id', a.id, 'starts_at', a.starts_at, 'ends_at', a.ends_at,
                                                  'confirmed', a.confirmed, 'status', a.status)
                        from public.appointments a where a.lead_id = l.id and a.status <> 'cancelled'
                        order by a.starts_at desc limit 1))
$$;

create function public.update_lead(p_request_id uuid, p_lead_id uuid, p_changes jsonb, p_version integer default null)
returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v public.leads;
    v_done jsonb;
    v_unknown text;
begin
    perform private.require_role('owner', 'staff', 'admin');
    select string_agg(k, ', ') into v_unknown from jsonb_object_keys(p_changes) k
    where k not in ('name', 'phone', 'address', 'city', 'postal_code', 'service', 'description', 'urgency', 'status',
                    'note', 'assigned_to', 'lost_reason');
    if v_unknown is not null then perform private.refuse('Champ inconnu: ' || v_unknown); end if;
    v_done := private.begin_action(p_request_id, 'update_lead', 'lead', p_lead_id::text, jsonb_build_object(
        'fields', (select jsonb_agg(k) from jsonb_object_keys(p_changes) k), 'status', p_changes -> 'status',
        'urgency', p_changes -> 'urgency', 'assigned_to', p_changes -> 'assigned_to'));
    if v_done is not null then return v_done; end if;
    select * into v from public.leads where id = p_lead_id for update;
    if not found then perform private.refuse('Ce client potentiel n''existe plus.'); end if;
    if p_version is not null and p_version <> v.version then
        raise exception using errcode = 'DF409',
            message = 'Quelqu''un a modifié cette fiche entre-temps. Relisez-la, puis recommencez.';
    end if;
    update public.leads l set
        name = case when p_changes ? 'name' then nullif(p_changes ->> 'name', '') else l.name end,
        phone = case when p_changes ? 'phone' then nullif(p_changes ->> 'phone', '') else l.phone end,
        address = case when p_changes ? 'address' then nullif(p_changes ->> 'address', '') else l.address end,
        city = case when p_changes ? 'city' then nullif(p_changes ->> 'city', '') else l.city end,
        postal_code = case when p_changes ? 'postal_code' then nullif(p_changes ->> 'postal_code', '') else l.postal_code end,
        service = case when p_changes ? 'service' then nullif(p_changes ->> 'service', '') else l.service end,
        description = case when p_changes ? 'description' then nullif(p_changes ->> 'description', '') else l.description end,
        urgency = coalesce(p_changes ->> 'urgency', l.urgency), status = coalesce(p_changes ->> 'status', l.status),
        note = coalesce(p_changes ->> 'note', l.note),
        lost_reason = case when p_changes ? 'lost_reason' then p_changes ->> 'lost_reason' else l.lost_reason end,
        assigned_to = case when p_changes ? 'assigned_to' then (p_changes ->> 'assigned_to')::uuid else l.assigned_to end,
        called_back_at = case when p_changes ->> 'status' = 'called_back' then coalesce(l.called_back_at, now())
                              else l.called_back_at end,
        called_back_by = case when p_changes ->> 'status' = 'called_back' then coalesce(l.called_back_by, auth.uid())
                              else l.called_back_by end,
        version = l.version + 1, updated_at = now()
    where l.id = p_lead_id returning * into v;
    return private.end_action(p_request_id, private.lead_view(v));
exception
    when check_violation then perform private.refuse('Valeur refusée: vérifiez le numéro, l''urgence et l''état.');
        return null;
    when unique_violation then perform private.refuse('Cet appel a déjà une fiche pour cette personne.');
        return null;
    when foreign_key_violation or invalid_text_representation then
        perform private.refuse('Cette personne n''existe pas.');
        return null;
end $$;

create function public.mark_called_back(p_request_id uuid, p_kind text, p_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'staff', 'admin');
    if p_kind is null or p_kind not in ('lead', 'call') then perform private.refuse('Quoi rappeler: «lead» ou «call».'); end if;
    v_done := private.begin_action(p_request_id, 'mark_called_back', p_kind, p_id::text);
    if v_done is not null then return v_done; end if;
    if p_kind = 'lead' then
        update public.leads set called_back_at = coalesce(called_back_at, now()), version = version + 1,
            called_back_by = coalesce(called_back_by, auth.uid()), updated_at = now(),
            status = case when status = 'new' then 'called_back' else status end
        where id = p_id;
    else
        update public.vapi_calls set called_back_at = coalesce(called_back_at, now()), needs_callback = false,
            called_back_by = coalesce(called_back_by, auth.uid()) where id = p_id;
    end if;
    if not found then perform private.refuse('Cette fiche n''existe plus.'); end if;
    return private.end_action(p_request_id, jsonb_build_object('kind', p_kind, 'id', p_id, 'called_back', true));
end $$;

-- p_classification: spam, test, not_customer, or null to take the mark away. The call's untouched leads follow.
create function public.classify_call(p_request_id uuid, p_call_id uuid, p_classification text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'staff', 'admin');
    v_done := private.begin_action(p_request_id, 'classify_call', 'call', p_call_id::text,
                                   jsonb_build_object('classification', p_classification));
    if v_done is not null then return v_done; end if;
    update public.vapi_calls set classification = p_classification where id = p_call_id;
    if not found then perform private.refuse('Cet appel n''existe plus.'); end if;
    perform private.settle_call(p_call_id);
    if p_classification is not null then
        update public.leads set status = 'lost', lost_reason = p_classification, version = version + 1, updated_at = now()
        where call_id = p_call_id and status = 'new';
    else
        update public.leads set status = 'new', lost_reason = null, version = version + 1, updated_at = now()
        where call_id = p_call_id and status = 'lost' and lost_reason in ('spam', 'test', 'not_customer');
    end if;
    return private.end_action(p_request_id, jsonb_build_object('id', p_call_id, 'classification', p_classification));
exception when check_violation then
    perform private.refuse('Classement inconnu.');
    return null;
end $$;

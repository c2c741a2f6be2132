-- What people change of a lead; two who change the same one do not overwrite each other. A `note` is added to the
-- lead's thread; alone, it changes nothing that anybody else may have changed meanwhile.

create or replace function public.update_lead(p_request_id uuid, p_lead_id uuid, p_changes jsonb,
    p_version integer default null)
returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v public.leads;
    v_done jsonb;
    v_was text;
    v_cancelled integer := 0;
    v_back integer := 0;
begin
    perform private.require_role('owner', 'staff', 'admin');
    perform private.check_lengths(p_changes);
    perform private.check_fields(p_changes, array['name', 'phone', 'address', 'city', 'postal_code', 'service',
        'description', 'urgency', 'status', 'note', 'assigned_to', 'lost_reason'], 5000);
    v_done := private.begin_action(p_request_id, 'update_lead', 'lead', p_lead_id::text, jsonb_build_object(
        'fields', (select jsonb_agg(k) from jsonb_object_keys(p_changes) k), 'status', p_changes -> 'status',
        'urgency', p_changes -> 'urgency', 'assigned_to', p_changes -> 'assigned_to'),
            jsonb_build_array(p_changes, p_version));
    select * into v from public.leads where id = p_lead_id for no key update;
    if not found then perform private.refuse('lead_gone'); end if;
    -- Asked again: the lead as it is now, for the trail holds nothing of it.
    if v_done is not null then return private.lead_view(v); end if;
    if p_version <> v.version and p_changes - 'note' <> '{}' then perform private.conflict('lead_changed'); end if;
    v_was := v.status;
    perform private.write_note(v.id, p_changes ->> 'note');
    update public.leads l set
        name = case when p_changes ? 'name' then nullif(p_changes ->> 'name', '') else l.name end,
        phone = case when p_changes ? 'phone' then nullif(p_changes ->> 'phone', '') else l.phone end,
        address = case when p_changes ? 'address' then nullif(p_changes ->> 'address', '') else l.address end,
        city = case when p_changes ? 'city' then nullif(p_changes ->> 'city', '') else l.city end,
        postal_code = case when p_changes ? 'postal_code' then nullif(p_changes ->> 'postal_code', '')
            else l.postal_code end,
        service = case when p_changes ? 'service' then nullif(p_changes ->> 'service', '') else l.service end,
        description = case when p_changes ? 'description' then nullif(p_changes ->> 'description', '')
            else l.description end,
        urgency = coalesce(p_changes ->> 'urgency', l.urgency), status = coalesce(p_changes ->> 'status', l.status),
        lost_reason = case when p_changes ? 'lost_reason' then p_changes ->> 'lost_reason' else l.lost_reason end,
        assigned_to = case when p_changes ? 'assigned_to' then (p_changes ->> 'assigned_to')::uuid
            else l.assigned_to end,
        called_back_at = case when p_changes ->> 'status' = 'called_back' then coalesce(l.called_back_at, now())
                              else l.called_back_at end,
        called_back_by = case when p_changes ->> 'status' = 'called_back' then coalesce(l.called_back_by, auth.uid())
                              else l.called_back_by end,
        version = l.version + 1, updated_at = now()
    where l.id = p_lead_id returning * into v;
    if v.status = 'lost' then
        v_cancelled := private.cancel_visits(array[v.id]);
    elsif v_was = 'lost' then
        v_back := private.give_visits_back(array[v.id]);
        select * into v from public.leads where id = p_lead_id;
    end if;
    perform private.end_action(p_request_id, jsonb_build_object('id', v.id, 'version', v.version,
        'visits_cancelled', v_cancelled, 'visits_back', v_back));
    return private.lead_view(v);
exception
    when check_violation then perform private.refuse('lead_invalid');
        return null;
    when unique_violation then perform private.refuse('lead_exists');
        return null;
    when foreign_key_violation or invalid_text_representation then
        perform private.refuse('person_unknown');
        return null;
end $$;

-- What people do about a call or a lead. Somebody to call back is one or the other: every action takes both.

create or replace function private.require_record_kind(p_kind text) returns void
language plpgsql stable set search_path = ''
as $$
begin
    if p_kind is null or p_kind not in ('lead', 'call') then perform private.refuse('unknown_record_kind'); end if;
end $$;

-- p_classification: spam, test, not_customer, or null to take the mark away. The call's leads follow, unless a person
-- called back or won them, and lose their visits; taking the mark away gives these back.
create or replace function public.classify_call(p_request_id uuid, p_call_id uuid, p_classification text) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_cancelled integer := 0;
    v_back integer := 0;
begin
    perform private.require_role('owner', 'staff', 'admin');
    v_done := private.begin_action(p_request_id, 'classify_call', 'call', p_call_id::text,
                                   jsonb_build_object('classification', p_classification));
    if v_done is not null then return v_done; end if;
    update public.vapi_calls set classification = p_classification where id = p_call_id;
    if not found then perform private.refuse('call_gone'); end if;
    if p_classification is not null then
        update public.leads set status = 'lost', lost_reason = p_classification, version = version + 1,
            updated_at = now()
        where call_id = p_call_id and status in ('new', 'booked');
        v_cancelled := private.cancel_visits((select array_agg(id) from public.leads where call_id = p_call_id
            and status <> 'won'));
    else
        update public.leads set status = 'new', lost_reason = null, version = version + 1, updated_at = now()
        where call_id = p_call_id and status = 'lost' and lost_reason in ('spam', 'test', 'not_customer');
        v_back := private.give_visits_back(array(select id from public.leads
                                                 where call_id = p_call_id and status <> 'lost'));
    end if;
    perform private.settle_call(p_call_id);
    return private.end_action(p_request_id, jsonb_build_object('id', p_call_id, 'classification', p_classification,
        'visits_cancelled', v_cancelled, 'visits_back', v_back));
exception when check_violation then
    perform private.refuse('unknown_classification');
    return null;
end $$;

create or replace function public.mark_called_back(p_request_id uuid, p_kind text, p_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_lead public.leads;
    v_found boolean;
begin
    perform private.require_role('owner', 'staff', 'admin');
    perform private.require_record_kind(p_kind);
    v_done := private.begin_action(p_request_id, 'mark_called_back', p_kind, p_id::text);
    if v_done is not null then return v_done; end if;
    if p_kind = 'lead' then
        update public.leads set called_back_at = coalesce(called_back_at, now()), version = version + 1,
            called_back_by = coalesce(called_back_by, auth.uid()), updated_at = now(),
            status = case when status = 'new' then 'called_back' else status end
        where id = p_id returning * into v_lead;
        v_found := found;
        perform private.call_back_earlier(v_lead);
    else
        update public.vapi_calls set called_back_at = coalesce(called_back_at, now()), needs_callback = false,
            called_back_by = coalesce(called_back_by, auth.uid()) where id = p_id;
        v_found := found;
    end if;
    if not v_found then perform private.refuse('record_gone'); end if;
    perform private.note_attempt(p_kind, p_id, 'reached', null);
    return private.end_action(p_request_id, jsonb_build_object('kind', p_kind, 'id', p_id, 'called_back', true));
end $$;

-- A thumb slips: someone marked as called back goes back on the list.
create or replace function public.undo_called_back(p_request_id uuid, p_kind text, p_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_lead public.leads;
begin
    perform private.require_role('owner', 'staff', 'admin');
    perform private.require_record_kind(p_kind);
    v_done := private.begin_action(p_request_id, 'undo_called_back', p_kind, p_id::text);
    if v_done is not null then return v_done; end if;
    if p_kind = 'lead' then
        -- What was called back together, at the same moment, waits together again.
        select * into v_lead from public.leads where id = p_id;
        update public.leads o set called_back_at = null, called_back_by = null, version = o.version + 1,
            updated_at = now(), status = case when o.status = 'called_back' then 'new' else o.status end
        where o.phone = v_lead.phone and o.called_back_at = v_lead.called_back_at and o.id <> p_id;
        update public.leads set called_back_at = null, called_back_by = null, version = version + 1, updated_at = now(),
            status = case when status = 'called_back' then 'new' else status end
        where id = p_id;
    else
        update public.vapi_calls set called_back_at = null, called_back_by = null where id = p_id;
    end if;
    if not found then perform private.refuse('record_gone'); end if;
    perform private.forget_attempt(p_kind, p_id, array['reached']);
    if p_kind = 'call' then perform private.settle_call(p_id); end if;
    return private.end_action(p_request_id, jsonb_build_object('kind', p_kind, 'id', p_id, 'called_back', false));
end $$;

create or replace function public.assign_callback(p_request_id uuid, p_kind text, p_id uuid, p_user_id uuid)
    returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'staff', 'admin');
    perform private.require_record_kind(p_kind);
    v_done := private.begin_action(p_request_id, 'assign_callback', p_kind, p_id::text,
                                   jsonb_build_object('assigned_to', p_user_id));
    if v_done is not null then return v_done; end if;
    if p_kind = 'lead' then
        update public.leads set assigned_to = p_user_id, version = version + 1, updated_at = now() where id = p_id;
    else
        update public.vapi_calls set assigned_to = p_user_id where id = p_id;
    end if;
    if not found then perform private.refuse('record_gone'); end if;
    return private.end_action(p_request_id, jsonb_build_object('kind', p_kind, 'id', p_id, 'assigned_to', p_user_id));
exception when foreign_key_violation then
    perform private.refuse('person_unknown');
    return null;
end $$;

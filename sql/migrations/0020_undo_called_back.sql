-- A thumb slips: someone marked as called back goes back on the list.

create function public.undo_called_back(p_request_id uuid, p_kind text, p_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'staff', 'admin');
    if p_kind is null or p_kind not in ('lead', 'call') then perform private.refuse('Quoi remettre: «lead» ou «call».'); end if;
    v_done := private.begin_action(p_request_id, 'undo_called_back', p_kind, p_id::text);
    if v_done is not null then return v_done; end if;
    if p_kind = 'lead' then
        update public.leads set called_back_at = null, called_back_by = null, version = version + 1, updated_at = now(),
            status = case when status = 'called_back' then 'new' else status end
        where id = p_id;
    else
        update public.vapi_calls set called_back_at = null, called_back_by = null where id = p_id;
    end if;
    if not found then perform private.refuse('Cette fiche n''existe plus.'); end if;
    if p_kind = 'call' then perform private.settle_call(p_id); end if;
    return private.end_action(p_request_id, jsonb_build_object('kind', p_kind, 'id', p_id, 'called_back', false));
end $$;
revoke execute on function public.undo_called_back from public, anon;
grant execute on function public.undo_called_back to authenticated;

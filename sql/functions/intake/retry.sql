-- Makes failed messages due at once; p_ids null means all of them. The worker applies them.
create or replace function public.retry_messages(p_request_id uuid, p_ids bigint[] default null) returns jsonb
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

-- Those of these messages that are not applied yet, however many others wait with them.
create or replace function public.still_unapplied(p_ids bigint[]) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('admin');
    return (select coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'attempts', i.attempts, 'due_at', i.due_at)
                                      order by i.id), '[]')
            from private.inbox i where i.id = any (p_ids) and i.applied_at is null);
end $$;

-- Who took the journal out of the console, and what became of the messages that were asked to be applied again.

-- p_filters names what the export was narrowed by, without the words that were searched for.
create function public.log_export(p_request_id uuid, p_rows integer, p_filters text[]) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'staff', 'admin');
    if p_rows is null or p_rows < 0 then perform private.refuse('Combien d''appels ont été exportés?'); end if;
    v_done := private.begin_action(p_request_id, 'export_calls', 'calls', null,
        jsonb_build_object('rows', p_rows, 'filters', to_jsonb(coalesce(p_filters[1:10], '{}'))));
    if v_done is not null then return v_done; end if;
    return private.end_action(p_request_id, jsonb_build_object('rows', p_rows));
end $$;

-- Those of these messages that are not applied yet, however many others wait with them.
create function public.still_unapplied(p_ids bigint[]) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('admin');
    return (select coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'attempts', i.attempts, 'due_at', i.due_at)
                                      order by i.id), '[]')
            from private.inbox i where i.id = any (p_ids) and i.applied_at is null);
end $$;
revoke execute on function public.log_export, public.still_unapplied from public, anon;
grant execute on function public.log_export, public.still_unapplied to authenticated;

-- The trail may be changed in one way, by an erasure alone: what it says of a person is taken out, what was done stays.
-- And it ages: a line may go once it is older than the law and the settings ask for, never before two years.
create or replace function private.refuse_change() returns trigger language plpgsql set search_path = ''
as $$
begin
    if tg_op = 'UPDATE' and current_setting('drain.redacting', true) = 'on' then
        if to_jsonb(new) - array['changes', 'result'] = to_jsonb(old) - array['changes', 'result'] then
            return new;
        end if;
    end if;
    if tg_op = 'DELETE' and current_setting('drain.purging', true) = 'on' then
        if old.at < now() - interval '2 years' then return old; end if;
    end if;
    raise exception 'the audit trail is append-only';
end $$;

-- p_filters names what the export was narrowed by: names that are known, never words that were searched for.
create or replace function public.log_export(p_request_id uuid, p_rows integer, p_filters text[]) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'staff', 'admin');
    if p_rows is null or p_rows < 0 then perform private.refuse('export_without_count'); end if;
    if not coalesce(p_filters, '{}') <@ array['since', 'until', 'outcomes', 'words'] or cardinality(p_filters) > 4 then
        perform private.refuse('unknown_filter');
    end if;
    v_done := private.begin_action(p_request_id, 'export_calls', 'calls', null,
        jsonb_build_object('rows', p_rows, 'filters', to_jsonb(coalesce(p_filters, '{}'))));
    if v_done is not null then return v_done; end if;
    return private.end_action(p_request_id, jsonb_build_object('rows', p_rows));
end $$;

-- Who took the trail out of the console.
create or replace function public.log_trail_export(p_request_id uuid, p_rows integer) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    if p_rows is null or p_rows < 0 then perform private.refuse('export_without_count'); end if;
    v_done := private.begin_action(p_request_id, 'export_trail', 'audit_log', null, jsonb_build_object('rows', p_rows));
    if v_done is not null then return v_done; end if;
    return private.end_action(p_request_id, jsonb_build_object('rows', p_rows));
end $$;

-- The trail, newest first, from a place on. It holds no personal data of clients: what was changed, not to what.
create or replace function public.audit_trail(p_from timestamptz default null, p_to timestamptz default null,
    p_actor uuid default null,
    p_actions text[] default null, p_subject text default null, p_before timestamptz default null,
    p_before_id uuid default null, p_limit integer default 50) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
    perform private.require_role('owner', 'admin');
    return (select coalesce(jsonb_agg(jsonb_build_object('request_id', x.request_id, 'at', x.at, 'actor', x.actor,
            'actor_name', private.name_of(x.actor), 'action', x.action,
            'subject_type', x.subject_type, 'subject_id', x.subject_id, 'changes', x.changes) order by x.at desc,
                x.request_id desc), '[]')
        from (select a.* from public.audit_log a
              where (p_from is null or a.at >= p_from) and (p_to is null or a.at < p_to)
                and (p_actor is null or a.actor = p_actor) and (p_actions is null or a.action = any (p_actions))
                and (p_subject is null or a.subject_id = p_subject)
                and (p_before is null or (a.at, a.request_id) < (p_before, p_before_id))
              order by a.at desc, a.request_id desc limit least(greatest(p_limit, 1), 500)) x);
end $$;

-- One line of the trail for what was opened: the same person, thing and hour count once, however often the page asks.
create or replace function private.note_opening(p_action text, p_subject_type text, p_subject_id text) returns void
language sql security definer set search_path = ''
as $$
    insert into public.audit_log (request_id, actor, action, subject_type, subject_id, result)
    values (md5(concat_ws(':', auth.uid(), p_action, p_subject_id, to_char(now(), 'YYYYMMDDHH24')))::uuid, auth.uid(),
        p_action, p_subject_type, p_subject_id, '{}')
    on conflict (request_id) do nothing
$$;

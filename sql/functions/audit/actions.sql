-- Every action of a person begins and ends here. It takes a request_id made when the button was drawn: asked twice with
-- the same one, it answers the same and does nothing more.

-- The trail says what was done, in a line: no text of any size finds a place there, whatever function it came by.
create or replace function private.check_line(p_subject_id text, p_told jsonb) returns void
language plpgsql stable set search_path = ''
as $$
begin
    if length(p_subject_id) > 8000 or length(p_told::text) > 8000 then
        perform private.refuse('request_too_long');
    end if;
end $$;

-- Opens an action. Returns the earlier result when this request was already carried out, else null.
create or replace function private.begin_action(p_request_id uuid, p_action text, p_subject_type text,
    p_subject_id text, p_changes jsonb default '{}', p_words jsonb default null) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_seen public.audit_log;
    v_asked text := left(md5(p_request_id::text || p_words::text), 4);
begin
    if p_request_id is null then perform private.refuse('request_without_id'); end if;
    perform private.check_line(p_subject_id, p_changes);
    insert into public.audit_log (request_id, actor, action, subject_type, subject_id, changes, asked)
    values (p_request_id, auth.uid(), p_action, p_subject_type, p_subject_id, p_changes, v_asked)
    on conflict (request_id) do nothing;
    if found then return null; end if;
    select * into v_seen from public.audit_log where request_id = p_request_id;
    if (v_seen.action, v_seen.actor, v_seen.subject_type, v_seen.changes) is distinct from
       (p_action, auth.uid(), p_subject_type, p_changes)
       -- A recipient that is being made gets a new id each time it is asked for.
       or v_seen.subject_id is distinct from p_subject_id and p_action <> 'save_recipient'
       or v_seen.asked <> v_asked then
        perform private.refuse('request_id_reused');
    end if;
    return coalesce(v_seen.result, '{}');
end $$;

create or replace function private.end_action(p_request_id uuid, p_result jsonb) returns jsonb
language plpgsql security definer set search_path = ''
as $$
begin
    perform private.check_line(null, p_result);
    update public.audit_log set result = coalesce(p_result, '{}') where request_id = p_request_id;
    return p_result;
end $$;

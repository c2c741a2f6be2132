-- What may be about the person and is not of the file: a reader decides, call by call and message by message.

-- Calls in which the number or the name was said or noted, and those that came from the number under another name, or
-- under none where it is shared.
create or replace function private.person_mentions(r public.privacy_requests, p_calls uuid[]) returns jsonb
language sql stable set search_path = ''
as $$
    select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'created_at', c.created_at,
        'caller_number', c.caller_number,
        'caller_name', c.caller_name, 'summary', c.summary) order by c.created_at desc), '[]')
    from (select c.* from public.vapi_calls c
          where c.id in (
              select c2.id from public.vapi_calls c2 where c2.caller_number = r.phone
              union all
              select l.call_id from public.leads l where l.phone = r.phone
              union all
              select private.calls_found(to_tsquery('simple', right(r.phone, 10)) || phraseto_tsquery('simple',
                  concat_ws(' ', substr(right(r.phone, 10), 1, 3), substr(right(r.phone, 10), 4, 3),
                      right(r.phone, 4))))
              union all
              select private.calls_found(phraseto_tsquery('simple',
                  regexp_replace(private.fold(r.full_name), '[^a-z0-9]+', ' ', 'g'))))
            and c.id <> all (p_calls) and c.id <> all (r.left_out)
          order by c.created_at desc limit 20) c
$$;

-- Messages that belong to no call, and receipts that belong to no message of ours, in which the number or the name
-- stands: with the words around it.
create or replace function private.loose_mentions(r public.privacy_requests, v private.person_rows) returns jsonb
language sql stable set search_path = ''
as $$
    with words as (
        select private.folded_name(r.full_name) as word where length(btrim(r.full_name)) > 3
        union all select right(r.phone, 10) where r.phone is not null),
    loose as (
        select 'message' as kind, i.id, i.received_at, i.body from private.inbox i
        where i.vapi_call_id is null and i.id <> all (v.messages)
        union all
        select 'receipt', b.id, b.received_at, b.body from private.brevo_events b
        where b.id <> all (v.receipts) and not exists (
            select 1 from public.alert_attempts t where t.id = b.attempt_id))
    select coalesce(jsonb_agg(to_jsonb(x) order by x.received_at desc), '[]')
    from (select l.kind, l.id, l.received_at,
              substr(l.body, greatest(min(strpos(private.fold(l.body), w.word)) - 60, 1), 160) as excerpt
          from loose l join words w on strpos(private.fold(l.body), w.word) > 0
          group by l.kind, l.id, l.received_at, l.body order by l.received_at desc limit 20) x
$$;

create or replace function public.add_mention(p_request_id uuid, p_id uuid, p_call_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'add_mention', 'privacy_request', p_id::text,
        jsonb_build_object('call', p_call_id));
    if v_done is not null then return v_done; end if;
    update public.privacy_requests set extra_calls = array_append(array_remove(extra_calls, p_call_id), p_call_id),
        left_out = array_remove(left_out, p_call_id)
    where id = p_id and state = 'open' and exists (select 1 from public.vapi_calls where id = p_call_id)
      and (p_call_id <> all (extra_calls) or p_call_id = any (left_out));
    if not found then perform private.refuse('mention_not_added'); end if;
    return private.end_action(p_request_id, jsonb_build_object('id', p_id));
end $$;

-- p_kind: message, or receipt.
create or replace function public.add_loose_mention(p_request_id uuid, p_id uuid, p_kind text, p_number bigint)
    returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'add_mention', 'privacy_request', p_id::text,
        jsonb_build_object('kind', p_kind, 'number', p_number));
    if v_done is not null then return v_done; end if;
    -- Only what was shown: what names this person.
    update public.privacy_requests r set
        extra_messages = case when p_kind = 'message' then array_append(extra_messages, p_number)
            else extra_messages end,
        extra_receipts = case when p_kind = 'receipt' then array_append(extra_receipts, p_number)
            else extra_receipts end
    where r.id = p_id and r.state = 'open'
      and private.loose_mentions(r, private.person_rows(r)) @>
          jsonb_build_array(jsonb_build_object('kind', p_kind, 'id', p_number));
    if not found then perform private.refuse('mention_not_added'); end if;
    return private.end_action(p_request_id, jsonb_build_object('id', p_id));
end $$;

-- A call or a lead of the file that is somebody else's.
create or replace function public.leave_out(p_request_id uuid, p_id uuid, p_record_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'admin');
    v_done := private.begin_action(p_request_id, 'leave_out', 'privacy_request', p_id::text,
        jsonb_build_object('record', p_record_id));
    if v_done is not null then return v_done; end if;
    update public.privacy_requests r set left_out = array_append(left_out, p_record_id),
        extra_calls = array_remove(extra_calls, p_record_id)
    where r.id = p_id and r.state = 'open' and p_record_id = any (
        (private.person_rows(r)).calls || (private.person_rows(r)).leads);
    if not found then perform private.refuse('record_not_in_file'); end if;
    return private.end_action(p_request_id, jsonb_build_object('id', p_id));
end $$;

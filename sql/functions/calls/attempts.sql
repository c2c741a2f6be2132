-- Calling somebody back: what came of each try, and when to try again. When that is, is decided in backend/leads.

-- The newest try about a lead or a call, and how many there were; null when nobody tried.
create or replace function private.last_attempt(p_lead_id uuid, p_call_id uuid) returns jsonb
language sql stable set search_path = ''
as $$
    select jsonb_build_object('outcome', a.outcome, 'at', a.at, 'again_at', a.again_at,
        'by', private.person_name(a.author), 'count', count(*) over ())
    from public.call_attempts a where a.lead_id = p_lead_id or a.call_id = p_call_id
    order by a.at desc, a.id desc limit 1
$$;

create or replace function private.note_attempt(p_kind text, p_id uuid, p_outcome text, p_again_at timestamptz)
    returns void
language sql set search_path = ''
as $$
    insert into public.call_attempts (lead_id, call_id, author, outcome, again_at)
    values (case p_kind when 'lead' then p_id end, case p_kind when 'call' then p_id end, auth.uid(), p_outcome,
        p_again_at)
$$;

-- Takes the newest try of that kind away; what it was, or null.
create or replace function private.forget_attempt(p_kind text, p_id uuid, p_outcomes text[]) returns text
language sql set search_path = ''
as $$
    delete from public.call_attempts where id = (
        select a.id from public.call_attempts a
        where (p_kind = 'lead' and a.lead_id = p_id or p_kind = 'call' and a.call_id = p_id)
          and a.outcome = any (p_outcomes)
        order by a.at desc, a.id desc limit 1)
    returning outcome
$$;

-- Somebody was called and not reached, or asked to be called later, or the number is another's.
create or replace function public.record_attempt(p_request_id uuid, p_kind text, p_id uuid, p_outcome text,
    p_again_at timestamptz default null) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare v_done jsonb;
begin
    perform private.require_role('owner', 'staff', 'admin');
    perform private.require_record_kind(p_kind);
    if p_outcome is null or p_outcome not in ('no_answer', 'voicemail', 'later', 'wrong_number') then
        perform private.refuse('unknown_attempt_outcome');
    end if;
    if p_outcome <> 'wrong_number' and (p_again_at is null
            or p_again_at not between now() - interval '5 minutes' and now() + interval '60 days') then
        perform private.refuse('call_again_invalid');
    end if;
    v_done := private.begin_action(p_request_id, 'record_attempt', p_kind, p_id::text,
                                   jsonb_build_object('outcome', p_outcome));
    if v_done is not null then return v_done; end if;
    if p_kind = 'lead' then
        update public.leads set version = version + 1, updated_at = now(),
            status = case when p_outcome = 'wrong_number' and status = 'new' then 'lost' else status end,
            lost_reason = case when p_outcome = 'wrong_number' and status = 'new' then 'wrong_number'
                else lost_reason end
        where id = p_id;
    else
        update public.vapi_calls set
            called_back_at = case when p_outcome = 'wrong_number' then coalesce(called_back_at, now())
                else called_back_at end,
            needs_callback = needs_callback and p_outcome <> 'wrong_number'
        where id = p_id;
    end if;
    if not found then perform private.refuse('record_gone'); end if;
    perform private.note_attempt(p_kind, p_id, p_outcome, case when p_outcome <> 'wrong_number' then p_again_at end);
    return private.end_action(p_request_id, jsonb_build_object('kind', p_kind, 'id', p_id, 'outcome', p_outcome));
end $$;

-- A thumb slips: the newest try never was.
create or replace function public.undo_attempt(p_request_id uuid, p_kind text, p_id uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
    v_done jsonb;
    v_was text;
begin
    perform private.require_role('owner', 'staff', 'admin');
    perform private.require_record_kind(p_kind);
    v_done := private.begin_action(p_request_id, 'undo_attempt', p_kind, p_id::text);
    if v_done is not null then return v_done; end if;
    v_was := private.forget_attempt(p_kind, p_id, array['no_answer', 'voicemail', 'later', 'wrong_number']);
    if v_was is null then perform private.refuse('record_gone'); end if;
    if p_kind = 'lead' then
        update public.leads set version = version + 1, updated_at = now(),
            status = case when lost_reason = 'wrong_number' then 'new' else status end,
            lost_reason = nullif(lost_reason, 'wrong_number')
        where id = p_id;
    elsif v_was = 'wrong_number' then
        update public.vapi_calls set called_back_at = null, called_back_by = null where id = p_id;
        perform private.settle_call(p_id);
    end if;
    return private.end_action(p_request_id, jsonb_build_object('kind', p_kind, 'id', p_id, 'outcome', v_was));
end $$;

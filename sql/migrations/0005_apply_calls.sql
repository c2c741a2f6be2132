-- Applies the facts that Python read in a message. Every function here gives the same rows whatever the order in which
-- messages come, and however often: first facts fill what is empty, the end-of-call report has the last word.

-- The row a message speaks of, locked, or null. A report that names no call is told by caller and start, in whichever
-- order the two come: the row that was told from content (`derived:…`) takes the real id when it shows.
create function private.locate_call(p_vapi_call_id text, p_caller_number text, p_started_at timestamptz, p_lock boolean)
returns public.vapi_calls
language plpgsql set search_path = ''
as $$
declare v public.vapi_calls;
begin
    if p_lock then
        select * into v from public.vapi_calls where vapi_call_id = p_vapi_call_id for no key update;
    else
        select * into v from public.vapi_calls where vapi_call_id = p_vapi_call_id;
    end if;
    if found or p_caller_number is null or p_started_at is null then return v; end if;
    select * into v from public.vapi_calls c
    where c.caller_number = p_caller_number
      and c.started_at between p_started_at - interval '2 s' and p_started_at + interval '2 s'
      and (p_vapi_call_id like 'derived:%' or c.vapi_call_id like 'derived:%')
    order by c.created_at limit 1 for no key update;
    if found and v.vapi_call_id like 'derived:%' then
        update public.vapi_calls set vapi_call_id = p_vapi_call_id where id = v.id returning * into v;
    end if;
    return v;
end $$;

create function private.later_status(p_one text, p_other text) returns text
language sql immutable parallel safe set search_path = ''
as $$ select case when private.status_rank(p_other) > private.status_rank(p_one) then p_other else p_one end $$;

-- The call's row, made or completed from what nearly every message repeats about it; locked when p_lock says so.
create function private.touch_call(p_call jsonb, p_happened_at timestamptz, p_lock boolean) returns public.vapi_calls
language plpgsql set search_path = ''
as $$
declare
    f record;
    v public.vapi_calls;
    v_created timestamptz;
begin
    select * into f from jsonb_to_record(p_call) as x(vapi_call_id text, type text, status text,
        created_at timestamptz, started_at timestamptz, caller_number text, caller_name text, line_number text,
        is_test boolean, is_demo boolean);
    v_created := coalesce(f.created_at, f.started_at, p_happened_at);
    v := private.locate_call(f.vapi_call_id, f.caller_number, f.started_at, p_lock);
    if v.id is null then
        insert into public.vapi_calls as c (vapi_call_id, type, status, created_at, started_at, caller_number,
                                            caller_name, line_number, is_test, is_demo)
        values (f.vapi_call_id, f.type, coalesce(f.status, 'queued'), v_created, f.started_at, f.caller_number,
                f.caller_name, f.line_number, coalesce(f.is_test, false), coalesce(f.is_demo, false))
        on conflict (vapi_call_id) do nothing returning * into v;
        if found then return v; end if;
        select * into v from public.vapi_calls where vapi_call_id = f.vapi_call_id for no key update;
    end if;
    if (least(v.created_at, v_created), private.later_status(v.status, f.status), coalesce(v.started_at, f.started_at), coalesce(v.type, f.type),
        coalesce(v.caller_number, f.caller_number), coalesce(v.caller_name, f.caller_name),
        coalesce(v.line_number, f.line_number), v.is_test or coalesce(f.is_test, false))
       is not distinct from
       (v.created_at, v.status, v.started_at, v.type, v.caller_number, v.caller_name, v.line_number, v.is_test) then
        return v;
    end if;
    update public.vapi_calls c set
        created_at = least(c.created_at, v_created), status = private.later_status(c.status, f.status), started_at = coalesce(c.started_at, f.started_at),
        type = coalesce(c.type, f.type), caller_number = coalesce(c.caller_number, f.caller_number),
        caller_name = coalesce(c.caller_name, f.caller_name), line_number = coalesce(c.line_number, f.line_number),
        is_test = c.is_test or coalesce(f.is_test, false)
    where c.id = v.id returning * into v;
    return v;
end $$;

create function private.is_fault(p_category text) returns boolean
language sql immutable parallel safe set search_path = ''
as $$
    select p_category in ('no_assistant_from_server', 'start_error', 'vapi_fault', 'provider_fault', 'config_fault',
                          'pipeline_legacy', 'unlisted_failure')
$$;

create function private.call_outcome(c public.vapi_calls) returns text
language sql stable set search_path = ''
as $$
    select case
        when c.is_test then 'test'
        when c.status <> 'ended' then 'in_progress'
        when exists (select 1 from public.appointments a where a.call_id = c.id and a.status <> 'cancelled') then 'appointment'
        when exists (select 1 from public.leads l where l.call_id = c.id) then 'lead'
        when private.is_fault(c.ended_category) then 'fault'
        when c.ended_category = 'transfer' then 'transfer_failed'
        when c.forwarded_at is not null or c.ended_reason = 'assistant-forwarded-call' then 'transferred'
        when c.ended_reason in ('customer-did-not-answer', 'customer-busy') then 'no_answer'
        when c.ended_category = 'voicemail' then 'voicemail'
        when c.ended_reason = 'silence-timed-out' or c.ended_category = 'no_audio_from_customer' then 'silence'
        when c.ended_category = 'time_limit' then 'time_limit'
        when c.ended_category in ('customer', 'assistant_ended', 'transport') then 'no_lead'
        else 'unknown' end
$$;

-- A caller who left nothing behind, through his own hanging up or our fault, is owed a call; one whom Paul himself
-- took leave of (wrong number, unwanted solicitation) is not.
create function private.owes_callback(c public.vapi_calls, p_outcome text) returns boolean
language sql stable set search_path = ''
as $$
    select c.called_back_at is null and c.classification is null and c.caller_number is not null and not c.is_test
        and coalesce(c.type, 'inboundPhoneCall') = 'inboundPhoneCall'
        and (p_outcome in ('fault', 'transfer_failed', 'silence', 'time_limit')
             or p_outcome = 'no_lead' and c.ended_category is distinct from 'assistant_ended')
$$;

create function private.settle_call(p_call_id uuid) returns void
language sql set search_path = ''
as $$
    update public.vapi_calls c set outcome = s.outcome, needs_callback = s.owed
    from (select x.id, o.outcome, private.owes_callback(x, o.outcome) as owed
          from public.vapi_calls x, lateral (select private.call_outcome(x) as outcome) o where x.id = p_call_id) s
    where c.id = s.id and (c.outcome, c.needs_callback) is distinct from (s.outcome, s.owed)
$$;

-- Only the last `ended` before the report counts; after the report, no status has anything to add.
create function private.apply_status(c public.vapi_calls, p_facts jsonb, p_happened_at timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare v_status text := p_facts ->> 'status';
begin
    if v_status = 'forwarding' then c.forwarded_at := least(c.forwarded_at, p_happened_at); end if;
    if v_status = 'ended' and c.reported_at is null then
        c.ended_reason := p_facts ->> 'ended_reason';
        c.ended_category := p_facts ->> 'ended_category';
        c.ended_at := greatest(coalesce((p_facts ->> 'ended_at')::timestamptz, p_happened_at), c.started_at);
    end if;
    c.status := private.later_status(c.status, v_status);
    c.outcome := private.call_outcome(c);
    c.needs_callback := private.owes_callback(c, c.outcome);
    update public.vapi_calls set status = c.status, forwarded_at = c.forwarded_at, ended_reason = c.ended_reason,
        ended_category = c.ended_category, ended_at = c.ended_at, outcome = c.outcome, needs_callback = c.needs_callback
    where id = c.id and (status, forwarded_at, ended_reason, ended_at, outcome, needs_callback) is distinct from
        (c.status, c.forwarded_at, c.ended_reason, c.ended_at, c.outcome, c.needs_callback);
end $$;

create function private.apply_said(c public.vapi_calls, p_line jsonb) returns void
language sql set search_path = ''
as $$
    insert into public.call_logs (call_id, at, kind, speaker, text, source)
    select c.id, (p_line ->> 'at')::timestamptz, 'said', p_line ->> 'speaker', p_line ->> 'text', 'live'
    where not c.report_has_lines
$$;

create function private.apply_happening(c public.vapi_calls, p_facts jsonb, p_happened_at timestamptz) returns void
language sql set search_path = ''
as $$
    insert into public.call_logs (call_id, at, kind, text, source)
    values (c.id, p_happened_at, 'event', p_facts ->> 'happening', 'live')
$$;

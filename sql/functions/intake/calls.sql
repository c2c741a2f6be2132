-- Applies the facts that Python read in a message. Every function here gives the same rows whatever the order in which
-- messages come, and however often: first facts fill what is empty, the end-of-call report has the last word.

-- The row a message speaks of, locked, or null. A report that names no call is told by caller and start, in whichever
-- order the two come: the row that was told from content (`derived:…`) takes the real id when it shows.
create or replace function private.locate_call(p_vapi_call_id text, p_caller_number text, p_created_at timestamptz,
    p_started_at timestamptz, p_happened_at timestamptz, p_lock boolean) returns public.vapi_calls
language plpgsql set search_path = ''
as $$
declare v public.vapi_calls;
begin
    if p_lock then
        select * into v from public.vapi_calls where vapi_call_id = p_vapi_call_id for no key update;
    else
        select * into v from public.vapi_calls where vapi_call_id = p_vapi_call_id;
    end if;
    if found or p_caller_number is null then return v; end if;
    -- The report and the first message that names the call may come at once, to two webhooks: one looks after the
    -- other.
    perform pg_advisory_xact_lock(hashtextextended('call of ' || p_caller_number, 0));
    select * into v from public.vapi_calls where vapi_call_id = p_vapi_call_id for no key update;
    if found then return v; end if;
    select * into v from public.vapi_calls c
    where c.caller_number = p_caller_number and case
        when c.started_at is not null and p_started_at is not null
            then c.started_at between p_started_at - interval '2 s' and p_started_at + interval '2 s'
                and (p_vapi_call_id like 'derived:%' or c.vapi_call_id like 'derived:%')
        when p_started_at is not null
            then p_vapi_call_id like 'derived:%' and c.vapi_call_id not like 'derived:%' and c.reported_at is null
                and c.created_at between p_started_at - interval '30 s' and p_happened_at + interval '30 s'
                and coalesce(c.ended_at >= p_started_at, true)
        when c.started_at is not null
            then c.vapi_call_id like 'derived:%' and p_vapi_call_id not like 'derived:%'
                and p_created_at between c.started_at - interval '30 s' and c.ended_at + interval '30 s'
        else false end
    order by abs(extract(epoch from coalesce(c.started_at, c.created_at) - coalesce(p_started_at, p_created_at))),
        c.created_at
    limit 1 for no key update;
    if found and v.vapi_call_id like 'derived:%' then
        update public.vapi_calls set vapi_call_id = p_vapi_call_id where id = v.id returning * into v;
    end if;
    return v;
end $$;

-- The call's row, made or completed from what nearly every message repeats about it; locked when p_lock says so.
create or replace function private.touch_call(p_call jsonb, p_happened_at timestamptz, p_lock boolean)
    returns public.vapi_calls
language plpgsql set search_path = ''
as $$
declare
    f private.told_call := jsonb_populate_record(null::private.told_call, p_call);
    v public.vapi_calls;
    n public.vapi_calls;
    v_created timestamptz;
begin
    v_created := coalesce(f.created_at, f.started_at, p_happened_at);
    v := private.locate_call(f.vapi_call_id, f.caller_number, v_created, f.started_at, p_happened_at, p_lock);
    if v.id is null then
        insert into public.vapi_calls as c (vapi_call_id, type, status, created_at, started_at, caller_number,
                                            caller_name, line_number, is_test, is_demo)
        values (f.vapi_call_id, f.type, coalesce(f.status, 'queued'), v_created, f.started_at, f.caller_number,
                f.caller_name, f.line_number, coalesce(f.is_test, false), coalesce(f.is_demo, false))
        on conflict (vapi_call_id) do nothing returning * into v;
        if found then return v; end if;
        select * into v from public.vapi_calls where vapi_call_id = f.vapi_call_id for no key update;
    end if;
    -- Compared before it is written: most messages add nothing, and then nothing is locked.
    n := private.learn(v, p_call, v_created);
    if n is not distinct from v then return v; end if;
    select * into v from public.vapi_calls where id = v.id for no key update;
    n := private.learn(v, p_call, v_created);
    update public.vapi_calls c set created_at = n.created_at, status = n.status, started_at = n.started_at,
        ended_at = n.ended_at, type = n.type, caller_number = n.caller_number, caller_name = n.caller_name,
        line_number = n.line_number, is_test = n.is_test, is_demo = n.is_demo
    where c.id = v.id;
    if (n.is_test, n.is_demo) is distinct from (v.is_test, v.is_demo) then return private.mark_call(v.id); end if;
    return n;
end $$;

-- That a call is a test, or a demonstration, may be learnt after it left a lead.
create or replace function private.mark_call(p_call_id uuid) returns public.vapi_calls
language plpgsql set search_path = ''
as $$
declare c public.vapi_calls;
begin
    select * into c from public.vapi_calls where id = p_call_id;
    update public.leads l set is_test = c.is_test, is_demo = c.is_demo
    where l.call_id = c.id and (l.is_test, l.is_demo) is distinct from (c.is_test, c.is_demo);
    update public.appointments a set is_test = c.is_test, is_demo = c.is_demo
    where a.call_id = c.id and (a.is_test, a.is_demo) is distinct from (c.is_test, c.is_demo);
    if c.status = 'ended' then perform private.settle_call(c.id); end if;
    select * into c from public.vapi_calls where id = p_call_id;
    return c;
end $$;

-- Only the last `ended` before the report counts; after the report, a status only tells what the report did not.
create or replace function private.apply_status(c public.vapi_calls, p_facts jsonb, p_happened_at timestamptz)
    returns void
language plpgsql set search_path = ''
as $$
declare v_status text := p_facts ->> 'status';
begin
    -- What every message proves was written when the call was looked up.
    if v_status not in ('ended', 'forwarding') and not c.is_test
        and c.status = private.later_status(c.status, v_status) then
        return;
    end if;
    if v_status = 'forwarding' then c.forwarded_at := least(c.forwarded_at, p_happened_at); end if;
    if v_status = 'ended' then
        if c.reported_at is null or c.ended_reason is null then
            c.ended_reason := p_facts ->> 'ended_reason';
            c.ended_category := p_facts ->> 'ended_category';
        end if;
        if c.reported_at is null or c.end_is_guess then
            c.ended_at := greatest(coalesce((p_facts ->> 'ended_at')::timestamptz, p_happened_at), c.started_at);
            c.end_is_guess := false;
        end if;
    end if;
    c.status := private.later_status(c.status, v_status);
    c.outcome := private.call_outcome(c);
    c.needs_callback := private.needs_callback(c, c.outcome);
    update public.vapi_calls set status = c.status, forwarded_at = c.forwarded_at, ended_reason = c.ended_reason,
        ended_category = c.ended_category, ended_at = c.ended_at, end_is_guess = c.end_is_guess, outcome = c.outcome,
        needs_callback = c.needs_callback
    where id = c.id and (status, forwarded_at, ended_reason, ended_at, end_is_guess, outcome,
        needs_callback) is distinct from
        (c.status, c.forwarded_at, c.ended_reason, c.ended_at, c.end_is_guess, c.outcome, c.needs_callback);
end $$;

create or replace function private.apply_said(p_call_id uuid, p_line jsonb) returns void
language plpgsql set search_path = ''
as $$
begin
    insert into public.call_logs (call_id, at, kind, speaker, text, source)
    select c.id, (p_line ->> 'at')::timestamptz, 'said', p_line ->> 'speaker', p_line ->> 'text', 'live'
    -- One after the other with the report, whose own lines replace these.
    from (select x.id, x.report_has_lines from public.vapi_calls x where x.id = p_call_id for no key update) c
    where not c.report_has_lines;
end $$;

create or replace function private.apply_happening(p_call_id uuid, p_happening text, p_happened_at timestamptz)
    returns void
language plpgsql set search_path = ''
as $$
begin
    insert into public.call_logs (call_id, at, kind, text, source)
    values (p_call_id, p_happened_at, 'event', p_happening, 'live');
end $$;

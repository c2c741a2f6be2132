-- One call, one row, whatever comes first: a report that names no call, a status without its end, a test told late.

-- The end was told by no message yet: it is the moment of the report, until the status `ended` tells better.
alter table public.vapi_calls add column end_is_guess boolean not null default false;

-- The row a message speaks of, locked when p_lock says so, or null. A report that names no call is told by caller and start,
-- in whichever order the two come: the row that was told from content (`derived:…`) takes the real id when it shows. A phone
-- rings half a minute at most before Paul answers.
drop function private.locate_call(text, text, timestamptz, boolean);
create function private.locate_call(p_vapi_call_id text, p_caller_number text, p_created_at timestamptz,
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
    -- The report and the first message that names the call may come at once, to two webhooks: one looks after the other.
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
    order by abs(extract(epoch from coalesce(c.started_at, c.created_at) - coalesce(p_started_at, p_created_at))), c.created_at
    limit 1 for no key update;
    if found and v.vapi_call_id like 'derived:%' then
        update public.vapi_calls set vapi_call_id = p_vapi_call_id where id = v.id returning * into v;
    end if;
    return v;
end $$;

-- That a call is a test, or a demonstration, may be learnt after it left a lead.
create function private.mark_call(p_call_id uuid) returns public.vapi_calls
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

create or replace function private.touch_call(p_call jsonb, p_happened_at timestamptz, p_lock boolean) returns public.vapi_calls
language plpgsql set search_path = ''
as $$
declare
    f record;
    v public.vapi_calls;
    n public.vapi_calls;
    v_created timestamptz;
begin
    select * into f from jsonb_to_record(p_call) as x(vapi_call_id text, type text, status text,
        created_at timestamptz, started_at timestamptz, caller_number text, caller_name text, line_number text,
        is_test boolean, is_demo boolean);
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

-- The call with what a message repeats about it: what is known stays, what is missing is filled.
create function private.learn(v public.vapi_calls, p_call jsonb, p_created_at timestamptz) returns public.vapi_calls
language plpgsql stable set search_path = ''
as $$
begin
    v.created_at := least(v.created_at, p_created_at);
    v.status := private.later_status(v.status, p_call ->> 'status');
    v.started_at := coalesce(v.started_at, (p_call ->> 'started_at')::timestamptz);
    if v.ended_at < v.started_at then v.ended_at := v.started_at; end if;
    v.type := coalesce(v.type, p_call ->> 'type');
    v.caller_number := coalesce(v.caller_number, p_call ->> 'caller_number');
    v.caller_name := coalesce(v.caller_name, p_call ->> 'caller_name');
    v.line_number := coalesce(v.line_number, p_call ->> 'line_number');
    v.is_test := v.is_test or coalesce((p_call ->> 'is_test')::boolean, false);
    v.is_demo := v.is_demo or coalesce((p_call ->> 'is_demo')::boolean, false);
    return v;
end $$;

-- Only the last `ended` before the report counts; after the report, a status only tells what the report did not.
create or replace function private.apply_status(c public.vapi_calls, p_facts jsonb, p_happened_at timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare v_status text := p_facts ->> 'status';
begin
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
    c.needs_callback := private.owes_callback(c, c.outcome);
    update public.vapi_calls set status = c.status, forwarded_at = c.forwarded_at, ended_reason = c.ended_reason,
        ended_category = c.ended_category, ended_at = c.ended_at, end_is_guess = c.end_is_guess, outcome = c.outcome,
        needs_callback = c.needs_callback
    where id = c.id and (status, forwarded_at, ended_reason, ended_at, end_is_guess, outcome, needs_callback) is distinct from
        (c.status, c.forwarded_at, c.ended_reason, c.ended_at, c.end_is_guess, c.outcome, c.needs_callback);
end $$;

create or replace function private.apply_report(c public.vapi_calls, p_facts jsonb, p_happened_at timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
    f record;
    v_lines jsonb := coalesce(p_facts -> 'lines', '[]');
begin
    select * into f from jsonb_to_record(p_facts) as x(started_at timestamptz, ended_at timestamptz, ended_reason text,
        ended_category text, summary text, success_evaluation text, structured_data jsonb, cost_usd numeric,
        has_recording boolean, recording_consent_at timestamptz, user_interrupted_count integer,
        assistant_interrupted_count integer, latency_unit_suspect boolean, words text);
    c.status := 'ended';
    c.reported_at := p_happened_at;
    c.started_at := coalesce(f.started_at, c.started_at);
    c.end_is_guess := f.ended_at is null and c.ended_at is null;
    c.ended_at := greatest(coalesce(f.ended_at, c.ended_at, p_happened_at), c.started_at);
    if f.ended_reason is not null then
        c.ended_reason := f.ended_reason;
        c.ended_category := f.ended_category;
    end if;
    if jsonb_typeof(p_facts -> 'lead') = 'object' then
        perform private.save_lead(c, p_facts -> 'lead', 'report', p_happened_at);
    end if;
    c.outcome := private.call_outcome(c);
    update public.vapi_calls set
        status = c.status, reported_at = c.reported_at, started_at = c.started_at, ended_at = c.ended_at,
        end_is_guess = c.end_is_guess, ended_reason = c.ended_reason, ended_category = c.ended_category, outcome = c.outcome,
        needs_callback = private.owes_callback(c, c.outcome), summary = f.summary,
        success_evaluation = f.success_evaluation, structured_data = f.structured_data, cost_usd = f.cost_usd,
        has_recording = coalesce(f.has_recording, false), recording_consent_at = f.recording_consent_at,
        user_interrupted_count = f.user_interrupted_count, assistant_interrupted_count = f.assistant_interrupted_count,
        latency_unit_suspect = coalesce(f.latency_unit_suspect, false),
        report_has_lines = v_lines @? '$[*] ? (@.kind == "said")'
    where id = c.id;
    perform private.apply_report_lines(c.id, v_lines);
    insert into public.call_search (call_id, words)
    values (c.id, to_tsvector('simple', coalesce(f.words, '')))
    on conflict (call_id) do update set words = excluded.words;
end $$;

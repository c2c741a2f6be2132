-- The end-of-call report has the last word on what was measured of a call.

-- What the report says of the call, its lines and its tool calls; told twice, or after others, it comes out the
-- same: of two reports the later one counts, and what it does not say the other does.
create or replace function private.apply_report(c public.vapi_calls, p_facts jsonb, p_happened_at timestamptz)
    returns void
language plpgsql set search_path = ''
as $$
declare
    f record;
    v_lines jsonb := coalesce(p_facts -> 'lines', '[]');
    v_said boolean := v_lines @? '$[*] ? (@.kind == "said")';
    v_newer boolean := p_happened_at >= coalesce(c.reported_at, p_happened_at);
    v_first boolean := c.reported_at is null;
begin
    select * into f from jsonb_to_record(p_facts) as x(started_at timestamptz, ended_at timestamptz, ended_reason text,
        ended_category text, summary text, success_evaluation text, structured_data jsonb, cost_usd numeric,
        has_recording boolean, recording_consent_at timestamptz, user_interrupted_count integer,
        assistant_interrupted_count integer, latency_unit_suspect boolean, transfer_answered boolean, words text);
    c.status := 'ended';
    c.reported_at := greatest(c.reported_at, p_happened_at);
    c.started_at := coalesce(f.started_at, c.started_at);
    c.end_is_guess := f.ended_at is null and c.ended_at is null;
    c.ended_at := greatest(coalesce(f.ended_at, c.ended_at, p_happened_at), c.started_at);
    if f.ended_reason is not null and (v_newer or c.ended_reason is null) then
        c.ended_reason := f.ended_reason;
        c.ended_category := f.ended_category;
    end if;
    if jsonb_typeof(p_facts -> 'told') = 'object' then
        perform private.write_people(c, p_facts -> 'told', 'report');
    end if;
    if v_newer or c.transfer_answered is null then
        c.transfer_answered := coalesce(f.transfer_answered, c.transfer_answered);
    end if;
    if v_newer then
        c.summary := coalesce(f.summary, c.summary);
        c.structured_data := coalesce(nullif(f.structured_data, '{}'), c.structured_data, f.structured_data);
    else
        c.summary := coalesce(c.summary, f.summary);
        c.structured_data := coalesce(nullif(c.structured_data, '{}'), f.structured_data, c.structured_data);
    end if;
    c.outcome := private.call_outcome(c);
    update public.vapi_calls set
        status = c.status, reported_at = c.reported_at, started_at = c.started_at, ended_at = c.ended_at,
        end_is_guess = c.end_is_guess, ended_reason = c.ended_reason, ended_category = c.ended_category,
        outcome = c.outcome, needs_callback = private.needs_callback(c, c.outcome), summary = c.summary,
        structured_data = c.structured_data,
        success_evaluation = case when v_newer then coalesce(f.success_evaluation, success_evaluation)
            else coalesce(success_evaluation, f.success_evaluation) end,
        cost_usd = case when v_newer then coalesce(f.cost_usd, cost_usd) else coalesce(cost_usd, f.cost_usd) end,
        has_recording = has_recording and not v_first or coalesce(f.has_recording, false),
        recording_consent_at = coalesce(f.recording_consent_at, recording_consent_at),
        user_interrupted_count = coalesce(f.user_interrupted_count, user_interrupted_count),
        assistant_interrupted_count = coalesce(f.assistant_interrupted_count, assistant_interrupted_count),
        latency_unit_suspect = case when v_newer then coalesce(f.latency_unit_suspect, false)
            else latency_unit_suspect end,
        transfer_answered = c.transfer_answered, report_has_lines = c.report_has_lines or v_said
    where id = c.id;
    -- What was said is in one of them: the one without it takes nothing away.
    if c.report_has_lines and not (v_newer and v_said) then return; end if;
    perform private.apply_report_lines(c.id, v_lines);
    insert into public.call_search (call_id, words, who)
    values (c.id, array_to_tsvector(array_remove(string_to_array(coalesce(f.words, ''), ' '), '')),
            private.who_called(c.id))
    on conflict (call_id) do update set words = excluded.words, who = excluded.who;
end $$;

-- The report's lines replace those that were heard while the call went on.
create or replace function private.apply_report_lines(p_call_id uuid, p_lines jsonb) returns void
language plpgsql set search_path = ''
as $$
begin
    delete from public.call_logs where call_id = p_call_id and kind in ('said', 'turn')
        and (source = 'report' or p_lines @? '$[*] ? (@.kind == "said")');
    insert into public.call_logs as l (call_id, at, ended_at, kind, speaker, text, source, turn_ms, model_ms, voice_ms,
                                       transcriber_ms, endpointing_ms, tool_call_id, tool_name)
    select p_call_id, x.at, x.ended_at, x.kind, x.speaker, coalesce(x.text, ''), 'report', x.turn_ms, x.model_ms,
           x.voice_ms, x.transcriber_ms, x.endpointing_ms, x.tool_call_id, x.tool_name
    from jsonb_to_recordset(p_lines) as x(at timestamptz, ended_at timestamptz, kind text, speaker text, text text,
        turn_ms integer, model_ms integer, voice_ms integer, transcriber_ms integer, endpointing_ms integer,
        tool_call_id text, tool_name text)
    on conflict (call_id, tool_call_id) where kind = 'tool' do update set
        at = least(l.at, excluded.at), text = case when l.answered_at is null then excluded.text else l.text end;
end $$;

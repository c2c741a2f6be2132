-- The end-of-call report and the leads that messages speak of.

create function private.apply_report_lines(p_call_id uuid, p_lines jsonb) returns void
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

create function private.apply_report(c public.vapi_calls, p_facts jsonb, p_happened_at timestamptz) returns void
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
    c.ended_at := greatest(coalesce(f.ended_at, c.ended_at, p_happened_at), c.started_at);
    c.ended_reason := f.ended_reason;
    c.ended_category := f.ended_category;
    if jsonb_typeof(p_facts -> 'lead') = 'object' then
        perform private.save_lead(c, p_facts -> 'lead', 'report', p_happened_at);
    end if;
    c.outcome := private.call_outcome(c);
    update public.vapi_calls set
        status = c.status, reported_at = c.reported_at, started_at = c.started_at, ended_at = c.ended_at,
        ended_reason = c.ended_reason, ended_category = c.ended_category, outcome = c.outcome,
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

-- Finds the lead that these words are about: same phone, else same name, else a row that only the report or a booking
-- made so far; a report is about the call's first lead whatever it heard.
create function private.find_lead(p_call_id uuid, p_phone text, p_name text, p_source text) returns public.leads
language sql stable set search_path = ''
as $$
    select l.* from public.leads l
    where l.call_id = p_call_id
      and (l.phone = p_phone
           or p_phone is null and private.fold(l.name) = private.fold(p_name)
           or p_source = 'report'
           or p_source = 'tool' and l.source = 'report')
    order by l.phone is not distinct from p_phone desc, l.created_at, l.id limit 1
$$;

-- True when everything these words could fill is filled already.
create function private.adds_nothing(l public.leads, p_facts jsonb) returns boolean
language sql immutable set search_path = ''
as $$
    select (l.name is not null or p_facts ->> 'name' is null) and (l.phone is not null or p_facts ->> 'phone' is null)
        and (l.address is not null or p_facts ->> 'address' is null) and (l.city is not null or p_facts ->> 'city' is null)
        and (l.postal_code is not null or p_facts ->> 'postal_code' is null)
        and (l.service is not null or p_facts ->> 'service' is null)
        and (l.description is not null or p_facts ->> 'description' is null)
        and (l.client_type is not null or p_facts ->> 'client_type' is null)
        and (l.source <> 'booking' or p_facts ->> 'urgency' is null)
$$;

create function private.save_lead(c public.vapi_calls, p_facts jsonb, p_source text, p_happened_at timestamptz)
returns public.leads
language plpgsql set search_path = ''
as $$
declare
    f record;
    v public.leads;
    -- Paul's own words go over what was only told from a summary, never over what a person wrote.
    v_overrides boolean;
begin
    select * into f from jsonb_to_record(p_facts) as x(name text, phone text, address text, city text, postal_code text,
        service text, description text, client_type text, urgency text);
    v := private.find_lead(c.id, f.phone, f.name, p_source);
    if v.id is null then
        insert into public.leads (ref, call_id, source, created_at, name, phone, address, city, postal_code, service,
                                  description, client_type, urgency, is_test, is_demo)
        values ('DF-' || to_char(p_happened_at at time zone 'America/Toronto', 'YYYY') || '-'
                    || lpad(nextval('private.lead_number')::text, 4, '0'),
                c.id, p_source, p_happened_at, f.name, f.phone, f.address, f.city, f.postal_code, f.service,
                f.description, f.client_type, coalesce(f.urgency, 'normal'), c.is_test, c.is_demo)
        returning * into v;
        return v;
    end if;
    v_overrides := p_source = 'tool' and v.version = 1;
    if not v_overrides and private.adds_nothing(v, p_facts) and v.created_at <= p_happened_at then return v; end if;
    update public.leads l set
        source = case when p_source = 'tool' then 'tool' else l.source end,
        created_at = least(l.created_at, p_happened_at), updated_at = now(),
        name = case when v_overrides then coalesce(f.name, l.name) else coalesce(l.name, f.name) end,
        phone = case when v_overrides then coalesce(f.phone, l.phone) else coalesce(l.phone, f.phone) end,
        address = case when v_overrides then coalesce(f.address, l.address) else coalesce(l.address, f.address) end,
        city = case when v_overrides then coalesce(f.city, l.city) else coalesce(l.city, f.city) end,
        postal_code = case when v_overrides then coalesce(f.postal_code, l.postal_code)
                           else coalesce(l.postal_code, f.postal_code) end,
        service = case when v_overrides then coalesce(f.service, l.service) else coalesce(l.service, f.service) end,
        description = case when v_overrides then coalesce(f.description, l.description)
                           else coalesce(l.description, f.description) end,
        client_type = case when v_overrides then coalesce(f.client_type, l.client_type)
                           else coalesce(l.client_type, f.client_type) end,
        urgency = case when v_overrides or l.source = 'booking' and l.version = 1
                       then coalesce(f.urgency, l.urgency) else l.urgency end
    where l.id = v.id returning * into v;
    return v;
end $$;

-- Makes taking a message in cheaper, changing nothing of what it means. What PL/pgSQL runs is planned once a connection;
-- a function in SQL that is not inlined is parsed and planned again in every statement that calls it, and so is every
-- function named in a check of a table written to.

alter table public.vapi_calls
    drop constraint vapi_calls_status_check,
    drop constraint vapi_calls_caller_number_check,
    drop constraint vapi_calls_line_number_check,
    add constraint vapi_calls_status_check
        check (status in ('scheduled', 'queued', 'ringing', 'in-progress', 'forwarding', 'ended')),
    -- E.164, as private.is_e164 says it.
    add constraint vapi_calls_numbers_check
        check (caller_number ~ '^\+[1-9][0-9]{6,14}$' and line_number ~ '^\+[1-9][0-9]{6,14}$');
alter table public.leads
    drop constraint leads_phone_check,
    add constraint leads_phone_check check (phone ~ '^\+[1-9][0-9]{6,14}$');
alter table public.alerts
    drop constraint alerts_state_check,
    add constraint alerts_state_check
        check (state in ('waiting', 'sending', 'handed_over', 'failed', 'delivered', 'acknowledged'));
alter table public.call_logs
    drop constraint call_logs_turn_ms_check,
    drop constraint call_logs_model_ms_check,
    drop constraint call_logs_voice_ms_check,
    drop constraint call_logs_transcriber_ms_check,
    drop constraint call_logs_endpointing_ms_check,
    drop constraint call_logs_tool_ms_check,
    add constraint call_logs_ms_check
        check (least(turn_ms, model_ms, voice_ms, transcriber_ms, endpointing_ms, tool_ms) >= 0);

-- One expression without a setting of its own: inlined where it is used.
alter function private.owes_callback(public.vapi_calls, text) reset all;
alter function private.is_news() reset all;
alter function private.alert_rank(text) reset all;

create or replace function private.new_lead(c public.vapi_calls, p public.leads, p_source text, p_said_at timestamptz)
returns public.leads
language plpgsql set search_path = ''
as $$
declare
    v public.leads;
    v_number text := nextval('private.lead_number')::text;
begin
    insert into public.leads (ref, call_id, source, created_at, name, phone, address, city, postal_code, service,
                              description, client_type, urgency, is_test, is_demo)
    -- Never cut: lpad() shortens what is longer than its width.
    values ('DF-' || to_char(p_said_at at time zone 'America/Toronto', 'YYYY') || '-'
                || lpad(v_number, greatest(4, length(v_number)), '0'),
            c.id, p_source, p_said_at, p.name, p.phone, p.address, p.city, p.postal_code, p.service, p.description,
            p.client_type, coalesce(p.urgency, 'normal'), c.is_test, c.is_demo)
    returning * into v;
    return v;
end $$;

drop function private.lead_ref(bigint, timestamptz);

create or replace function private.call_outcome(c public.vapi_calls) returns text
language plpgsql stable set search_path = ''
as $$
begin
    if c.is_test then return 'test'; end if;
    if c.status <> 'ended' then return 'in_progress'; end if;
    if exists (select 1 from public.appointments a where a.call_id = c.id and a.status <> 'cancelled') then
        return 'appointment';
    end if;
    if exists (select 1 from public.leads l where l.call_id = c.id) then return 'lead'; end if;
    return case
        when private.is_fault(c.ended_category) then 'fault'
        when c.ended_category = 'transfer' then 'transfer_failed'
        when c.forwarded_at is not null or c.ended_reason = 'assistant-forwarded-call' then 'transferred'
        when c.ended_reason in ('customer-did-not-answer', 'customer-busy') then 'no_answer'
        when c.ended_category = 'voicemail' then 'voicemail'
        when c.ended_reason = 'silence-timed-out' or c.ended_category = 'no_audio_from_customer' then 'silence'
        when c.ended_category = 'time_limit' then 'time_limit'
        when c.ended_category in ('customer', 'assistant_ended', 'transport') then 'no_lead'
        else 'unknown' end;
end $$;

create or replace function private.apply_happening(c public.vapi_calls, p_facts jsonb, p_happened_at timestamptz) returns void
language plpgsql set search_path = ''
as $$
begin
    insert into public.call_logs (call_id, at, kind, text, source)
    values (c.id, p_happened_at, 'event', p_facts ->> 'happening', 'live');
end $$;

create or replace function private.apply_said(c public.vapi_calls, p_line jsonb) returns void
language plpgsql set search_path = ''
as $$
begin
    if c.report_has_lines then return; end if;
    insert into public.call_logs (call_id, at, kind, speaker, text, source)
    values (c.id, (p_line ->> 'at')::timestamptz, 'said', p_line ->> 'speaker', p_line ->> 'text', 'live');
end $$;

create or replace function private.keep_answer(
    p_call_id uuid, p_tool_call_id text, p_tool_name text, p_at timestamptz, p_text text, p_ok boolean, p_ms integer)
returns void
language plpgsql set search_path = ''
as $$
begin
    insert into public.call_logs as l (call_id, at, kind, source, tool_call_id, tool_name, text, tool_ok, tool_ms, answered_at)
    values (p_call_id, p_at, 'tool', 'live', p_tool_call_id, p_tool_name, p_text, p_ok, p_ms, now())
    on conflict (call_id, tool_call_id) where kind = 'tool' do update set
        at = least(l.at, excluded.at), source = 'live', text = excluded.text, tool_ok = excluded.tool_ok,
        tool_ms = excluded.tool_ms, answered_at = excluded.answered_at;
end $$;

create or replace function private.told(p_call_id uuid, p_keys text[]) returns public.leads
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select jsonb_populate_record(null::public.leads, coalesce(jsonb_object_agg(e.key, e.value
            order by array_position(array['report', 'booking', 'tool'], w.source), w.said_at, w.key), '{}'))
        from private.lead_words w, jsonb_each(jsonb_strip_nulls(w.facts)) e
        where w.call_id = p_call_id and w.key = any (p_keys));
end $$;

create or replace function private.lead_of_words(
    p_call_id uuid, p_person text, p_keys text[], p_only_report boolean, p_taken uuid[]) returns public.leads
language plpgsql stable set search_path = ''
as $$
declare v public.leads;
begin
    select l.* into v from public.leads l,
        lateral (select count(*) filter (where w.key = any (p_keys)) as own, count(*) as words,
                        count(*) filter (where w.key = any (p_keys) and w.source <> 'report') as live
                 from private.lead_words w where w.lead_id = l.id) n
    where l.call_id = p_call_id and (l.version > 1 or l.id <> all (p_taken))
      and (n.own > 0 or p_only_report and l.version > 1
           or coalesce(l.phone, private.fold(l.name)) = p_person and (l.version > 1 or n.words = 0))
    order by n.live > 0 desc, l.created_at, l.id limit 1;
    return v;
end $$;

create or replace function private.people_of(p_call_id uuid)
returns table (key text, source text, said_at timestamptz, lead_id uuid, person text)
-- Told that a call speaks of few people, Postgres looks their leads up; told nothing it expects a thousand, and read the
-- whole table for each message.
language plpgsql stable rows 2 set search_path = ''
as $$
#variable_conflict use_column
begin
    return query
    with w as (select x.*, x.facts ->> 'phone' as phone, private.fold(x.facts ->> 'name') as name
               from private.lead_words x where x.call_id = p_call_id),
         live as (select w.*, coalesce(w.phone, (select o.phone from w o where o.source <> 'report' and o.phone is not null
                      and o.name = w.name and w.name <> '' order by o.said_at, o.key limit 1), w.name) as person
                  from w where w.source <> 'report')
    select l.key, l.source, l.said_at, l.lead_id, l.person from live l
    union all
    select r.key, r.source, r.said_at, r.lead_id, coalesce((select l.person from live l where l.person = r.phone limit 1),
        (select l.person from live l order by l.said_at, l.key limit 1), r.phone, r.name)
    from w r where r.source = 'report';
end $$;

create or replace function private.who_called(p_call_id uuid) returns tsvector
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select strip(to_tsvector('simple', regexp_replace(private.fold(concat_ws(' ', c.caller_name,
            (select string_agg(concat_ws(' ', l.name, l.city, private.number_words(l.phone)), ' ' order by l.created_at, l.id)
             from public.leads l where l.call_id = c.id))), '[^a-z0-9]+', ' ', 'g')))
        from public.vapi_calls c where c.id = p_call_id);
end $$;

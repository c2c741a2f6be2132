-- What each message writes costs less. Postgres reads the text of a check, and of a column that it computes, anew at
-- each write: what they say stands in functions, whose plans a connection keeps.

alter table public.vapi_calls
    drop constraint vapi_calls_status_check, drop constraint vapi_calls_outcome_check,
    drop constraint vapi_calls_classification_check, drop constraint vapi_calls_cost_usd_check,
    drop constraint vapi_calls_numbers_check, drop constraint ends_after_start,
    add constraint is_call check (private.is_call(status, outcome, classification, started_at, ended_at, cost_usd,
        caller_number, line_number));
alter table public.call_logs
    drop constraint call_logs_kind_check, drop constraint call_logs_source_check,
    drop constraint call_logs_speaker_check, drop constraint call_logs_ms_check,
    drop constraint said_by_someone, drop constraint tool_has_id,
    add constraint is_line check (private.is_line(kind, source, speaker, tool_call_id,
        least(turn_ms, model_ms, voice_ms, transcriber_ms, endpointing_ms, tool_ms)));
alter table public.leads
    drop constraint leads_source_check, drop constraint leads_urgency_check, drop constraint leads_status_check,
    add constraint is_lead check (private.is_lead(source, urgency, status)),
    alter column find set expression as (private.lead_vector(name, city, address, service, description, note,
        postal_code, phone));
alter table public.alerts
    drop constraint alerts_state_check, drop constraint alerts_acknowledged_via_check,
    add constraint is_alert check (private.is_alert(state, acknowledged_via));

-- A message of a few thousand letters lies in its row: cut into pieces beside it, each piece is a row more and an entry
-- of an index.
alter table private.inbox set (toast_tuple_target = 8160);

-- Until its report comes a call is found among the few others that wait for theirs, and costs the search index nothing.

drop index public.vapi_calls_live;
create index vapi_calls_unreported on public.vapi_calls (created_at desc) where reported_at is null;
delete from public.call_search s using public.vapi_calls c where c.id = s.call_id and c.reported_at is null;

-- A message as Python hands it over, and what each message says of its call.
create type private.received as (key text, type text, vapi_call_id text, happened_at timestamptz,
    received_at timestamptz, via text, facts jsonb, steps jsonb, error text);
create type private.told_call as (vapi_call_id text, type text, status text, created_at timestamptz,
    started_at timestamptz, caller_number text, caller_name text, line_number text, is_test boolean, is_demo boolean);

-- Calls, and what was said in them.

create table public.vapi_calls (
    id uuid primary key default private.new_id(),
    -- Vapi's own id; `derived:…` when a message named no call and one had to be told from its content.
    vapi_call_id text not null unique,
    type text,
    status text not null default 'queued'
        check (status in ('scheduled', 'queued', 'ringing', 'in-progress', 'forwarding', 'ended')),
    -- Earliest moment known of the call; the journal is ordered by it.
    created_at timestamptz not null,
    started_at timestamptz,
    ended_at timestamptz,
    caller_number text,
    caller_name text,
    line_number text,
    ended_reason text,
    ended_category text,
    outcome text not null default 'in_progress' check (outcome in ('in_progress', 'appointment', 'lead', 'no_lead',
        'transferred', 'transfer_failed', 'fault', 'silence', 'time_limit', 'no_answer', 'voicemail', 'test',
        'unknown')),
    summary text,
    success_evaluation text,
    structured_data jsonb,
    cost_usd numeric(12, 6) check (cost_usd >= 0),
    has_recording boolean not null default false,
    recording_consent_at timestamptz,
    user_interrupted_count integer,
    assistant_interrupted_count integer,
    -- Turn latencies came in seconds instead of milliseconds and were converted.
    latency_unit_suspect boolean not null default false,
    forwarded_at timestamptz,
    -- When the end-of-call report was made: it has the last word on everything above.
    reported_at timestamptz,
    report_has_lines boolean not null default false,
    is_test boolean not null default false,
    is_demo boolean not null default false,
    classification text check (classification in ('spam', 'test', 'not_customer')),
    needs_callback boolean not null default false,
    called_back_at timestamptz,
    called_back_by uuid references public.profiles (user_id) on delete set null,
    assigned_to uuid references public.profiles (user_id) on delete set null,
    -- The end was told by no message yet: it is the moment of the report, until the status `ended` tells better.
    end_is_guess boolean not null default false,
    caught_up_at timestamptz,
    conversation_purged_at timestamptz,
    -- E.164, as private.is_e164 says it: written out, for each function named in a check is called at every write.
    constraint vapi_calls_numbers_check
        check (caller_number ~ '^\+[1-9][0-9]{6,14}$' and line_number ~ '^\+[1-9][0-9]{6,14}$'),
    constraint ends_after_start check (ended_at is null or started_at is null or ended_at >= started_at)
) with (fillfactor = 70);
create index vapi_calls_journal on public.vapi_calls (created_at desc, id desc);
create index vapi_calls_outcome on public.vapi_calls (outcome, created_at desc, id desc);
create index vapi_calls_caller on public.vapi_calls (caller_number, created_at desc);
create index vapi_calls_live on public.vapi_calls (created_at desc) where status <> 'ended';
create index vapi_calls_callback on public.vapi_calls (created_at desc) where needs_callback;
create index vapi_calls_demo on public.vapi_calls (created_at desc) where is_demo;
create index vapi_calls_suspect on public.vapi_calls (created_at) where latency_unit_suspect;
create index vapi_calls_recordings on public.vapi_calls (created_at) where has_recording;
comment on table public.vapi_calls is 'One row a call that reached Paul; its status never moves backwards.';
comment on column public.vapi_calls.caught_up_at is
    'When the call, missed or left unfinished, was fetched from Vapi''s list.';
alter table public.vapi_calls enable row level security;

-- Apart from the call, so that the call's row stays small and its many updates never touch the index.
create table public.call_search (
    call_id uuid primary key references public.vapi_calls (id) on delete cascade,
    -- What was said and who called are kept apart: the report rewrites the one, a corrected name the other.
    words tsvector not null,
    who tsvector not null default '',
    everything tsvector generated always as (words || who) stored
);
create index call_search_everything on public.call_search using gin (everything);
alter table public.call_search enable row level security;

create table public.call_logs (
    id bigint generated always as identity,
    call_id uuid not null references public.vapi_calls (id) on delete cascade,
    at timestamptz not null,
    ended_at timestamptz,
    -- said: a sentence; tool: one tool call; event: hang, transfer…; turn: latencies that match no sentence.
    kind text not null check (kind in ('said', 'tool', 'event', 'turn')),
    speaker text check (speaker in ('caller', 'paul')),
    text text not null default '',
    -- live: heard while the call went on; report: from the end-of-call report, which replaces the live ones.
    source text not null check (source in ('live', 'report')),
    turn_ms integer,
    model_ms integer,
    voice_ms integer,
    transcriber_ms integer,
    endpointing_ms integer,
    tool_call_id text,
    tool_name text,
    tool_ok boolean,
    -- Time our own handler took; null for tools that Vapi ran by itself.
    tool_ms integer,
    answered_at timestamptz,
    primary key (call_id, at, id),
    constraint call_logs_ms_check
        check (least(turn_ms, model_ms, voice_ms, transcriber_ms, endpointing_ms, tool_ms) >= 0),
    constraint said_by_someone check (kind <> 'said' or speaker is not null),
    constraint tool_has_id check (kind <> 'tool' or tool_call_id is not null)
);
create unique index call_logs_tool on public.call_logs (call_id, tool_call_id) where kind = 'tool';
comment on table public.call_logs is 'What was said and done, line by line, with the latencies of Paul''s turns in ms.';
alter table public.call_logs enable row level security;

-- Calls and what was said in them.

create function private.status_rank(p_status text) returns smallint
language sql immutable parallel safe set search_path = ''
as $$
    select case p_status when 'scheduled' then 0 when 'queued' then 1 when 'ringing' then 2
        when 'in-progress' then 3 when 'forwarding' then 4 when 'ended' then 5 end::smallint
$$;

create table public.vapi_calls (
    id uuid primary key default gen_random_uuid(),
    -- Vapi's own id; `derived:…` when a message named no call and one had to be told from its content.
    vapi_call_id text not null unique,
    type text,
    status text not null default 'queued' check (private.status_rank(status) is not null),
    -- Earliest moment known of the call; the journal is ordered by it.
    created_at timestamptz not null,
    started_at timestamptz,
    ended_at timestamptz,
    caller_number text check (private.is_e164(caller_number)),
    caller_name text,
    line_number text check (private.is_e164(line_number)),
    ended_reason text,
    ended_category text,
    outcome text not null default 'in_progress' check (outcome in ('in_progress', 'appointment', 'lead', 'no_lead',
        'transferred', 'transfer_failed', 'fault', 'silence', 'time_limit', 'no_answer', 'voicemail', 'test', 'unknown')),
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
    constraint ends_after_start check (ended_at is null or started_at is null or ended_at >= started_at)
) with (fillfactor = 70);
comment on table public.vapi_calls is 'One row a call that reached Paul; its status never moves backwards.';

create index vapi_calls_journal on public.vapi_calls (created_at desc, id desc);
create index vapi_calls_outcome on public.vapi_calls (outcome, created_at desc, id desc);
create index vapi_calls_caller on public.vapi_calls (caller_number, created_at desc);
create index vapi_calls_live on public.vapi_calls (created_at desc) where status <> 'ended';
create index vapi_calls_callback on public.vapi_calls (created_at desc) where needs_callback;
create index vapi_calls_demo on public.vapi_calls (created_at desc) where is_demo;

-- Apart from the call, so that the call's row stays small and its many updates never touch the index.
create table public.call_search (
    call_id uuid primary key references public.vapi_calls (id) on delete cascade,
    words tsvector not null
);
create index call_search_words on public.call_search using gin (words);

create function private.guard_call() returns trigger language plpgsql set search_path = ''
as $$
begin
    if tg_op = 'UPDATE' and private.status_rank(new.status) < private.status_rank(old.status) then
        raise check_violation using message = format('a call cannot go back from %s to %s', old.status, new.status);
    end if;
    return new;
end $$;
create trigger vapi_calls_guard before update of status on public.vapi_calls
for each row when (new.status is distinct from old.status) execute function private.guard_call();

create function private.refuse_demo() returns trigger language plpgsql set search_path = ''
as $$
begin
    raise check_violation using message = 'demonstration rows are refused outside the embedded database';
end $$;
create trigger vapi_calls_demo before insert or update of is_demo on public.vapi_calls for each row
when (new.is_demo and coalesce(current_setting('drain.embedded', true), '') <> 'on')
execute function private.refuse_demo();

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
    turn_ms integer check (turn_ms >= 0),
    model_ms integer check (model_ms >= 0),
    voice_ms integer check (voice_ms >= 0),
    transcriber_ms integer check (transcriber_ms >= 0),
    endpointing_ms integer check (endpointing_ms >= 0),
    tool_call_id text,
    tool_name text,
    tool_ok boolean,
    -- Time our own handler took; null for tools that Vapi ran by itself.
    tool_ms integer check (tool_ms >= 0),
    answered_at timestamptz,
    primary key (call_id, at, id),
    constraint said_by_someone check (kind <> 'said' or speaker is not null),
    constraint tool_has_id check (kind <> 'tool' or tool_call_id is not null)
);
comment on table public.call_logs is 'What was said and done, line by line, with the latencies of Paul''s turns in ms.';
create unique index call_logs_tool on public.call_logs (call_id, tool_call_id) where kind = 'tool';

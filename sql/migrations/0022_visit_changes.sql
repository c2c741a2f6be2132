-- What a call did to a visit that stands: moved it, cancelled it, asked for the very hour it has (kept); or only asked
-- for a change, which a person has to make. One row a tool call: the same one twice changes nothing more.
create table public.appointment_changes (
    id uuid primary key default private.new_id(),
    call_id uuid not null references public.vapi_calls (id) on delete cascade,
    tool_call_id text not null,
    -- Null where it was only asked for: which visit is meant is what a person finds out.
    appointment_id uuid references public.appointments (id) on delete cascade,
    kind text not null check (kind in ('moved', 'cancelled', 'kept', 'asked')),
    from_starts_at timestamptz,
    to_starts_at timestamptz,
    -- Why, in the caller's words.
    said text,
    requested_at timestamptz not null,
    constraint changes_a_visit check (kind = 'asked' or appointment_id is not null),
    constraint moves_somewhere check ((kind = 'moved') = (to_starts_at is not null)),
    unique (call_id, tool_call_id)
);
create index appointment_changes_visit on public.appointment_changes (appointment_id, requested_at);
alter table public.appointment_changes enable row level security;

-- A call that cancelled a visit and left nothing else has ended well: nobody is owed a callback.
alter table public.vapi_calls drop constraint vapi_calls_outcome_check;
alter table public.vapi_calls add constraint vapi_calls_outcome_check check (outcome in ('in_progress', 'appointment',
    'visit_cancelled', 'lead', 'no_lead', 'transferred', 'transfer_failed', 'fault', 'silence', 'time_limit',
    'no_answer', 'voicemail', 'test', 'unknown'));

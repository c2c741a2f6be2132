-- What came of each call-back: whoever was not reached is to be called again at an hour.

create table public.call_attempts (
    id uuid primary key default private.new_id(),
    lead_id uuid references public.leads (id) on delete cascade,
    call_id uuid references public.vapi_calls (id) on delete cascade,
    at timestamptz not null default clock_timestamp(),
    -- No reference to profiles: it stays signed when whoever called leaves the team.
    author uuid not null,
    outcome text not null check (outcome in ('reached', 'no_answer', 'voicemail', 'later', 'wrong_number')),
    -- When to call again; none where no further call is owed.
    again_at timestamptz,
    constraint about_one check (num_nonnulls(lead_id, call_id) = 1),
    constraint again_where_owed check ((again_at is not null) = (outcome in ('no_answer', 'voicemail', 'later')))
);
create index call_attempts_lead on public.call_attempts (lead_id, at) where lead_id is not null;
create index call_attempts_call on public.call_attempts (call_id, at) where call_id is not null;
comment on table public.call_attempts is 'Each try to call somebody back, about a lead or about a call that left none.';
alter table public.call_attempts enable row level security;

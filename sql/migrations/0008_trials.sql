-- Trials: calls that we place ourselves to prove that everything works, from the dialled number to the SMS that
-- arrives.
create table public.trial_settings (
    only_row boolean primary key default true check (only_row),
    -- Paul's line: what a whole trial dials.
    line_number text not null default '+14502803222' check (private.is_e164(line_number)),
    daily_limit smallint not null default 8 check (daily_limit between 0 and 50),
    -- Local hours at which one is dialled by itself.
    hours smallint[] not null default '{}'
        check (hours <@ array[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23]::smallint[]),
    -- Who gets the test message; nobody named, or no longer listed: the first on call.
    recipient_id uuid,
    -- Which Vapi the worker speaks to, and when it said so.
    vapi text check (vapi in ('real', 'simulated', 'absent')),
    vapi_at timestamptz
);
alter table public.trial_settings enable row level security;

create table public.test_calls (
    id uuid primary key default gen_random_uuid(),
    -- What the call is called at Vapi: by it one is found again whose outcome is unknown.
    name text not null unique generated always as ('console-test ' || left(translate(id::text, '-', ''), 20)) stored,
    asked_at timestamptz not null default clock_timestamp(),
    asked_by uuid references public.profiles (user_id) on delete set null,
    -- The hour it was due at, when nobody asked.
    scheduled_for timestamptz unique,
    to_number text not null check (private.is_e164(to_number)),
    to_name text not null,
    is_whole boolean not null,
    -- dialling: written before Vapi hears of it, for it cannot be told twice; under_way: Vapi has it.
    state text not null default 'asked' check (state in ('asked', 'dialling', 'under_way', 'passed', 'failed')),
    simulated boolean,
    -- The test line; a call that comes from there is a trial, whenever it comes.
    from_number text,
    dialling_at timestamptz,
    placed_at timestamptz,
    vapi_call_id text,
    answered_at timestamptz,
    webhook_at timestamptz,
    stored_at timestamptz,
    call_id uuid references public.vapi_calls (id) on delete set null,
    alert_id uuid references public.alerts (id) on delete set null,
    looked_at timestamptz,
    failed_step text check (failed_step in ('placed', 'answered', 'webhook', 'stored', 'handed_over', 'delivered')),
    failed_reason text,
    ended_at timestamptz,
    due_at timestamptz default clock_timestamp(),
    lease_until timestamptz,
    diverted boolean not null default false,
    constraint failed_says_where check ((state = 'failed') = (failed_step is not null))
);
create unique index test_calls_one_at_a_time on public.test_calls ((true))
    where state in ('asked', 'dialling', 'under_way');
create index test_calls_newest on public.test_calls (asked_at desc);
create index test_calls_from on public.test_calls (from_number) where from_number is not null;
create index test_calls_vapi on public.test_calls (vapi_call_id);
create index test_calls_call on public.test_calls (call_id);
create index test_calls_alert on public.test_calls (alert_id);
comment on column public.test_calls.diverted is
    'Dialled while the line was diverted, for an exercise: a person picks up, not Paul.';
alter table public.test_calls enable row level security;

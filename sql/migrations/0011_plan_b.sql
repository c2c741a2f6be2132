-- Plan B: when Paul fails, his line is set to ring at a person's, and put back. Asked for here; done by the worker, who
-- believes nothing that Vapi has not read back.
create table private.plan_b_settings (
    only_row boolean primary key default true check (only_row),
    -- Where the line is diverted to; nobody named, or no longer listed: the first on call.
    recipient_id uuid
);
alter table private.plan_b_settings enable row level security;

create table private.diversions (
    id uuid primary key default gen_random_uuid(),
    -- An exercise dials a trial meanwhile, and puts the line back by itself.
    is_exercise boolean not null default false,
    asked_at timestamptz not null default clock_timestamp(),
    asked_by uuid references public.profiles (user_id) on delete set null,
    to_number text not null check (private.is_e164(to_number)),
    to_name text not null,
    -- on: read back from Vapi; ending: to be put back; off: read back again. failed: it was never set.
    state text not null default 'asked' check (state in ('asked', 'on', 'ending', 'off', 'failed')),
    simulated boolean,
    -- The line's own hooks as they were, to be put back.
    hooks_before jsonb,
    on_at timestamptz,
    undo_asked_at timestamptz,
    undo_asked_by uuid references public.profiles (user_id) on delete set null,
    off_at timestamptz,
    -- What Vapi last said when it was asked, and when: whether the line is diverted to that number.
    checked_at timestamptz,
    is_diverted boolean,
    -- Of the last request that failed, in one word; null once one succeeded.
    error text,
    tries integer not null default 0,
    trial_id uuid references public.test_calls (id) on delete set null,
    passed boolean,
    verdict text,
    due_at timestamptz default clock_timestamp(),
    lease_until timestamptz,
    constraint only_exercises_are_judged check (is_exercise or passed is null)
);
create unique index diversions_one_at_a_time on private.diversions ((true)) where state in ('asked', 'on', 'ending');
create index diversions_newest on private.diversions (asked_at desc);
alter table private.diversions enable row level security;

-- What speaks against Paul right now, since when; looked at every minute by the worker.
create table private.paul_signs (
    sign text primary key check (sign in ('trials', 'faults', 'no_calls', 'vapi_away')),
    since timestamptz not null,
    -- How many: trials, calls that broke, calls that usually come, comparisons that failed.
    n integer not null,
    seen_at timestamptz not null default clock_timestamp()
);
alter table private.paul_signs enable row level security;

-- What is live at Vapi compared with what is written here: `python -m backend.paul`.
create table private.paul_drift (
    only_row boolean primary key default true check (only_row),
    checked_at timestamptz not null,
    simulated boolean,
    -- Names of the settings that differ, never their values.
    differences text[] not null default '{}',
    error text
);
alter table private.paul_drift enable row level security;

-- What the line was seen to carry: each ramp and each soak, as it was run. Evidence is added by whoever holds the
-- database's own URL, and never changed: no key of the Data API writes here.
create table public.load_runs (
    id bigint generated always as identity primary key,
    kind text not null check (kind in ('ramp', 'soak')),
    started_at timestamptz not null,
    finished_at timestamptz not null check (finished_at > started_at),
    -- How many simulated hours passed in one real hour: 1 is real time.
    speed double precision not null check (speed >= 1),
    real_hours double precision not null check (real_hours > 0),
    -- A soak: what was asked for. A ramp: what the last level that held comes to in a day.
    calls_per_day integer not null check (calls_per_day >= 0),
    calls bigint not null check (calls > 0),
    lost bigint not null check (lost >= 0),
    twice bigint not null check (twice >= 0),
    p95_ms double precision check (p95_ms >= 0),
    calls_at_once integer check (calls_at_once >= 0),
    events_per_second double precision check (events_per_second >= 0),
    held boolean not null,
    detail jsonb not null default '{}',
    release text not null check (release <> ''),
    recorded_at timestamptz not null default clock_timestamp(),
    -- Compressed time is no time: only this may count as real hours.
    in_real_time boolean not null generated always as (speed = 1) stored,
    constraint once unique (kind, started_at, release),
    -- The hours claimed are the hours that passed.
    constraint honest_hours check (
        abs(extract(epoch from finished_at - started_at)::double precision / 3600 - real_hours)
            <= 0.01 + real_hours * 0.01),
    constraint nothing_lost_where_held check (not held or (lost = 0 and twice = 0))
);
alter table public.load_runs enable row level security;

-- What was measured, when, and how long that says anything. Rows are only ever added: a gate is green because of one,
-- and nobody can tick it by hand.
create table public.evidence (
    id bigint generated always as identity primary key,
    gate text not null,
    -- Which of the gate's measurements.
    code text not null,
    measured_at timestamptz not null,
    valid_for interval not null check (valid_for > interval '0'),
    -- Out of how many: objects tried, tests run, files read.
    n bigint,
    value double precision,
    -- Null: it was tried and could not be measured.
    ok boolean,
    -- How it was measured, in one word that the screen has words for.
    method text not null,
    -- The version that it was measured on.
    release text,
    -- Without personal data and without a secret.
    detail jsonb not null default '{}',
    noted_at timestamptz not null default clock_timestamp()
);
create index evidence_newest on public.evidence (gate, code, id desc);
alter table public.evidence enable row level security;

-- Secrets are known by a salted fingerprint, never by their value: enough to see how long the same one has been in use.
create table private.secret_salt (
    only_row boolean primary key default true check (only_row),
    salt text not null default translate(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')
);
alter table private.secret_salt enable row level security;

create table private.secret_sightings (
    program text not null,
    setting text not null,
    fingerprint text not null,
    first_seen_at timestamptz not null default clock_timestamp(),
    last_seen_at timestamptz not null default clock_timestamp(),
    -- Why it would not do in production: too_short, demonstration; null: nothing against it.
    weakness text,
    primary key (program, setting, fingerprint)
);
alter table private.secret_sightings enable row level security;

create table private.secret_limits (
    setting text primary key,
    days integer not null check (days > 0)
);
alter table private.secret_limits enable row level security;

-- What is tried from time to time, or when somebody asks; a dead worker's lease runs out by itself.
create table private.measurements (
    code text primary key,
    every interval not null,
    due_at timestamptz default clock_timestamp(),
    lease_until timestamptz,
    asked_at timestamptz
);
alter table private.measurements enable row level security;

-- In a gate's place, for a while: the owner's own risk.
create table public.accepted_risks (
    id uuid primary key default gen_random_uuid(),
    gate text not null,
    reason text not null check (length(btrim(reason)) between 10 and 500),
    accepted_by uuid references public.profiles (user_id) on delete set null,
    accepted_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null,
    withdrawn_at timestamptz,
    withdrawn_by uuid references public.profiles (user_id) on delete set null,
    constraint not_for_ever check (expires_at > accepted_at and expires_at <= accepted_at + interval '91 days')
);
create index accepted_risks_newest on public.accepted_risks (gate, accepted_at desc);
alter table public.accepted_risks enable row level security;

-- How the line is opened: so many real calls a day, for so many days, before more.
create table private.rollout_stages (
    stage smallint primary key,
    -- A day counts from so many calls, and no longer above so many.
    least_calls integer not null,
    most_calls integer not null,
    -- Null: the last one, for good.
    days integer,
    -- What the busiest moment of such a day may bring.
    calls_at_once integer not null
);
alter table private.rollout_stages enable row level security;

create table public.rollout_moves (
    id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    -- 0: the line is not open yet, or is closed again.
    stage smallint not null check (stage between 0 and 3),
    moved_by uuid references public.profiles (user_id) on delete set null
);
alter table public.rollout_moves enable row level security;

-- One measurement of a gate. `ok` null: it was tried and could not be measured.
create type private.gate_check as (
    gate text,
    code text,
    ok boolean,
    measured_at timestamptz,
    valid_for interval,
    n bigint,
    method text,
    detail jsonb
);

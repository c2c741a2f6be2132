-- What watches the system: figures that the programs keep about themselves, a reading a minute of each probe, the
-- check-ins of the jobs that come by themselves, and whether Sentry takes what each program sends. Figures, states and
-- codes, without personal data.

create table private.webhook_requests (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    route text not null,
    message_type text not null,
    -- HTTP status answered, and what became of the message.
    status smallint not null,
    outcome text not null check (outcome in ('applied', 'duplicate', 'failed', 'stored', 'journaled', 'refused',
        'lost')),
    ms real not null check (ms >= 0)
);
create index webhook_requests_at on private.webhook_requests (at desc);
alter table private.webhook_requests enable row level security;

-- One row a measurement. `value` in the unit that the probe's name implies (ms, messages, seconds).
create table private.probes (
    id bigint generated always as identity primary key,
    name text not null,
    at timestamptz not null default now(),
    ok boolean not null,
    value double precision,
    detail text
);
create index probes_latest on private.probes (name, at desc);
alter table private.probes enable row level security;

create table private.heartbeats (
    program text not null,
    instance text not null,
    at timestamptz not null default now(),
    release text,
    primary key (program, instance)
);
alter table private.heartbeats enable row level security;

create table public.probe_readings (
    id bigint generated always as identity primary key,
    probe text not null,
    at timestamptz not null default clock_timestamp(),
    -- In the probe's own unit; null: it could not be measured.
    value double precision,
    ok boolean not null,
    -- A code, or an HTTP status.
    detail text check (length(detail) <= 200)
);
create index probe_readings_latest on public.probe_readings (probe, at desc);
create index probe_readings_age on public.probe_readings using brin (at);
alter table public.probe_readings enable row level security;

create table public.check_ins (
    id bigint generated always as identity primary key,
    job text not null check (job in ('worker', 'backup', 'proof', 'digest', 'reconciliation', 'probes')),
    at timestamptz not null default clock_timestamp(),
    ok boolean not null,
    detail text check (length(detail) <= 200)
);
create index check_ins_latest on public.check_ins (job, at desc);
alter table public.check_ins enable row level security;

create table public.sentry_events (
    id bigint generated always as identity primary key,
    program text not null check (program in ('webhook', 'worker', 'console')),
    at timestamptz not null default clock_timestamp(),
    -- Sentry answered 200 to the very envelope.
    accepted boolean not null,
    event_id text check (event_id ~ '^[0-9a-f]{32}$'),
    detail text check (length(detail) <= 200),
    check (not accepted or event_id is not null)
);
create index sentry_events_latest on public.sentry_events (program, at desc);
alter table public.sentry_events enable row level security;

-- One worker at a time probes; and when a test event was last asked for.
create table private.watch_lease (
    only_row boolean primary key default true check (only_row),
    holder text,
    lease_until timestamptz,
    round_at timestamptz,
    sentry_asked_at timestamptz
);
alter table private.watch_lease enable row level security;

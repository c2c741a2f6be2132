-- Latency, rolled up so that any period is drawn from a few rows: how many measurements fell in each bucket, by hour,
-- by day and by month. Buckets can be added without losing anything: percentiles of a year come from every single turn,
-- never from averages. Each bucket is 2 % wide, so that a percentile is within 1 % of the exact one.
create table private.latency_rollups (
    -- hour: the source of the two others; day and month on the local calendar.
    grain text not null check (grain in ('hour', 'day', 'month')),
    starts_at timestamptz not null,
    -- Of a month, the turns by local hour of the day; -1: the whole.
    hour smallint not null default -1 check (hour between -1 and 23),
    stage text not null check (stage in ('turn', 'endpointing', 'transcriber', 'model', 'voice', 'worst', 'webhook',
        'database',
        'console', 'stored', 'raised', 'sms', 'reached')),
    n integer not null,
    over_800 integer not null,
    over_1500 integer not null,
    buckets smallint[] not null,
    counts integer[] not null,
    primary key (grain, starts_at, hour, stage)
);
comment on table private.latency_rollups is
    'Measurements in ms counted by bucket: bucket b holds those over 1.02^(b-1), up to 1.02^b.';
alter table private.latency_rollups enable row level security;

-- The slowest calls of each hour and of each day: those of a period are among them.
create table private.slow_calls (
    grain text not null check (grain in ('hour', 'day')),
    starts_at timestamptz not null,
    call_id uuid not null references public.vapi_calls (id) on delete cascade,
    turns smallint not null,
    median_ms integer not null,
    worst_ms integer not null,
    over_1500 smallint not null,
    primary key (grain, starts_at, call_id)
);
create index slow_calls_call on private.slow_calls (call_id);
alter table private.slow_calls enable row level security;

-- Hours whose figures changed since they were counted. Only added to by those who take messages in: they never wait.
create table private.latency_stale (id bigint generated always as identity primary key, hour timestamptz not null);
alter table private.latency_stale enable row level security;

create table private.latency_progress (
    only_row boolean primary key default true check (only_row),
    rolled_at timestamptz,
    seen_until timestamptz not null
);
alter table private.latency_progress enable row level security;

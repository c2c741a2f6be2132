-- The comparisons that are due: the last hours every few minutes, the fourteen days that Vapi keeps every night.
create table private.reconciliation_plan (
    kind text primary key check (kind in ('recent', 'nightly')),
    due_at timestamptz not null default now(),
    lease_until timestamptz
);
alter table private.reconciliation_plan enable row level security;

create table private.reconciliations (
    id bigint generated always as identity primary key,
    kind text not null references private.reconciliation_plan (kind),
    started_at timestamptz not null default clock_timestamp(),
    finished_at timestamptz,
    -- Calls that changed at Vapi since then were compared.
    since timestamptz not null,
    simulated boolean,
    requests integer,
    seen integer,
    -- Missing or unfinished here when the lists were read; of those, fetched and applied; and what is left: the gap.
    found integer,
    caught_up integer,
    gap integer,
    -- Of those caught up, the calls that the webhook should have told us of.
    missed integer,
    -- Here and not there, the newest first; at most a hundred are named.
    extra integer,
    extra_ids uuid[] not null default '{}',
    -- Why it could not be done, in one word.
    error text
);
create index reconciliations_latest on private.reconciliations (kind, started_at desc);
alter table private.reconciliations enable row level security;

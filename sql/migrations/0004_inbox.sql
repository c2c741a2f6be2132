-- What Vapi sent, word for word, and the figures the programs keep about themselves. None of it is for the console's
-- eyes: raw messages carry live listen and control addresses.

create table private.inbox (
    id bigint generated always as identity primary key,
    -- Made from the message's meaning (call, type, status, tool call…): Vapi gives no event id.
    dedupe_key text not null unique,
    type text not null,
    vapi_call_id text,
    happened_at timestamptz not null,
    received_at timestamptz not null default clock_timestamp(),
    via text not null default 'webhook' check (via in ('webhook', 'journal', 'reconciliation')),
    -- Text and not jsonb: jsonb refuses some strings that JSON allows, and the raw words must never be refused.
    body text not null,
    applied_at timestamptz default now(),
    error text,
    attempts smallint not null default 1,
    due_at timestamptz,
    lease_until timestamptz,
    constraint applied_or_told check (applied_at is not null or error is not null)
);
create index inbox_received on private.inbox using brin (received_at);
create index inbox_unapplied on private.inbox (due_at) where applied_at is null;

create table private.webhook_requests (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    route text not null,
    message_type text not null,
    -- HTTP status answered, and what became of the message.
    status smallint not null,
    outcome text not null check (outcome in ('applied', 'duplicate', 'failed', 'stored', 'journaled', 'refused', 'lost')),
    ms real not null check (ms >= 0)
);
create index webhook_requests_at on private.webhook_requests (at desc);

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

create table private.heartbeats (
    program text not null,
    instance text not null,
    at timestamptz not null default now(),
    release text,
    primary key (program, instance)
);

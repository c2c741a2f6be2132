-- Messages as Vapi sent them, and what each said of whom. None of it is for the console's eyes: raw messages carry live
-- listen and control addresses.

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
    -- Stored as it is: compressing it cost more than storing all the rest of a message.
    body text storage external not null,
    applied_at timestamptz default now(),
    error text,
    attempts smallint not null default 1,
    due_at timestamptz,
    lease_until timestamptz,
    constraint applied_or_told check (applied_at is not null or error is not null)
);
create index inbox_received on private.inbox using brin (received_at);
create index inbox_unapplied on private.inbox (due_at) where applied_at is null;
alter table private.inbox enable row level security;

-- A lead is told from all of it anew, so that it comes out the same in whatever order the messages come. What a person
-- wrote is never gone over: such a lead is only completed.
create table private.lead_words (
    call_id uuid not null references public.vapi_calls (id) on delete cascade,
    -- `tool:` and the tool call's id, `report`, or `lead:` and the id of a lead older than this table.
    key text not null,
    source text not null check (source in ('tool', 'booking', 'report')),
    said_at timestamptz not null,
    facts jsonb not null,
    lead_id uuid references public.leads (id) on delete set null,
    primary key (call_id, key)
);
create index lead_words_lead on private.lead_words (lead_id);
alter table private.lead_words enable row level security;

-- The console's own signed messages through the whole chain: which were begun, and who reads them at the other end.

-- What one left behind is found by its id, however late it came.
create table private.chain_probes (
    vapi_call_id text primary key check (vapi_call_id like 'probe:%'),
    begun_at timestamptz not null default clock_timestamp()
);
create index chain_probes_begun on private.chain_probes (begun_at desc);
alter table private.chain_probes enable row level security;

-- An account without a profile: of all that signed-in people read it sees its own probes, and nothing else.
create table private.chain_reader (
    only_row boolean primary key default true check (only_row),
    user_id uuid not null
);
alter table private.chain_reader enable row level security;

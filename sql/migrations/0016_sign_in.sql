-- What is known of a link that was sent: the fingerprint of its proof, which opens nothing.
create table private.access_links (
    fingerprint text primary key check (fingerprint ~ '^[0-9a-f]{64}$'),
    made_at timestamptz not null default clock_timestamp()
);
create index access_links_made_at on private.access_links (made_at);
alter table private.access_links enable row level security;

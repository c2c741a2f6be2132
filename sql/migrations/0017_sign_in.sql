-- What is known of a link that was sent: the fingerprint of its proof, which opens nothing.
create table private.access_links (
    fingerprint text primary key check (fingerprint ~ '^[0-9a-f]{64}$'),
    made_at timestamptz not null default clock_timestamp()
);
create index access_links_made_at on private.access_links (made_at);
alter table private.access_links enable row level security;

-- Whoever was deleted in Supabase's dashboard: what they did keeps their name.
create table private.former_people (
    user_id uuid primary key,
    full_name text not null,
    left_at timestamptz not null default clock_timestamp()
);
alter table private.former_people enable row level security;

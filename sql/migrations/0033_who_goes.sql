-- Who goes to a visit; how often it changed since it was booked, and when last. What somebody saw of it a moment ago is
-- held against the count, and a calendar that follows it tells an older state from a newer one by it.
alter table public.appointments
    add column assigned_to uuid references public.profiles (user_id) on delete set null,
    add column version integer not null default 1,
    add column changed_at timestamptz not null default now();
create index appointments_assigned on public.appointments (assigned_to) where assigned_to is not null;

-- The one address by which somebody's own calendar follows the visits. It is known to that person alone: only the
-- fingerprint of its secret is kept, which opens nothing.
create table private.calendar_feeds (
    user_id uuid primary key references public.profiles (user_id) on delete cascade,
    fingerprint text not null unique check (fingerprint ~ '^[0-9a-f]{64}$'),
    made_at timestamptz not null default clock_timestamp(),
    -- When a calendar last asked, to five minutes.
    read_at timestamptz
);
alter table private.calendar_feeds enable row level security;

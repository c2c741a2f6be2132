-- Copies of the database, and the proofs that they can be restored. A copy counts only once it has been restored
-- elsewhere and compared. Each row is its own due time, lease and progress; one backup and one proof at a time.
create table public.backup_settings (
    only_row boolean primary key default true check (only_row),
    enabled boolean not null default true,
    -- Local time of the nightly backup.
    nightly_at time not null default '02:30',
    keep_daily smallint not null default 7 check (keep_daily between 1 and 90),
    keep_weekly smallint not null default 5 check (keep_weekly between 0 and 60),
    keep_monthly smallint not null default 12 check (keep_monthly between 0 and 120),
    -- A proof older than this proves nothing any more.
    proof_limit_hours smallint not null default 26 check (proof_limit_hours between 1 and 720)
);
alter table public.backup_settings enable row level security;

create table public.backups (
    id uuid primary key default gen_random_uuid(),
    -- What asked for it, once: a night, a migration, a click.
    cause_key text not null unique,
    reason text not null check (reason in ('hand', 'schedule', 'migration', 'recovery')),
    asked_by uuid references public.profiles (user_id) on delete set null,
    asked_at timestamptz not null default clock_timestamp(),
    -- asked: also between two tries. stored: written, read back and recorded. deleted: retention took it away.
    state text not null default 'asked' check (state in ('asked', 'running', 'stored', 'failed', 'cancelled',
        'deleted')),
    due_at timestamptz default clock_timestamp(),
    attempts smallint not null default 0,
    -- Who holds it: changes with each try, so that a worker thought dead cannot write over the next one.
    token uuid,
    lease_until timestamptz,
    cancel_asked boolean not null default false,
    started_at timestamptz,
    finished_at timestamptz,
    step text,
    current_table text,
    bytes_done bigint,
    -- Why the last try failed; words for it are the screen's. Without personal data.
    failure text,
    failure_detail text,
    -- What is known of it once it is stored.
    name text unique,
    store text,
    size_bytes bigint,
    sha256 text,
    snapshot_at timestamptz,
    newest_call_at timestamptz,
    server_version text,
    -- The whole manifest: rows and content hash of each table, last migration, structure.
    manifest jsonb,
    deleted_at timestamptz
);
create unique index backups_one_runs on public.backups ((true)) where state = 'running';
create index backups_due on public.backups (due_at) where state = 'asked';
create index backups_newest on public.backups (asked_at desc);
create index backups_stored on public.backups (snapshot_at desc) where state = 'stored';
alter table public.backups enable row level security;

create table public.backup_proofs (
    id uuid primary key default gen_random_uuid(),
    cause_key text not null unique,
    backup_id uuid not null references public.backups (id) on delete cascade,
    reason text not null check (reason in ('after', 'weekly', 'hand')),
    asked_by uuid references public.profiles (user_id) on delete set null,
    asked_at timestamptz not null default clock_timestamp(),
    state text not null default 'asked' check (state in ('asked', 'running', 'proven', 'failed', 'cancelled')),
    due_at timestamptz default clock_timestamp(),
    attempts smallint not null default 0,
    token uuid,
    lease_until timestamptz,
    cancel_asked boolean not null default false,
    started_at timestamptz,
    finished_at timestamptz,
    step text,
    failure text,
    failure_detail text,
    -- From the store to a database that answers: what a recovery takes.
    seconds numeric,
    -- Each thing compared, in order: name, ok, detail.
    checks jsonb
);
create unique index backup_proofs_one_runs on public.backup_proofs ((true)) where state = 'running';
create index backup_proofs_due on public.backup_proofs (due_at) where state = 'asked';
create index backup_proofs_of on public.backup_proofs (backup_id, asked_at desc);
alter table public.backup_proofs enable row level security;

-- The store as last looked at; one row a store.
create table public.backup_stores (
    name text primary key,
    at timestamptz not null,
    ok boolean not null,
    free_bytes bigint,
    total_bytes bigint,
    detail text
);
alter table public.backup_stores enable row level security;

-- Copies in a bucket are carried away by a link that the worker signs for one request; the console holds no key of the
-- bucket. The link opens one encrypted file for a few minutes, and only whoever asked may read it.
create table private.backup_links (
    request_id uuid primary key,
    backup_id uuid not null references public.backups (id) on delete cascade,
    asked_by uuid not null,
    asked_at timestamptz not null default clock_timestamp(),
    url text
);
alter table private.backup_links enable row level security;

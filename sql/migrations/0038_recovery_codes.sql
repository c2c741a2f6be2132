-- What opens the way back to somebody who lost their telephone: ten codes a person, each for once, shown once. Only
-- their hashes are kept.
create table private.recovery_codes (
    user_id uuid not null references public.profiles (user_id) on delete cascade,
    code_sha256 bytea not null,
    made_at timestamptz not null default clock_timestamp(),
    used_at timestamptz,
    primary key (user_id, code_sha256)
);
alter table private.recovery_codes enable row level security;

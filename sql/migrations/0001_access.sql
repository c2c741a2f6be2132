-- People, their roles, and the trail of what they do.

create schema if not exists private;

create table public.profiles (
    user_id uuid primary key references auth.users (id) on delete cascade,
    email text not null,
    full_name text not null check (full_name <> ''),
    role text not null check (role in ('owner', 'staff', 'admin')),
    suspended boolean not null default false,
    created_at timestamptz not null default now(),
    last_seen_at timestamptz,
    suspended_at timestamptz
);
comment on table public.profiles is 'Who may sign in and what for; authorisation reads this table and nothing else.';
alter table public.profiles enable row level security;

-- One row an action: the trail of who did what, and the key that makes a repeated request harmless.
create table public.audit_log (
    request_id uuid primary key,
    at timestamptz not null default now(),
    -- Null: an alert seen by the link of its message or by a reply; the alert itself keeps who it was.
    actor uuid,
    action text not null,
    subject_type text not null,
    subject_id text,
    -- Names of the fields that changed, and values only where they are no personal data.
    changes jsonb not null default '{}',
    -- Written once, inside the transaction that made the row; no personal data of clients.
    result jsonb,
    asked text
);
create index audit_log_at on public.audit_log (at desc);
create index audit_log_subject on public.audit_log (subject_type, subject_id, at desc);
create index audit_log_actor on public.audit_log (actor, at desc);
create index audit_log_action on public.audit_log (action, at desc);
comment on column public.audit_log.asked is
    'Sixteen bits of a digest of the words that were sent: enough to tell two requests apart, too few to tell the '
    'words.';
alter table public.audit_log enable row level security;

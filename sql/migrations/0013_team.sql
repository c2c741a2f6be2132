-- What must be done at Supabase Auth with the secret key, which the console does not have: a row that the worker
-- carries out.
create table public.account_orders (
    id uuid primary key,
    -- invite: an account and a link; link: a link to choose a new password; suspend, restore: no more sign-in, or
    -- again.
    kind text not null check (kind in ('invite', 'link', 'suspend', 'restore')),
    user_id uuid references public.profiles (user_id) on delete cascade,
    email text check (email ~ '^[^@\s]+@[^@\s]+$'),
    full_name text,
    role text check (role in ('owner', 'staff', 'admin')),
    asked_by uuid references public.profiles (user_id) on delete set null,
    asked_at timestamptz not null default clock_timestamp(),
    state text not null default 'asked' check (state in ('asked', 'done', 'failed')),
    -- Why it is not done yet, or never will be: no_key, away, taken, no_email…
    reason text,
    attempts smallint not null default 0,
    due_at timestamptz default clock_timestamp(),
    lease_until timestamptz,
    done_at timestamptz,
    constraint invites_somebody check (kind <> 'invite'
        or (email is not null and full_name <> '' and role is not null)),
    constraint about_somebody check (kind = 'invite' or user_id is not null)
);
create index account_orders_due on public.account_orders (due_at) where state = 'asked';
create index account_orders_user on public.account_orders (user_id, asked_at desc);
create unique index account_orders_one_invitation on public.account_orders (lower(email)) where kind = 'invite'
    and state = 'asked';
alter table public.account_orders enable row level security;

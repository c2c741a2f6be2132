-- The part of Supabase Auth's schema that our migrations and the gateway lean on. Safe to run again.

set client_min_messages = warning;

create schema if not exists auth;
grant usage on schema auth to anon, authenticated, service_role;

create table if not exists auth.users (
    id uuid primary key default gen_random_uuid(),
    aud text not null default 'authenticated',
    role text not null default 'authenticated',
    email text unique check (email = lower(email)),
    phone text,
    encrypted_password text,
    email_confirmed_at timestamptz,
    last_sign_in_at timestamptz,
    raw_app_meta_data jsonb not null default '{}',
    raw_user_meta_data jsonb not null default '{}',
    is_anonymous boolean not null default false,
    banned_until timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz
);

create table if not exists auth.sessions (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references auth.users (id) on delete cascade,
    aal text not null default 'aal1',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    refreshed_at timestamptz
);
create index if not exists sessions_user_id on auth.sessions (user_id);

create table if not exists auth.refresh_tokens (
    id bigint generated always as identity primary key,
    token text not null unique,
    parent text,
    session_id uuid not null references auth.sessions (id) on delete cascade,
    user_id uuid not null references auth.users (id) on delete cascade,
    revoked boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index if not exists refresh_tokens_session_id on auth.refresh_tokens (session_id, revoked);
create index if not exists refresh_tokens_user_id on auth.refresh_tokens (user_id);

create table if not exists auth.one_time_tokens (
    user_id uuid not null references auth.users (id) on delete cascade,
    token_type text not null,
    token_hash text not null unique,
    created_at timestamptz not null default now(),
    primary key (user_id, token_type)
);

create or replace function auth.jwt() returns jsonb language sql stable
as $$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb $$;

create or replace function auth.uid() returns uuid language sql stable
as $$ select nullif(auth.jwt() ->> 'sub', '')::uuid $$;

create or replace function auth.role() returns text language sql stable
as $$ select auth.jwt() ->> 'role' $$;

create or replace function auth.email() returns text language sql stable
as $$ select auth.jwt() ->> 'email' $$;

revoke all on all tables in schema auth from anon, authenticated, service_role;
grant execute on function auth.jwt, auth.uid, auth.role, auth.email to anon, authenticated, service_role;

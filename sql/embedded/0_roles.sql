-- What hosted Supabase has before the first migration: the roles of the Data API. Safe to run again.

set client_min_messages = warning;

do $$
declare r text;
begin
    foreach r in array array['anon', 'authenticated', 'service_role', 'authenticator'] loop
        if not exists (select from pg_roles where rolname = r) then
            execute format('create role %I nologin noinherit', r);
        end if;
    end loop;
end $$;

alter role service_role bypassrls;
alter role authenticator login;
grant anon, authenticated, service_role to authenticator;

-- Hosted Supabase's patience, role by role; PostgREST applies it to each request.
alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';
alter role authenticator set idle_in_transaction_session_timeout = '60s';

grant usage on schema public to anon, authenticated, service_role;
create schema if not exists extensions;
grant usage on schema extensions to anon, authenticated, service_role;

-- As hosted, a new database lets the API's roles use functions and sequences, while a new table is reachable by nobody
-- until it is granted. Our rights take that back: it is not given again to a database that has them.
do $$
begin
    if to_regnamespace('private') is null then
        alter default privileges for role postgres in schema public
            grant execute on functions to anon, authenticated, service_role;
        alter default privileges for role postgres in schema public
            grant usage, select on sequences to anon, authenticated, service_role;
        alter default privileges for role postgres in schema public
            revoke all on tables from anon, authenticated, service_role;
    end if;
end $$;

-- By this the database is known as the embedded one: demonstration rows are refused anywhere else.
alter database postgres set drain.embedded = 'on';

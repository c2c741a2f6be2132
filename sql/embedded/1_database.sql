-- A database of a hosted project before the first migration: who owns what, and who may what. Safe to run again.

set client_min_messages = warning;

do $$
begin
    execute format('alter database %I owner to postgres', current_database());
    execute format('alter database %I set statement_timeout = %L', current_database(), '2min');
    -- By this the database is known as the embedded one: demonstration rows are refused anywhere else.
    execute format('alter database %I set drain.embedded = %L', current_database(), 'on');
end $$;

alter schema public owner to pg_database_owner;
grant usage on schema public to postgres, anon, authenticated, service_role;
create schema if not exists extensions authorization postgres;
grant usage on schema extensions to anon, authenticated, service_role;

-- As hosted, for what the owner makes and for what the superuser makes: functions and sequences may be used by the
-- API's roles unless a migration takes that back, while a new table is reachable by nobody until it is granted. Our
-- rights take it back: it is not given again to a database that has them.
do $$
declare maker text;
begin
    if to_regnamespace('private') is not null then return; end if;
    foreach maker in array array['postgres', 'supabase_admin'] loop
        execute format('alter default privileges for role %I in schema public
            grant execute on functions to postgres, anon, authenticated, service_role', maker);
        execute format('alter default privileges for role %I in schema public
            grant usage, select on sequences to postgres, anon, authenticated, service_role', maker);
        execute format('alter default privileges for role %I in schema public
            revoke all on tables from anon, authenticated, service_role', maker);
    end loop;
end $$;
alter default privileges for role supabase_admin in schema public grant all on tables to postgres;

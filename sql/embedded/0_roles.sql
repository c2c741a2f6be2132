-- The roles of a hosted project, and what each may do. Safe to run again; for the whole server.

set client_min_messages = warning;

do $$
declare r text;
begin
    foreach r in array array['postgres', 'anon', 'authenticated', 'service_role', 'authenticator',
                             'supabase_auth_admin', 'supabase_storage_admin', 'dashboard_user'] loop
        if not exists (select from pg_roles where rolname = r) then
            execute format('create role %I nologin noinherit', r);
        end if;
    end loop;
end $$;

-- The project's owner: may make databases and roles and sees through row level security, and is no superuser.
alter role postgres nosuperuser inherit createdb createrole login replication bypassrls;
alter role service_role bypassrls;
alter role authenticator login;
alter role supabase_auth_admin login createrole;
grant anon, authenticated, service_role to authenticator;
grant anon, authenticated, service_role, authenticator to postgres with admin option;
grant pg_monitor, pg_read_all_data, pg_signal_backend to postgres;
-- Given there by an extension that lets a list of settings through.
grant set on parameter session_replication_role to postgres;
-- Ours alone: tests make databases that are embedded ones, too.
grant set on parameter drain.embedded to postgres;

-- Hosted Supabase's patience, role by role; PostgREST applies it to each request.
alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';
alter role authenticator set idle_in_transaction_session_timeout = '60s';
alter role postgres set search_path = "$user", public, extensions;
alter role supabase_auth_admin set search_path = auth;
alter role supabase_auth_admin set idle_in_transaction_session_timeout = '60s';

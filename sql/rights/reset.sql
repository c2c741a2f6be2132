-- Takes everything back, before the other files give what they give: what stands in none of them is nobody's. Supabase
-- lets everyone run each new function of `public`; what is not ours there is left as it is.
do $$
declare
    v_tables text := (select string_agg(c.oid::regclass::text, ', ') from pg_class c
        where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
          and c.relkind in ('r', 'p', 'v', 'm', 'S') and c.relowner = current_user::regrole);
    v_functions text := (select string_agg(f.oid::regprocedure::text, ', ') from pg_proc f
        where f.pronamespace in ('public'::regnamespace, 'private'::regnamespace)
          and f.proowner = current_user::regrole);
begin
    execute 'revoke all on table ' || v_tables || ' from public, anon, authenticated, service_role';
    execute 'revoke all on routine ' || v_functions || ' from public, anon, authenticated, service_role';
end $$;

revoke all on schema private from public, anon, authenticated, service_role;
grant usage on schema private to authenticated, service_role;

alter default privileges revoke execute on functions from public;
alter default privileges in schema public revoke execute on functions from anon, authenticated, service_role;
alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from anon, authenticated, service_role;

-- name: backup_facts
-- Last migration and newest call, where their tables are.
select (select max(name) from private.schema_migrations) as migration,
    (select max(created_at) from public.vapi_calls) as newest_call_at;

-- name: backup_facts_migration
-- The last migration applied here.
select max(name) from private.schema_migrations;

-- name: backup_snapshot
-- What a copy is taken from: the snapshot that pg_dump is handed, its moment, and the server's version.
select pg_export_snapshot() as snapshot, clock_timestamp() as at,
    split_part(current_setting('server_version'), ' ', 1) as server_version;

-- name: backup_tables
-- Every table that a copy holds: ours, and the accounts needed to sign in again.
select n.nspname as schema, c.relname as name, c.relrowsecurity as rls
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and (n.nspname in ('public', 'private')
    or n.nspname = 'auth' and c.relname in ('users', 'identities', 'mfa_factors'))
order by 1, 2;

-- name: backup_unkept
-- Tables of the sign-in service that a copy leaves empty: sessions and codes that nobody must come back with.
select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'auth' and c.relkind in ('r', 'p') and c.relname not in ('users', 'identities', 'mfa_factors')
    order by 1;

-- name: backup_hash
-- Rows, and a content hash that does not depend on their order.
select count(*) as rows, coalesce(sum(hashtextextended(t::text, 0)), 0)::text as hash from {table} t;

-- name: backup_structure
-- How much of everything there is in our schemas; what is missing after a restore is missed here.
with ours as (select oid from pg_namespace where nspname in ('public', 'private'))
select (select count(*) from pg_class where relkind = 'r' and relnamespace in (select oid from ours)) as tables,
    (select count(*) from pg_class where relkind = 'r' and relrowsecurity
        and relnamespace in (select oid from ours)) as rls,
    (select count(*) from pg_class where relkind = 'i' and relnamespace in (select oid from ours)) as indexes,
    (select count(*) from pg_class where relkind = 'S' and relnamespace in (select oid from ours)) as sequences,
    (select count(*) from pg_proc where pronamespace in (select oid from ours)) as functions,
    (select count(*) from pg_policy p join pg_class c on c.oid = p.polrelid
        where c.relnamespace in (select oid from ours)) as policies,
    (select count(*) from pg_trigger g join pg_class c on c.oid = g.tgrelid
     where not g.tgisinternal and c.relnamespace in (select oid from ours)) as triggers,
    (select count(*) from pg_constraint where contype in ('p', 'u', 'f', 'x', 'c')
        and connamespace in (select oid from ours)) as constraints;

-- name: recover_is_empty
-- Whether anything of ours, or anybody else's, would be in the way.
select not exists (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
                   where n.nspname in ('public', 'private') and c.relkind in ('r', 'v', 'm', 'S')) as empty,
    to_regclass('auth.users') is not null as has_auth;

-- name: recover_clear
-- Makes room for a copy, in the transaction that restores it: what our schemas hold, and the accounts that the copy
-- brings back. The schema `public` itself stays: it is not ours, and what others may do in it hangs on it.
drop schema if exists private cascade;
do $$
declare
    gone record;
begin
    for gone in
        select format('drop %s if exists %s cascade',
            case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence'
                when 'f' then 'foreign table' else 'table' end, c.oid::regclass) as command
        from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
            and not exists (select from pg_depend d where d.objid = c.oid and d.deptype in ('e', 'a', 'i'))
    loop
        execute gone.command;
    end loop;
    for gone in
        select format('drop routine if exists %s cascade', p.oid::regprocedure) as command
        from pg_proc p
        where p.pronamespace = 'public'::regnamespace
            and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    loop
        execute gone.command;
    end loop;
    for gone in
        select format('drop type if exists %s cascade', t.oid::regtype) as command
        from pg_type t
        where t.typnamespace = 'public'::regnamespace and t.typtype in ('e', 'd', 'c', 'r') and t.typrelid = 0
            and not exists (select from pg_depend d where d.objid = t.oid and d.deptype in ('e', 'i'))
    loop
        execute gone.command;
    end loop;
    delete from auth.users;
end $$;
-- The copy says what it gives of things to come; a fresh project gives more, and no copy takes that back.
alter default privileges in schema public revoke all on functions from anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from anon, authenticated, service_role;
alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;

-- name: recover_columns
-- The columns of a table that can be written, in order.
select a.attname as name from pg_attribute a
where a.attrelid = %s::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum;

-- name: recover_settle
-- What was going on when the copy was taken goes on no more; nothing that waited then is sent by surprise now.
do $$
begin
    update public.backups set state = 'cancelled', token = null, lease_until = null, due_at = null
    where state in ('asked', 'running');
    update public.backup_proofs set state = 'cancelled', token = null, lease_until = null, due_at = null
    where state in ('asked', 'running');
    -- The calls that came since are in Vapi's own list: compared at once, where that is done.
    if to_regclass('private.reconciliation_plan') is not null then
        execute 'update private.reconciliation_plan set due_at = now(), lease_until = null';
    end if;
end $$;

-- name: recover_defaults
-- No copy carries what holds for every schema: functions to come are nobody's until they are given.
alter default privileges revoke execute on functions from public;

-- name: recover_providers_part
-- What is the provider's and stays: whose `public` is, what others than us give of what they make, who looks up names
-- where.
select 'owner of public' as name, nspowner::regrole::text as what from pg_namespace where nspname = 'public'
union all
select 'rights on public', (select string_agg(x::text, ' ' order by x::text) from unnest(nspacl) x)
from pg_namespace where nspname = 'public'
union all
select concat_ws(' ', 'default privileges of', defaclrole::regrole, 'in', n.nspname, defaclobjtype),
    (select string_agg(x::text, ' ' order by x::text) from unnest(defaclacl) x)
from pg_default_acl left join pg_namespace n on n.oid = defaclnamespace where defaclrole <> current_user::regrole
union all
select concat_ws(' ', 'search_path of', r.rolname, d.datname), c
from pg_db_role_setting s left join pg_roles r on r.oid = s.setrole left join pg_database d on d.oid = s.setdatabase,
    unnest(s.setconfig) c
where c like 'search_path=%' and (s.setdatabase = 0 or d.datname = current_database());

-- name: copied_accounts
-- Who of the copy's people could sign in: an address, a password, an identity, and no token that is null, which the
-- sign-in service cannot read.
select u.id::text as id
from public.profiles p join auth.users u on u.id = p.user_id
where not p.suspended and u.deleted_at is null and u.email <> '' and u.encrypted_password <> ''
    and num_nulls(u.confirmation_token, u.recovery_token, u.email_change_token_new, u.email_change) = 0
    and exists (select from auth.identities i where i.user_id = u.id)
order by p.role = 'owner' desc, p.user_id limit 1;

-- name: copied_session
-- What the sign-in service writes when somebody comes in.
with opened as (
    insert into auth.sessions (id, user_id, created_at, updated_at, aal)
    values (gen_random_uuid(), %(user)s, now(), now(), 'aal1') returning id, user_id)
insert into auth.refresh_tokens (token, user_id, session_id, revoked, created_at, updated_at)
select gen_random_uuid()::text, user_id::text, id, false, now(), now() from opened;

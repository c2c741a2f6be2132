-- Makes room for a copy, in the transaction that restores it: what our schemas hold, and the accounts that the copy
-- brings back. The schema `public` itself stays: it is not ours, and what others may do in it hangs on it.
drop schema if exists private cascade;
do $$
declare
    gone record;
begin
    for gone in
        select format('drop %s if exists %s cascade', case c.relkind when 'v' then 'view' when 'm' then 'materialized view'
                      when 'S' then 'sequence' when 'f' then 'foreign table' else 'table' end, c.oid::regclass) as command
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
    if to_regclass('auth.users') is not null then delete from auth.users; end if;
end $$;
-- The copy says what it gives of things to come; a fresh project gives more, and no copy takes that back.
alter default privileges in schema public revoke all on functions from anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from anon, authenticated, service_role;
alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;

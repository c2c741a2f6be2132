-- How much of everything there is in our schemas; what is missing after a restore is missed here.
with ours as (select oid from pg_namespace where nspname in ('public', 'private'))
select (select count(*) from pg_class where relkind = 'r' and relnamespace in (select oid from ours)) as tables,
    (select count(*) from pg_class where relkind = 'r' and relrowsecurity and relnamespace in (select oid from ours)) as rls,
    (select count(*) from pg_class where relkind = 'i' and relnamespace in (select oid from ours)) as indexes,
    (select count(*) from pg_class where relkind = 'S' and relnamespace in (select oid from ours)) as sequences,
    (select count(*) from pg_proc where pronamespace in (select oid from ours)) as functions,
    (select count(*) from pg_policy p join pg_class c on c.oid = p.polrelid where c.relnamespace in (select oid from ours)) as policies,
    (select count(*) from pg_trigger g join pg_class c on c.oid = g.tgrelid
     where not g.tgisinternal and c.relnamespace in (select oid from ours)) as triggers,
    (select count(*) from pg_constraint where contype in ('p', 'u', 'f', 'x', 'c') and connamespace in (select oid from ours)) as constraints;

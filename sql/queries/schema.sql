-- name: schema_objects
-- Every object of our schemas in words that are the same on every server: what kind, its name, what it is. The owner's
-- own rights go without saying.
with ours as (select oid, nspname from pg_namespace where nspname in ('public', 'private')),
relations as (
    select c.*, n.nspname || '.' || c.relname as name from pg_class c join ours n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'S')),
routines as (
    select p.*, p.oid::regprocedure::text as name from pg_proc p join ours n on n.oid = p.pronamespace
    where p.proowner = current_user::regrole and p.prorettype <> 'event_trigger'::regtype),
granted (what, owner, acl) as (
    select name, relowner, coalesce(relacl, acldefault((case relkind when 'S' then 's' else 'r' end)::"char", relowner))
    from relations
    union all
    select name, proowner, coalesce(proacl, acldefault('f', proowner)) from routines
    union all
    select 'schema private', nspowner, coalesce(nspacl, acldefault('n', nspowner)) from pg_namespace
    where nspname = 'private')
select 'table' as kind, name, concat_ws(' ', relkind::text, case when relrowsecurity then 'row level security' end,
    reloptions::text) as what
from relations where relkind <> 'S'
union all
select 'column', r.name || '.' || a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod),
    case when a.attnotnull then 'not null' end, 'identity ' || nullif(a.attidentity::text, ''),
    'generated ' || nullif(a.attgenerated::text, ''), pg_get_expr(d.adbin, d.adrelid),
    case when a.attstorage <> t.typstorage then 'storage ' || a.attstorage::text end)
from relations r join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
join pg_type t on t.oid = a.atttypid
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where r.relkind <> 'S'
union all
select 'sequence', s.schemaname || '.' || s.sequencename, concat_ws(' ', s.data_type, s.start_value, s.increment_by)
from pg_sequences s where s.schemaname in ('public', 'private')
union all
select 'type', n.nspname || '.' || t.typname,
    (select string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' order by a.attnum)
     from pg_attribute a where a.attrelid = c.oid)
from pg_type t join ours n on n.oid = t.typnamespace join pg_class c on c.oid = t.typrelid and c.relkind = 'c'
union all
-- Postgres 18 lists what is not null as constraints too; the columns tell of it already.
select 'constraint', r.name || ' ' || k.conname, pg_get_constraintdef(k.oid)
from relations r join pg_constraint k on k.conrelid = r.oid where k.contype in ('p', 'u', 'f', 'c', 'x')
union all
select 'index', r.name || ' ' || i.relname, pg_get_indexdef(i.oid)
from relations r join pg_index x on x.indrelid = r.oid join pg_class i on i.oid = x.indexrelid
union all
select 'function', name, pg_get_functiondef(oid) from routines where prokind in ('f', 'p')
union all
select 'trigger', r.name || ' ' || g.tgname, pg_get_triggerdef(g.oid) || ' ' || g.tgenabled::text
from relations r join pg_trigger g on g.tgrelid = r.oid where not g.tgisinternal
union all
select 'policy', r.name || ' ' || o.polname, concat_ws(' ', case when o.polpermissive then 'permissive' end, o.polcmd,
    (select string_agg(x::text, ', ' order by x::text) from unnest(o.polroles::regrole[]) x),
    'using ' || pg_get_expr(o.polqual, o.polrelid), 'check ' || pg_get_expr(o.polwithcheck, o.polrelid))
from relations r join pg_policy o on o.polrelid = r.oid
union all
select 'grant', g.what || ' to ' || case x.grantee when 0 then 'public' else x.grantee::regrole::text end,
    string_agg(x.privilege_type, ', ' order by x.privilege_type)
from granted g, aclexplode(g.acl) x where x.grantee <> g.owner group by g.what, x.grantee
union all
select 'default privileges', concat_ws(' ', kinds.of, 'in ' || n.nspname, 'to',
        case x.grantee when 0 then 'public' else x.grantee::regrole::text end),
    string_agg(x.privilege_type, ', ' order by x.privilege_type)
from (values ('r'::"char", 'tables'), ('S', 'sequences'), ('f', 'functions')) as kinds (objtype, of)
cross join (select oid, nspname from ours union all select 0, null) n
left join pg_default_acl d on d.defaclrole = current_user::regrole and d.defaclnamespace = n.oid
    and d.defaclobjtype = kinds.objtype
cross join lateral aclexplode(coalesce(d.defaclacl, case when n.oid = 0 then
    acldefault((case kinds.objtype when 'S' then 's' else kinds.objtype end)::"char", current_user::regrole) end)) x
where x.grantee <> current_user::regrole
group by kinds.of, n.nspname, x.grantee
order by 1, 2;

-- name: note_schema
-- What the comparison of the database with what is written came to: none differs, how many do, the first of them.
insert into private.probes (name, ok, value, detail) values ('schema', %s, %s, %s);

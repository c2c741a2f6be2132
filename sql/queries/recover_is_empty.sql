-- Whether anything of ours, or anybody else's, would be in the way.
select not exists (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
                   where n.nspname in ('public', 'private') and c.relkind in ('r', 'v', 'm', 'S')) as empty,
    to_regclass('auth.users') is not null as has_auth;

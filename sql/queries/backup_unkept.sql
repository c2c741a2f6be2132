-- Tables of the sign-in service that a copy leaves empty: sessions and codes that nobody must come back with.
select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'auth' and c.relkind in ('r', 'p') and c.relname not in ('users', 'identities', 'mfa_factors') order by 1;

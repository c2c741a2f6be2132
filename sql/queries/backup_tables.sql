-- Every table that a copy holds: ours, and the accounts needed to sign in again.
select n.nspname as schema, c.relname as name, c.relrowsecurity as rls
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and (n.nspname in ('public', 'private')
    or n.nspname = 'auth' and c.relname in ('users', 'identities', 'mfa_factors'))
order by 1, 2;

-- Everything that the Data API could show or do.
select c.relname as name, false as is_function, '{}'::text[] as arguments
from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm', 'p', 'f')
union all
select p.proname, true, coalesce(p.proargnames[1:p.pronargs], '{}')
from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prokind = 'f' and p.prorettype <> 'trigger'::regtype
order by 2, 1;

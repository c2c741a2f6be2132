"""What the dashboard of hosted Supabase advises about a schema (the lints of splinter), asked here in our own words.

Left out is what cannot be here (queues, buckets, GraphQL), what only use can tell (unused indexes, bloat), the settings
of the sign-in service, which the doctor tries, and foreign keys without an index, which have a test of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import psycopg

Level = Literal["error", "warning", "hint"]


@dataclass(frozen=True)
class Lint:
    """A question whose answer should be nothing: the names of what is not as advised. `planted` makes one."""

    level: Level
    finds: str
    planted: str


OURS = "n.nspname in ('public', 'private')"
RELATION = f"pg_class c join pg_namespace n on n.oid = c.relnamespace and {OURS}"
TABLE = f"{RELATION} and c.relkind in ('r', 'p')"
POLICY = f"pg_policy p join {RELATION} on c.oid = p.polrelid"
SAYS = "concat_ws(' ', pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))"
FUNCTION = f"pg_proc f join pg_namespace n on n.oid = f.pronamespace and {OURS}"
TABLE_NAME, FUNCTION_NAME = "n.nspname || '.' || c.relname", "n.nspname || '.' || f.proname"
POLICY_NAME = f"{TABLE_NAME} || ': ' || p.polname"
API_READS = "(has_table_privilege('anon', c.oid, 'select') or has_table_privilege('authenticated', c.oid, 'select'))"
SENSITIVE = "password|passwd|pwd|secret|api_?key|token|jwt|otp|ssn|passport|credit_card|card_number|iban"
MAY_CALL = "has_function_privilege('{}', f.oid, 'execute')"
DEFINER = (
    "create function public.bare() returns integer language sql security definer set search_path = '' as 'select 1'; "
)
BARE = "create table public.bare (id integer); grant select on public.bare to authenticated; "
LOCKED = (
    "create table public.bare (id integer primary key, who uuid); alter table public.bare enable row level security; "
)

LINTS = {
    "rls_disabled_in_public": Lint(
        "error",
        f"select {TABLE_NAME} from {TABLE} where n.nspname = 'public' and not c.relrowsecurity",
        BARE,
    ),
    "policy_exists_rls_disabled": Lint(
        "error",
        f"select {POLICY_NAME} from {POLICY} where not c.relrowsecurity",
        BARE + "create policy idle on public.bare for select to authenticated using (id > 0)",
    ),
    "sensitive_columns_exposed": Lint(
        "error",
        f"""select {TABLE_NAME} || '.' || a.attname from {TABLE} join pg_attribute a on a.attrelid = c.oid
            where n.nspname = 'public' and not c.relrowsecurity and {API_READS}
              and a.attnum > 0 and a.attname ~ '(^|_)({SENSITIVE})(_|$)'""",
        BARE + "alter table public.bare add api_key text",
    ),
    "security_definer_view": Lint(
        "error",
        f"""select {TABLE_NAME} from {RELATION} where n.nspname = 'public' and c.relkind = 'v' and {API_READS}
            and not coalesce(c.reloptions::text ~ 'security_invoker=(true|on|1|yes)', false)""",
        "create view public.bare as select 1 as one; grant select on public.bare to authenticated",
    ),
    "auth_users_exposed": Lint(
        "error",
        f"""select distinct {TABLE_NAME} from {RELATION} join pg_rewrite w on w.ev_class = c.oid
            join pg_depend d on d.objid = w.oid and d.classid = 'pg_rewrite'::regclass
            where c.relkind in ('v', 'm') and d.refobjid = 'auth.users'::regclass and {API_READS}""",
        "create view public.bare with (security_invoker = on) as select email from auth.users; "
        "grant select on public.bare to authenticated",
    ),
    "rls_references_user_metadata": Lint(
        "error",
        f"select {POLICY_NAME} from {POLICY} where {SAYS} ~ 'user_metadata'",
        LOCKED + "create policy said on public.bare for select to authenticated"
        " using ((select auth.jwt() -> 'user_metadata' ->> 'role') = 'owner')",
    ),
    "fkey_to_auth_unique": Lint(
        "error",
        f"""select {TABLE_NAME} || ': ' || k.conname from pg_constraint k join {RELATION} on c.oid = k.conrelid
            join pg_class o on o.oid = k.confrelid join pg_index i on i.indexrelid = k.conindid
            where k.contype = 'f' and o.relnamespace = 'auth'::regnamespace and not i.indisprimary""",
        LOCKED + "alter table public.bare add token text references auth.refresh_tokens (token)",
    ),
    "function_search_path_mutable": Lint(
        "warning",
        f"select {FUNCTION_NAME} from {FUNCTION} where not coalesce(f.proconfig::text ~ 'search_path=', false)",
        "create function public.bare() returns integer language sql as 'select 1'",
    ),
    "anon_security_definer_function_executable": Lint(
        "warning",
        f"select {FUNCTION_NAME} from {FUNCTION} where f.prosecdef and {MAY_CALL.format('anon')}",
        DEFINER + "grant execute on function public.bare to anon",
    ),
    "authenticated_security_definer_function_executable": Lint(
        "warning",
        f"select {FUNCTION_NAME} from {FUNCTION} where f.prosecdef and {MAY_CALL.format('authenticated')}",
        DEFINER + "grant execute on function public.bare to authenticated",
    ),
    "auth_rls_initplan": Lint(
        "warning",
        f"""select {POLICY_NAME} from {POLICY}
            where regexp_replace({SAYS}, 'SELECT (auth\\.\\w+|current_setting)\\(', '', 'g')
                ~ '(auth\\.(uid|jwt|role|email)|current_setting)\\('""",
        LOCKED + "create policy slow on public.bare for select to authenticated using (who = auth.uid())",
    ),
    "multiple_permissive_policies": Lint(
        "warning",
        f"""select {TABLE_NAME} || ': ' || o.role::regrole || ' ' || x.deed from {POLICY}, unnest(p.polroles) o (role),
            unnest(case p.polcmd when '*' then array['r', 'a', 'w', 'd'] else array[p.polcmd::text] end) x (deed)
            where p.polpermissive group by {TABLE_NAME}, o.role, x.deed having count(*) > 1""",
        LOCKED + "create policy one on public.bare for select to authenticated using (id > 0);"
        " create policy two on public.bare for all to authenticated using (id > 1)",
    ),
    "rls_policy_always_true": Lint(
        "warning",
        f"""select {POLICY_NAME} from {POLICY} where p.polpermissive and ({SAYS} in ('', 'true', 'true true')
            or {SAYS} ~ '^\\(?(\\d+|''\\w*''::text) = \\2\\)?$')""".replace("\\2", "\\1"),
        LOCKED + "create policy all_of_it on public.bare for select to authenticated using (true)",
    ),
    "rls_policy_null_auth_disjunct": Lint(
        "warning",
        f"select {POLICY_NAME} from {POLICY} where {SAYS} ~* 'auth\\.\\w+\\(\\)( AS \\w+\\))? IS NULL\\)? OR'",
        LOCKED + "create policy nobody on public.bare for select to authenticated"
        " using ((select auth.uid()) is null or who = (select auth.uid()))",
    ),
    "duplicate_index": Lint(
        "warning",
        f"""select {TABLE_NAME} || ': ' || string_agg(i.indexrelid::regclass::text, ', ' order by i.indexrelid)
            from pg_index i join {RELATION} on c.oid = i.indrelid
            group by {TABLE_NAME}, i.indkey::text, i.indclass::text, i.indoption::text,
                pg_get_expr(i.indpred, i.indrelid), pg_get_expr(i.indexprs, i.indrelid) having count(*) > 1""",
        LOCKED + "create index on public.bare (who); create index on public.bare (who)",
    ),
    "extension_in_public": Lint(
        "warning",
        "select e.extname from pg_extension e where e.extnamespace = 'public'::regnamespace",
        "",
    ),
    "materialized_view_in_api": Lint(
        "warning",
        f"select {TABLE_NAME} from {RELATION} where n.nspname = 'public' and c.relkind = 'm' and {API_READS}",
        "create materialized view public.bare as select 1 as one; grant select on public.bare to authenticated",
    ),
    "foreign_table_in_api": Lint(
        "warning",
        f"select {TABLE_NAME} from {RELATION} where n.nspname = 'public' and c.relkind = 'f' and {API_READS}",
        "",
    ),
    "unsupported_reg_types": Lint(
        "warning",
        f"""select {TABLE_NAME} || '.' || a.attname from {TABLE} join pg_attribute a on a.attrelid = c.oid
            where a.attnum > 0 and not a.attisdropped and a.atttypid::regtype::text in ('regcollation', 'regconfig',
                'regdictionary', 'regnamespace', 'regoper', 'regoperator', 'regproc', 'regprocedure')""",
        LOCKED + "alter table public.bare add what regproc",
    ),
    "no_primary_key": Lint(
        "hint",
        f"""select {TABLE_NAME} from {TABLE}
            where not exists (select 1 from pg_index i where i.indrelid = c.oid and i.indisprimary)""",
        BARE,
    ),
    "rls_enabled_no_policy": Lint(
        "hint",
        f"""select {TABLE_NAME} from {TABLE} where c.relrowsecurity
            and not exists (select 1 from pg_policy p where p.polrelid = c.oid)""",
        LOCKED,
    ),
}


def found(conn: psycopg.Connection[Any], name: str) -> set[str]:
    """What is not as advised."""
    return {row[0] for row in conn.execute(LINTS[name].finds.encode()).fetchall()}

"""The embedded database is set up as a hosted project's: what our programs may not do there, they may not do here."""

from __future__ import annotations

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.local_stack import Stack

ROLES = """
    select rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication, rolcanlogin from pg_roles
    where rolname in ('postgres', 'anon', 'authenticated', 'service_role', 'authenticator', 'supabase_auth_admin',
                      'supabase_admin') order by 1
"""
LIMITS = """
    select coalesce(r.rolname, d.datname), unnest(s.setconfig) from pg_db_role_setting s
    left join pg_roles r on r.oid = s.setrole left join pg_database d on d.oid = s.setdatabase
"""
OWNERS = """
    select 'database', datdba::regrole::text from pg_database where datname = current_database()
    union all select nspname, nspowner::regrole::text from pg_namespace
    where nspname in ('public', 'auth', 'extensions')
"""


def test_it_is_the_version_that_hosted_supabase_runs(db: psycopg.Connection) -> None:
    assert db.info.server_version // 10_000 == 17


def test_the_owner_is_no_superuser_and_each_role_may_what_it_may_there(db: psycopg.Connection) -> None:
    found = {row[0]: row[1:] for row in db.execute(ROLES).fetchall()}
    nothing, signs_in = (False,) * 6, (False,) * 5 + (True,)
    assert found == {
        "anon": nothing,
        "authenticated": nothing,
        "authenticator": signs_in,
        "postgres": (False, True, True, True, True, True),
        "service_role": (False, True, False, False, False, False),
        "supabase_admin": (True,) * 6,
        "supabase_auth_admin": (False, False, False, True, False, True),
    }


def test_patience_is_by_role_and_two_minutes_otherwise(db: psycopg.Connection) -> None:
    found = {(who, limit) for who, limit in db.execute(LIMITS).fetchall() if "statement_timeout" in limit}
    assert found >= {
        ("anon", "statement_timeout=3s"),
        ("authenticated", "statement_timeout=8s"),
        ("authenticator", "statement_timeout=8s"),
        ("postgres", "statement_timeout=2min"),
    }
    assert db.execute("show statement_timeout").fetchone() == ("2min",)


def test_each_schema_belongs_to_whom_it_does_there(db: psycopg.Connection) -> None:
    assert dict(db.execute(OWNERS).fetchall()) == {
        "database": "postgres",
        "public": "pg_database_owner",
        "auth": "supabase_auth_admin",
        "extensions": "postgres",
    }


@pytest.mark.parametrize(
    "statement",
    [
        "alter table auth.users add column ours text",
        "create table auth.ours (id int)",
        "drop table auth.identities",
        "alter default privileges for role supabase_admin in schema public revoke all on tables from anon",
        "set role supabase_admin",
        "create role ours superuser",
        "alter system set work_mem = '8MB'",
        "checkpoint",
        "copy profiles to '/tmp/ours'",
        "create event trigger ours on ddl_command_end execute function private.nothing()",
    ],
)
def test_what_only_the_superuser_may_is_refused(db: psycopg.Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.execute(statement.encode())


def test_the_owner_reads_and_writes_the_accounts_and_may_let_triggers_sleep(db: psycopg.Connection) -> None:
    with db.transaction(force_rollback=True):
        db.execute("insert into auth.users (id, email) values (gen_random_uuid(), 'x@exemple.test')")
        assert db.execute("delete from auth.users where email = 'x@exemple.test'").rowcount == 1
        db.execute("set local session_replication_role = replica")


def test_the_superuser_gives_of_its_own_things_as_it_does_there(db: psycopg.Connection) -> None:
    given = "select defaclobjtype::text from pg_default_acl where defaclrole = 'supabase_admin'::regrole order by 1"
    assert [row[0] for row in db.execute(given).fetchall()] == ["S", "f", "r"]


def test_nobody_comes_in_without_a_password(stack: Stack) -> None:
    for user in ("supabase_admin", "postgres", "anon"):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(make_conninfo(stack.db_url, user=user, password="faux"))

"""What hosted Supabase gives a database from the start: roles, ownership, rights, limits, the sign-in's tables.

Done as `supabase_admin`, the superuser, who is nobody's to use: our programs are `postgres`, who is none.
"""

from __future__ import annotations

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from backend.db import SQL_FOLDER
from backend.local.install_secrets import InstallSecrets

SUPERUSER = "supabase_admin"
EMBEDDED = SQL_FOLDER / "embedded"
TEMPLATE = "hosted_project"


def furnish(superuser_url: str) -> None:
    """Make this database a hosted one; safe to run again."""
    with psycopg.connect(superuser_url, autocommit=True) as conn:
        for path in sorted(EMBEDDED.glob("*.sql")):
            conn.execute(path.read_bytes())


def make_template(superuser_url: str) -> None:
    """A project nobody has used yet, from which whoever may make databases makes another (tests, recoveries)."""
    with psycopg.connect(superuser_url, autocommit=True) as conn:
        if conn.execute("select 1 from pg_database where datname = %s and datistemplate", [TEMPLATE]).fetchone():
            return
        named = sql.Identifier(TEMPLATE)
        conn.execute(sql.SQL("drop database if exists {}").format(named))
        conn.execute(sql.SQL("create database {}").format(named))
        furnish(make_conninfo(superuser_url, dbname=TEMPLATE))
        conn.execute(sql.SQL("alter database {} is_template true allow_connections false").format(named))


def give_passwords(superuser_url: str, keys: InstallSecrets) -> None:
    """Those of this install, for the roles that sign in."""
    passwords = {
        "postgres": keys.postgres_password,
        "authenticator": keys.authenticator_password,
        "supabase_auth_admin": keys.auth_admin_password,
    }
    with psycopg.connect(superuser_url, autocommit=True) as conn:
        for role, password in passwords.items():
            statement = sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(password))
            conn.execute(statement)

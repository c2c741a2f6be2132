"""The embedded database as a hosted project: its passwords, and a template for more of them."""

from __future__ import annotations

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from backend.local.install_secrets import InstallSecrets
from backend.postgres import hosted
from backend.postgres.hosted import SUPERUSER, furnish

__all__ = ["SUPERUSER", "TEMPLATE", "furnish", "give_passwords", "make_template"]

TEMPLATE = "hosted_project"


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
    hosted.give_passwords(superuser_url, {
        "postgres": keys.postgres_password,
        "authenticator": keys.authenticator_password,
        "supabase_auth_admin": keys.auth_admin_password,
    })  # fmt: skip

"""Databases of the benchmarks' own, on the stack's Postgres: migrated, and filled to a size."""

from __future__ import annotations

from pathlib import Path

import psycopg

from backend.migrate import migrate
from tests import hosted_database

SEED = Path(__file__).parent / "seed.sql"
# As the sign-in service writes them: no token is null, and there is an identity.
ACCOUNT = """
    with made as (
        insert into auth.users (id, email, encrypted_password, confirmation_token, recovery_token,
            email_change_token_new, email_change)
        values (md5(%(role)s)::uuid, %(email)s, 'none', '', '', '', '') returning id, email)
    insert into auth.identities (provider_id, user_id, identity_data, provider)
    select id::text, id, jsonb_build_object('sub', id, 'email', email), 'email' from made
"""
SMALL, LARGE = 1_000, 1_000_000


def make(db_url: str, name: str, calls: int) -> str:
    """A database with that many calls behind it; returns its URL. Replaces the one of the same name."""
    url = hosted_database.create(db_url, name)
    migrate(url)
    fill(url, calls)
    with psycopg.connect(url, autocommit=True) as conn:
        _people(conn)
    return url


def fill(db_url: str, calls: int) -> None:
    """That many calls into an empty database."""
    with psycopg.connect(db_url, autocommit=True) as conn:
        # Hosted stops a statement after two minutes; a million calls take longer.
        conn.execute("set statement_timeout = 0")
        for statement in SEED.read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                conn.execute((statement % {"calls": calls}).encode())
        conn.execute("vacuum analyze")


def _people(conn: psycopg.Connection) -> None:
    for role in ("owner", "staff", "admin"):
        conn.execute(ACCOUNT, {"role": role, "email": f"{role}@bench.example"})
        conn.execute(
            "insert into profiles (user_id, email, full_name, role) values (md5(%s)::uuid, %s, %s, %s)",
            [role, f"{role}@bench.example", role, role],
        )


def drop(db_url: str, *names: str) -> None:
    """Take the databases away."""
    with psycopg.connect(db_url, autocommit=True) as conn:
        for name in names:
            conn.execute(f"drop database if exists {name} with (force)".encode())

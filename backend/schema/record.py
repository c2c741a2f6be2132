"""What a database remembers of what was applied to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import psycopg

from backend.schema.errors import MigrationError

# file: of functions, triggers, seed or rights, by its hash; function: one that we made, by its signature, so that it is
# dropped once its text is gone; seed: a table whose first rows were put in.
Kind = Literal["file", "function", "seed"]
TABLES = """
    create schema if not exists private;
    create table if not exists private.schema_migrations (
        name text primary key, sha256 text not null, applied_at timestamptz not null default now());
    create table if not exists private.schema_parts (
        kind text not null, name text not null, sha256 text not null default '', primary key (kind, name));
    alter table private.schema_migrations enable row level security;
    alter table private.schema_parts enable row level security;
"""
# The first file of the embedded stack's databases from before tables and functions were told apart.
FIRST_OF_BEFORE = "0001_foundation.sql"
OLD_DATABASE = (
    "cette base vient d’une version d’essai d’avant et ne peut pas être mise à jour; effacez-la: "
    "python -m backend.local down --wipe"
)


def prepare(conn: psycopg.Connection) -> None:
    """Make the tables of what was applied. Raises MigrationError for a database from before."""
    conn.execute("set client_min_messages = warning")
    conn.execute(TABLES)
    if FIRST_OF_BEFORE in migrations(conn):
        raise MigrationError(OLD_DATABASE)


def migrations(conn: psycopg.Connection) -> dict[str, str]:
    """Each migration that was applied, and its hash."""
    return dict(conn.execute("select name, sha256 from private.schema_migrations").fetchall())


def note_migration(conn: psycopg.Connection, name: str, sha256: str) -> None:
    """It was applied; in the transaction that applied it."""
    conn.execute("insert into private.schema_migrations (name, sha256) values (%s, %s)", [name, sha256])


def parts(conn: psycopg.Connection, kind: Kind) -> dict[str, str]:
    """What is known of that kind."""
    return dict(conn.execute("select name, sha256 from private.schema_parts where kind = %s", [kind]).fetchall())


def note_parts(conn: psycopg.Connection, kind: Kind, found: Iterable[tuple[str, str]]) -> None:
    """From now on these and no others."""
    conn.execute("delete from private.schema_parts where kind = %s", [kind])
    with conn.cursor() as cursor:
        cursor.executemany(
            "insert into private.schema_parts (kind, name, sha256) values (%s, %s, %s)",
            [(kind, name, sha256) for name, sha256 in found],
        )

"""Counts and hashes every table, the same way in the database that is copied and in the one that is restored."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from itertools import groupby
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from backend.backups.manifest import Table
from backend.db import query

Conn = psycopg.Connection[dict[str, Any]]
# Written the same on every server, whatever its settings: the hash is of the words.
WORDS = "set datestyle to 'ISO, YMD'; set intervalstyle to 'postgres'; set timezone to 'UTC'; set bytea_output to 'hex'"
EXACT = "set extra_float_digits to 1; set search_path to ''; set statement_timeout to 0; set lock_timeout to '30s'"


def connect(db_url: str) -> Conn:
    """A connection that waits as long as it takes and writes values in one way only."""
    conn: Conn = psycopg.connect(
        db_url, autocommit=True, row_factory=dict_row, connect_timeout=10, application_name="drain-backup"
    )
    conn.execute(f"{WORDS}; {EXACT}".encode())
    return conn


def tables(conn: Conn, before_each: Callable[[str], None] = lambda name: None) -> list[Table]:
    """Every table that a copy holds, counted and hashed."""
    found = conn.execute(query("backup_tables").encode()).fetchall()
    return [_measured(conn, row["schema"], row["name"], before_each) for row in found]


def structure(conn: Conn) -> dict[str, int]:
    """How many tables, policies, functions…"""
    row = conn.execute(query("backup_structure").encode()).fetchone()
    return {name: int(count) for name, count in (row or {}).items()}


def objects(conn: Conn) -> dict[str, str]:
    """Each kind of object (table, function, policy, grant, default privileges…) as one digest of all of that kind."""
    rows = sorted(conn.execute(query("schema_objects").encode()).fetchall(), key=lambda row: (row["kind"], row["name"]))
    kinds = groupby(rows, lambda row: str(row["kind"]))
    return {kind: _digest([f"{row['name']}\n{row['what']}" for row in of_kind]) for kind, of_kind in kinds}


def _digest(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def _measured(conn: Conn, schema: str, name: str, before_each: Callable[[str], None]) -> Table:
    before_each(f"{schema}.{name}")
    asked = sql.SQL(query("backup_hash")).format(table=sql.Identifier(schema, name))
    row = conn.execute(asked).fetchone()
    assert row is not None
    return Table(f"{schema}.{name}", int(row["rows"]), str(row["hash"]))

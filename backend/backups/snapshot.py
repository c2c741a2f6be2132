"""One moment of the database, held open: pg_dump reads it, and we count and hash in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg

from backend.backups import measure
from backend.backups.errors import BackupError
from backend.backups.measure import Conn
from backend.db import query, refuse_transaction_pooler


@dataclass(frozen=True)
class Snapshot:
    """Good while its connection's transaction is open."""

    conn: Conn
    id: str
    at: datetime
    server_version: str
    # Tables of the sign-in service whose rows stay out.
    unkept: list[str]


@contextmanager
def held(db_url: str) -> Iterator[Snapshot]:
    """Open a snapshot and keep it. Raises BackupError when the database does not answer."""
    refuse_transaction_pooler(db_url)
    try:
        conn = measure.connect(db_url)
    except psycopg.OperationalError:
        raise BackupError("database_away") from None
    with conn:
        conn.execute("begin isolation level repeatable read read only")
        row = conn.execute(query("backup_snapshot").encode()).fetchone()
        assert row is not None
        unkept = [one["name"] for one in conn.execute(query("backup_unkept").encode()).fetchall()]
        yield Snapshot(conn, row["snapshot"], row["at"].astimezone(UTC), row["server_version"], unkept)

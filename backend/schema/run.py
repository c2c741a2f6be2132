"""Migrations first, then functions, triggers, first rows and rights."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg

from backend.db import SQL_FOLDER, refuse_transaction_pooler
from backend.schema import code, declared, record, tables

LOCK_ID = 45_028_032_22


def migrate(
    db_url: str, folder: Path = SQL_FOLDER, first: Callable[[str], None] = lambda name: None, *, again: bool = False
) -> list[str]:
    """Apply what is missing or has changed and return the names of those files; `first` is called before, with one.

    Safe to run again, and from two machines at once: the second waits on an advisory lock, then finds nothing to do.
    With `again`, functions, triggers and rights are applied though their files did not change: it undoes what was
    changed by hand. Raises MigrationError naming the file at fault.
    """
    refuse_transaction_pooler(db_url)
    sql = declared.read(folder)
    with psycopg.connect(db_url, autocommit=True) as conn:
        # Building an index takes as long as it takes, and so does waiting for the other machine.
        conn.execute("set statement_timeout to 0")
        conn.execute("select pg_advisory_lock(%s)", [LOCK_ID])
        record.prepare(conn)
        pending, changed = tables.pending(conn, sql), code.changed(conn, sql)
        names = [file.name for file in pending] + changed
        if not names and not again:
            return []
        first(names[0] if names else "again")
        for migration in pending:
            tables.apply(conn, sql, migration)
        code.apply(conn, sql)
    return names

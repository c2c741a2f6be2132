"""Empties tables beside a worker that is at work on them."""

from __future__ import annotations

import time
from typing import Any, LiteralString

import psycopg
from psycopg.sql import SQL, Composed

TRIES = 50


def truncate(db: psycopg.Connection[Any], statement: SQL | Composed | bytes) -> None:
    """Carry out a `truncate`; tried again as long as the stack's own worker holds one of the tables."""
    # The audit trail refuses to be emptied: as a replica, its triggers sleep.
    _until_free(db, b"set local session_replication_role = replica", statement)


def delete(db: psycopg.Connection[Any], statement: LiteralString) -> None:
    """Carry out a `delete` of what the worker writes about; what points there is set free as the keys say."""
    _until_free(db, statement)


def _until_free(db: psycopg.Connection[Any], *statements: SQL | Composed | bytes | LiteralString) -> None:
    for attempt in range(TRIES):
        try:
            with db.transaction():
                # Well before Postgres looks for deadlocks, which would cost the worker its work.
                db.execute("set local lock_timeout = '300ms'")
                for statement in statements:
                    db.execute(statement)
                return
        except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected):
            if attempt == TRIES - 1:
                raise
            time.sleep(0.1)


def empty_alerts(db: psycopg.Connection[Any]) -> None:
    """Take away every alert: a `delete` would meet the worker half way, each waiting for the other."""
    truncate(db, b"truncate alerts cascade")

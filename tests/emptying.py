"""Empties tables beside a worker that is at work on them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, LiteralString

import psycopg
from psycopg.rows import tuple_row
from psycopg.sql import SQL, Composed, Identifier

TRIES = 50
# Those of the names given, and whatever points at them, however far.
_WITH_WHAT_POINTS_THERE = """
    with recursive found(oid) as (
        select unnest(%s::regclass[])::oid
        union
        select c.conrelid from pg_constraint c join found f on c.confrelid = f.oid where c.contype = 'f')
    select c.relnamespace::regnamespace::text, c.relname from found f join pg_class c on c.oid = f.oid order by 1, 2
"""
_NUMBERS_ANEW = """
    select setval(d.objid::regclass, s.seqstart, false) from pg_depend d join pg_sequence s on s.seqrelid = d.objid
    where d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i') and d.refobjid = any (%s::regclass[])
"""


def empty_tables(db: psycopg.Connection[Any], *tables: str, numbers_anew: bool = False) -> None:
    """Leave these tables, and those that point at them, without a row. A `truncate` would make fifty files anew for
    nothing: a third of a second before each test."""
    found = db.cursor(row_factory=tuple_row).execute(_WITH_WHAT_POINTS_THERE, [list(tables)]).fetchall()
    names = [Identifier(*table) for table in found]

    def emptied() -> None:
        # The audit trail refuses to be emptied: as a replica, its triggers sleep.
        db.execute("set local session_replication_role = replica")
        # First of all: no row of the worker's comes between.
        db.execute(SQL("lock table {} in share row exclusive mode").format(SQL(", ").join(names)))
        db.execute(_each("delete from {};", names))
        if numbers_anew:
            db.execute(_NUMBERS_ANEW, [[f"{schema}.{name}" for schema, name in found]])

    _when_free(db, emptied)


def delete(db: psycopg.Connection[Any], statement: LiteralString, values: Sequence[Any] | None = None) -> None:
    """Carry out a `delete` of what the worker writes about; what points there is set free as the keys say."""
    _when_free(db, lambda: db.execute(statement, values))


def empty_alerts(db: psycopg.Connection[Any]) -> None:
    """Take away every alert: a `delete` would meet the worker half way, each waiting for the other."""
    empty_tables(db, "alerts")


def _each(statement: LiteralString, names: Iterable[Identifier]) -> Composed:
    return SQL("").join(SQL(statement).format(name) for name in names)


def _when_free(db: psycopg.Connection[Any], act: Callable[[], object]) -> None:
    for attempt in range(TRIES):
        try:
            with db.transaction():
                # Well before Postgres looks for deadlocks, which would cost the worker its work.
                db.execute("set local lock_timeout = '300ms'")
                act()
                return
        except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected):
            if attempt == TRIES - 1:
                raise
            time.sleep(0.1)

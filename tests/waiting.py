"""Waiting for what another program does: no longer than it may take, and not a moment longer."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import psycopg

T = TypeVar("T")
LOOK_AGAIN_S = 0.1
# A Postgres that was killed reads its journal first; on a machine that is busy with more, that has taken a minute.
POSTGRES_BACK_S = 150.0


def until(look: Callable[[], T | None], what: str = "it", within_s: float = 60.0) -> T:
    """What `look` finds, as soon as it finds something; `AssertionError` when nothing came in time."""
    deadline = time.monotonic() + within_s
    while not (found := look()):
        assert time.monotonic() < deadline, f"{what} did not come within {within_s:g} s"
        time.sleep(LOOK_AGAIN_S)
    return found


def connected(db_url: str) -> psycopg.Connection:
    """A connection to a database that may have been killed, once it is there again."""

    def look() -> psycopg.Connection | None:
        try:
            return psycopg.connect(db_url, autocommit=True)
        except psycopg.OperationalError:
            return None

    return until(look, "the database", POSTGRES_BACK_S)

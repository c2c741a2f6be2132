"""The service's own connections, on a database that takes none for a moment."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Self

import psycopg

from backend.local.gateway import store
from tests.local_stack import Stack

# The pool's attempt at the start fails, and the one for whoever asks first; what it is asked a second later does not.
FAILING_S = 1.0


class Failing(psycopg.AsyncConnection[Any]):
    """Connections of the pool's, none of which can be made during a first moment."""

    began = 0.0

    @classmethod
    async def connect(cls, conninfo: str = "", **options: Any) -> Self:
        """As psycopg's, once the moment is over."""
        if time.monotonic() < cls.began + FAILING_S:
            raise psycopg.OperationalError("no session is free")
        return await super().connect(conninfo, **options)


def test_who_waits_is_served_though_the_attempts_for_them_failed(stack: Stack) -> None:
    async def served() -> object:
        pool = store.pool(stack.db_url)
        pool.connection_class = Failing
        Failing.began = time.monotonic()
        async with pool, store.connection(pool) as conn:
            return (await (await conn.execute("select 1 as one")).fetchone() or {})["one"]

    assert asyncio.run(served()) == 1

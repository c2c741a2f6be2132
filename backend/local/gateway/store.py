"""The sign-in service's rows, read and written as the role that owns them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from backend.local.named_queries import named

Row = dict[str, Any]
Connection = AsyncConnection[Row]
Pool = AsyncConnectionPool[Connection]
CONNECT_S = 3
# A pool without a free connection for that long is looked into.
AT_ONCE_S = 0.25


def pool(db_url: str) -> Pool:
    """A small pool, not opened yet. Each connection is tried before use: Postgres may have been restarted."""
    return AsyncConnectionPool(
        db_url,
        min_size=1,
        max_size=6,
        open=False,
        timeout=CONNECT_S,
        # Tried anew by whoever asks next: pauses that double would refuse people long after the database is back.
        reconnect_timeout=0,
        check=AsyncConnectionPool.check_connection,
        kwargs={"autocommit": True, "row_factory": dict_row, "connect_timeout": CONNECT_S},
    )


@asynccontextmanager
async def connection(pool: Pool) -> AsyncIterator[Connection]:
    """One of the pool's. Raises psycopg.OperationalError at once when the database is away, and not merely busy."""
    try:
        conn = await pool.getconn(timeout=AT_ONCE_S)
    except PoolTimeout:
        await (await AsyncConnection.connect(str(pool.conninfo), connect_timeout=CONNECT_S)).close()
        conn = await _asked_anew(pool)
    try:
        yield conn
    finally:
        await pool.putconn(conn)


async def _asked_anew(pool: Pool) -> Connection:
    # The pool tries once for each who asks: after an attempt that failed, whoever waits would wait for nothing.
    for _ in range(CONNECT_S - 1):
        with suppress(PoolTimeout):
            return await pool.getconn(timeout=1.0)
    return await pool.getconn(timeout=1.0)


@asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Connection]:
    """A connection whose statements count together."""
    async with connection(pool) as conn, conn.transaction():
        yield conn


async def one(conn: Connection, query: str, **values: object) -> Row | None:
    """The first row of a named query, if any."""
    return await (await conn.execute(named(query), values)).fetchone()


async def many(conn: Connection, query: str, **values: object) -> list[Row]:
    """Every row of a named query."""
    return await (await conn.execute(named(query), values)).fetchall()


async def run(conn: Connection, query: str, **values: object) -> None:
    """A named query that answers nothing."""
    await conn.execute(named(query), values)

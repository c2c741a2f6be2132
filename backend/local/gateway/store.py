"""The sign-in service's rows: people, sessions and their refresh tokens."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from backend.db import SQL_FOLDER

Row = dict[str, Any]
Connection = AsyncConnection[Row]
Pool = AsyncConnectionPool[Connection]
QUERIES = SQL_FOLDER / "embedded" / "queries"
CONNECT_S = 3


def pool(db_url: str) -> Pool:
    """A small pool, not opened yet. Each connection is tried before use: Postgres may have been restarted."""
    return AsyncConnectionPool(
        db_url,
        min_size=1,
        max_size=6,
        open=False,
        timeout=CONNECT_S,
        check=AsyncConnectionPool.check_connection,
        kwargs={"autocommit": True, "row_factory": dict_row, "connect_timeout": CONNECT_S},
    )


async def one(conn: Connection, name: str, **values: object) -> Row | None:
    """The first row of a named query, if any."""
    return await (await conn.execute(_query(name), values)).fetchone()


async def many(conn: Connection, name: str, **values: object) -> list[Row]:
    """Every row of a named query."""
    return await (await conn.execute(_query(name), values)).fetchall()


async def run(conn: Connection, name: str, **values: object) -> None:
    """A named query that answers nothing."""
    await conn.execute(_query(name), values)


@cache
def _query(name: str) -> bytes:
    return Path(QUERIES / f"{name}.sql").read_bytes()

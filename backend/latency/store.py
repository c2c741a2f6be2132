"""Keeps latencies counted, the newest hours first: what changed since the last time."""

from __future__ import annotations

from psycopg import AsyncConnection

from backend.db import Pool, query

# Small enough for one statement's time limit, whatever the number of calls an hour.
HOURS_AT_ONCE = 12


async def roll_up(pool: Pool) -> None:
    """Count every hour that changed. Each batch is a transaction of its own: stopped, it goes on where it was."""
    async with pool.connection() as conn:
        await conn.execute(query("queue_recent_hours"))
        while await _batch(conn):
            pass


async def _batch(conn: AsyncConnection[dict[str, object]]) -> bool:
    row = await (await conn.execute(query("roll_up_stale"), [HOURS_AT_ONCE])).fetchone()
    return bool(row and row["more"])

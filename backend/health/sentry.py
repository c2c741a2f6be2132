"""A program's test event to Sentry: at its start, and when somebody asks; what became of it is kept in the database."""

from __future__ import annotations

import asyncio

import psycopg
from psycopg_pool import PoolClosed, PoolTimeout

from backend import observe
from backend.db import Pool, query

LOOK_EVERY_S = 15.0
# A database that is away, or not migrated yet, is waited for.
AWAY = (psycopg.Error, PoolTimeout, PoolClosed, OSError)


async def sentry_probe_loop(pool: Pool, program: str) -> None:
    """One event now, then one whenever it is asked for. Ends only by cancellation."""
    proven = False
    while True:
        try:
            if not proven or await _is_asked(pool, program):
                await prove(pool, program)
            proven = True
        except AWAY:
            # Told again at the next look.
            pass
        except Exception as error:
            # Nothing here may stop the program that it speaks for.
            observe.report(error, task="sentry")
        await asyncio.sleep(LOOK_EVERY_S)


async def prove(pool: Pool, program: str) -> None:
    """Send the event, and keep what Sentry answered."""
    answer = await asyncio.to_thread(observe.send_test_event)
    async with pool.connection() as conn:
        await conn.execute(query("note_sentry_event"), [program, answer.accepted, answer.event_id, answer.detail])


async def _is_asked(pool: Pool, program: str) -> bool:
    async with pool.connection() as conn:
        row = await (await conn.execute(query("sentry_is_asked"), [program])).fetchone()
    return bool(row and row["asked"])

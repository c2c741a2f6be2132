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


class SentryProbe:
    """A program's proof that Sentry hears it: one event at its start, then one whenever it is asked for."""

    def __init__(self, pool: Pool, program: str) -> None:
        self._pool = pool
        self._program = program
        self._proven = False

    async def look(self) -> None:
        """Send an event if one is owed, and keep what Sentry answered. Raises what the database raises."""
        if not self._proven or await self._is_asked():
            await self._prove()
        self._proven = True

    async def _prove(self) -> None:
        answer = await asyncio.to_thread(observe.send_test_event)
        values = [self._program, answer.accepted, answer.event_id, answer.detail]
        async with self._pool.connection() as conn:
            await conn.execute(query("note_sentry_event"), values)

    async def _is_asked(self) -> bool:
        async with self._pool.connection() as conn:
            row = await (await conn.execute(query("sentry_is_asked"), [self._program])).fetchone()
        return bool(row and row["asked"])


async def sentry_probe_loop(pool: Pool, program: str) -> None:
    """The same for a program without a table of loops. Ends only by cancellation."""
    probe = SentryProbe(pool, program)
    while True:
        try:
            await probe.look()
        except AWAY:
            # Told again at the next look.
            pass
        except Exception as error:
            # Nothing here may stop the program that it speaks for.
            observe.report(error, task="sentry_probe")
        await asyncio.sleep(LOOK_EVERY_S)

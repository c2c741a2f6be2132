"""Every five minutes, from whichever worker comes first, the whole chain is gone through and what it took is kept."""

from __future__ import annotations

import time

from pydantic_core import to_json

from backend.db import AWAY, Pool, query
from backend.health.probes.chain import Chain, new_id
from backend.health.probes.reading import Reading

# 288 a day.
EVERY_S = 300.0
# Of an outage of the database that lasts, a day is drawn afterwards.
MOST_WAITING = 288


class ChainWatch:
    """Owned by the worker's loop. What could not be kept while the database was away is kept afterwards."""

    def __init__(self, pool: Pool, chain: Chain) -> None:
        self._pool = pool
        self._chain = chain
        self._waiting: list[Reading] = []
        # When this worker last sent one; never: another does.
        self._sent_at: float | None = None

    async def keep(self) -> None:
        """Send one, if it is due. Raises what the database raises."""
        call_id = new_id()
        try:
            if not await self._begin(call_id):
                return
        except AWAY:
            if self._sent_at is not None and time.monotonic() - self._sent_at >= EVERY_S:
                self._note_outage()
            raise
        await self._prove(call_id)
        await self._write()

    async def _prove(self, call_id: str) -> None:
        try:
            self._waiting.extend(await self._chain.prove(call_id))
        except AWAY:
            self._note_outage()
            raise
        self._sent_at = time.monotonic()

    async def _begin(self, call_id: str) -> bool:
        async with self._pool.connection() as conn:
            row = await (await conn.execute(query("begin_chain_probe"), [call_id])).fetchone()
        return bool(row and row["begun"])

    def _note_outage(self) -> None:
        """Without the database nothing goes through: that is known without sending."""
        self._sent_at = time.monotonic()
        if len(self._waiting) < MOST_WAITING:
            self._waiting.append(Reading("chain", False, detail="webhook"))

    async def _write(self) -> None:
        async with self._pool.connection() as conn:
            rows = to_json([one.as_row() for one in self._waiting]).decode()
            await conn.execute(query("note_readings"), [rows])
            await conn.execute(query("purge_chain_probes"))
        self._waiting.clear()

"""Brings the journal back into Postgres, oldest first, as soon as Postgres answers again."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from backend import observe
from backend.db import is_gone
from backend.intake.refused import keep_refused
from backend.intake.store import receive
from backend.webhook.journal import Entry, JournalError
from backend.webhook.store import AWAY, MessageStore

PAUSE_S = 1.0
# Whoever else put something into the journal tells nobody.
LOOK_ANYWAY_S = 10.0
BATCH = 100


class Replay:
    """The loop that empties the journal; one per process, harmless beside others."""

    def __init__(self, keeper: MessageStore) -> None:
        self._keeper = keeper
        self._refused: set[int] = set()

    async def run_for_ever(self) -> None:
        """Replay what waits; while something is away, look every second whether it is back. Ends by cancellation."""
        while True:
            self._keeper.not_in_database.clear()
            try:
                await self._find_database()
                while await self.replay_once():
                    pass
            except JournalError as error:
                self._keeper.journal_error = str(error)
            except AWAY:
                # Expected while Postgres is away: the messages stay where they are.
                self._keeper.database_is_away = True
            await asyncio.sleep(PAUSE_S)
            if not self._keeper.database_is_away and self._keeper.journal_error is None:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._keeper.not_in_database.wait(), LOOK_ANYWAY_S)

    async def replay_once(self) -> bool:
        """Apply the oldest batch in order; True when more may wait. Raises JournalError, or what AWAY names."""
        entries = await asyncio.to_thread(self._keeper.journal.oldest, BATCH + len(self._refused))
        fresh = [entry for entry in entries if entry.id not in self._refused]
        for entry in fresh:
            if await self._apply(entry):
                await asyncio.to_thread(self._keeper.journal.remove, entry.id)
        return len(fresh) >= BATCH

    async def _find_database(self) -> None:
        if not self._keeper.database_is_away:
            return
        # Replaces the connections that died with it, so that no message has to stumble on them.
        await self._keeper.pool.check()
        async with self._keeper.pool.connection() as conn:
            await conn.execute("select 1")
        self._keeper.database_is_away = False

    async def _apply(self, entry: Entry) -> bool:
        try:
            await receive(self._keeper.pool, entry.body, entry.received_at, "journal")
        except Exception as error:
            if is_gone(error):
                raise
            observe.report(error, outcome="journal-refused")
            return await self._set_aside(entry, error)
        return True

    async def _set_aside(self, entry: Entry, refusal: Exception) -> bool:
        """Into the inbox with its error, where a person sees it; the others must not wait behind it."""
        try:
            await keep_refused(self._keeper.pool, entry.body, entry.received_at, refusal)
        except Exception as error:
            if is_gone(error):
                raise
            # Not even that: it stays in the journal, and /readyz shows it.
            self._refused.add(entry.id)
            observe.report(error, outcome="journal-refused")
            return False
        return True

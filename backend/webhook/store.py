"""Keeps a message: in Postgres, or in the local journal while Postgres is away; success means it is safe."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import psycopg
from psycopg_pool import PoolClosed, PoolTimeout

from backend import observe
from backend.db import Pool, is_gone
from backend.intake.store import Delivery, answer, pack, store_told
from backend.intake.tools.spoken import noted
from backend.vapi.message import Message
from backend.vapi.tool_calls import results
from backend.webhook.batcher import Batcher
from backend.webhook.journal import Journal, JournalError

# After this a database that says nothing counts as away: Vapi waits 20 s at most, and Paul's caller less.
DATABASE_PATIENCE_S = 4.0
# Any refusal counts: a database that is read-only or not migrated keeps a message no better than one that is down.
AWAY = (psycopg.Error, PoolTimeout, PoolClosed, TimeoutError, OSError)


class NotKept(Exception):
    """Neither Postgres nor the journal could take the message: it must not be answered with success."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a message went, and what Vapi is answered."""

    outcome: Literal["applied", "duplicate", "stored", "failed", "journaled"]
    reply: dict[str, Any]


class MessageStore:
    """One per process. While the database is away, messages go straight to the journal; the replay looks for it."""

    def __init__(self, pool: Pool, journal: Journal) -> None:
        self.pool = pool
        self.journal = journal
        self._batcher = Batcher(pool)
        self.database_is_away = False
        self.journal_error: str | None = None
        # Set by each message that the database did not take: whoever brings them back has something to do.
        self.not_in_database = asyncio.Event()

    async def keep(self, message: Message, body: bytes, received_at: datetime) -> Kept:
        """Keep one message. Raises NotKept when it is safe nowhere."""
        if not self.database_is_away:
            try:
                return await self._to_database(message, received_at)
            except AWAY as error:
                self.database_is_away = is_gone(error)
                observe.report(error, outcome="journaled")
            except Exception as error:
                # Whatever went wrong, a message that is authentic is kept somewhere before it is answered.
                observe.report(error, outcome="journaled")
        return await self._to_journal(message, body, received_at)

    @property
    def pooler_is_full(self) -> bool:
        """True while the batches have no session of their own."""
        return self._batcher.pooler_is_full

    async def connect(self) -> None:
        """Try for the session of the batches, unless they have it."""
        await self._batcher.connect()

    async def close(self) -> None:
        """Let go of what it opened itself: its connection to the database."""
        await self._batcher.close()

    async def _to_database(self, message: Message, received_at: datetime) -> Kept:
        delivery = Delivery(message, received_at)
        async with asyncio.timeout(DATABASE_PATIENCE_S):
            parcel, row = await store_told(self.pool, await pack(self.pool, delivery), self._batcher.store)
            receipt = await answer(self.pool, parcel, row)
        return Kept(receipt.outcome, receipt.reply or {})

    async def recheck_journal(self) -> str | None:
        """Why the journal cannot be written, or None; what failed is tried anew, for the disk may have come back."""
        if self.journal_error is not None:
            try:
                await asyncio.to_thread(self.journal.try_writing)
            except JournalError as error:
                self.journal_error = str(error)
            else:
                self.journal_error = None
        return self.journal_error

    async def _to_journal(self, message: Message, body: bytes, received_at: datetime) -> Kept:
        try:
            await asyncio.to_thread(self.journal.append, body, received_at)
        except JournalError as error:
            self.journal_error = str(error)
            observe.report(error, outcome="lost")
            raise NotKept from error
        finally:
            self.not_in_database.set()
        self.journal_error = None
        if not message.tool_calls:
            return Kept("journaled", {})
        known = message.facts.call if message.facts else None
        caller, line = (known.caller_number, known.line_number) if known else (None, None)
        return Kept("journaled", results(noted(message.tool_calls, caller, line)))

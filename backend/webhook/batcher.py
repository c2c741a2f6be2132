"""Messages that arrive together are committed together: one round trip and one fsync for all of them."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass
from functools import partial

import psycopg

from backend.db import Pool, is_pooler_full, query
from backend.intake.store import PendingMessage, StoredRow, rows_of, store_alone
from backend.webhook.pipeline import Outcome, Pipeline

MAX_BATCH = 32
# Postgres applies one batch while the next waits at its door; a third only makes all of them smaller (measured).
MAX_UNDER_WAY = 2
_STOPPING = TimeoutError("the webhook is stopping")
STATEMENT = query("receive_events").replace("%s", "$1").replace("%b", "$2")


@dataclass(slots=True, eq=False)
class _Waiting:
    parcel: PendingMessage
    told: asyncio.Future[StoredRow]

    def settle(self, outcome: StoredRow | Exception) -> None:
        # Done already: whoever waited has given up and journaled the message; the database merely has it too.
        if self.told.done():
            return
        if isinstance(outcome, Exception):
            self.told.set_exception(outcome)
        else:
            self.told.set_result(outcome)


class Batcher:
    """While batches are being committed the next one gathers. A batch that fails is tried again one by one.

    Nobody waits for another: a batch that Postgres holds up does not keep those who gave up waiting.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._queue: deque[_Waiting] = deque()
        self._pipeline: Pipeline | None = None
        self._opening: asyncio.Task[None] | None = None
        self._retries: set[asyncio.Task[None]] = set()
        self._closed = False
        self._last_size = 0
        # The pooler has no session left for the batches: messages go one by one through the pool.
        self.pooler_is_full = False

    async def store(self, parcel: PendingMessage) -> StoredRow:
        """Store and apply one message; returns once it is committed. Raises what the database raised for it."""
        mine = _Waiting(parcel, asyncio.get_running_loop().create_future())
        self._queue.append(mine)
        self._send()
        return await mine.told

    async def connect(self) -> None:
        """Have the connection before anybody needs it: so it is known whether the pooler has room for it."""
        if not self._closed and (self._pipeline is None or self._pipeline.broken):
            self._opening = self._opening or asyncio.create_task(self._open())
            # Not awaited itself: whoever gives up waiting must not take it from the others.
            await asyncio.wait([self._opening])

    async def close(self) -> None:
        """Let go of the connection; whoever still waits is told that it is lost."""
        self._closed = True
        for task in (self._opening, *self._retries):
            if task:
                task.cancel()
        if self._pipeline:
            await self._pipeline.close()
        while self._queue:
            self._queue.popleft().settle(_STOPPING)

    def _send(self) -> None:
        if not self._queue or self._closed:
            return
        if self._pipeline is None or self._pipeline.broken:
            self._opening = self._opening or asyncio.create_task(self._open())
            return
        while self._queue and not self._pipeline.broken and self._may_send(self._pipeline.under_way):
            if batch := self._next():
                self._last_size = len(batch)
                parcels = [one.parcel for one in batch]
                bodies = [parcel.delivery.message.body for parcel in parcels]
                self._pipeline.send(rows_of(parcels), bodies, partial(self._answered, batch))

    def _may_send(self, under_way: int) -> bool:
        # What a batch costs besides its messages is a third of them: while Postgres is busy with one, the next gathers
        # until it is as large.
        return not under_way or (under_way < MAX_UNDER_WAY and len(self._queue) >= self._last_size)

    def _next(self) -> list[_Waiting]:
        batch = [self._queue.popleft() for _ in range(min(len(self._queue), MAX_BATCH))]
        return [one for one in batch if not one.told.done()]

    async def _open(self) -> None:
        try:
            self._pipeline = await Pipeline.open(str(self._pool.conninfo), STATEMENT)
            self.pooler_is_full = False
        except (psycopg.Error, OSError) as error:
            self.pooler_is_full = is_pooler_full(error)
            waiting, self._queue = list(self._queue), deque()
            if self.pooler_is_full:
                self._retry(waiting)
            else:
                for one in waiting:
                    one.settle(error)
        finally:
            self._opening = None
        if self._queue:
            self._send()

    def _answered(self, batch: list[_Waiting], outcome: Outcome) -> None:
        # First of all the next one: Postgres must not wait while these are told.
        self._send()
        if not isinstance(outcome, psycopg.Error):
            for one, (kind, answers) in zip(batch, outcome, strict=True):
                one.settle({"outcome": kind, "answers": json.loads(answers) if answers else None})
        elif _is_away(outcome):
            for one in batch:
                one.settle(outcome)
        else:
            # One message must not cost the others: each is tried alone and told its own error.
            self._retry(batch)

    def _retry(self, batch: list[_Waiting]) -> None:
        task = asyncio.create_task(self._store_one_by_one(batch))
        self._retries.add(task)
        task.add_done_callback(self._retries.discard)

    async def _store_one_by_one(self, batch: list[_Waiting]) -> None:
        try:
            for one in batch:
                try:
                    one.settle(await store_alone(self._pool, one.parcel))
                except Exception as error:
                    # Handed to the one who waits for it.
                    one.settle(error)
        finally:
            # Those that were not come to before the end.
            for one in batch:
                one.settle(_STOPPING)


def _is_away(error: psycopg.Error) -> bool:
    is_lost = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    return is_lost and not isinstance(error, psycopg.errors.DeadlockDetected)

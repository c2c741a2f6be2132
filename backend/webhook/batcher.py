"""Messages that arrive together are committed together: one round trip and one fsync for all of them."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass

import psycopg

from backend.db import Pool
from backend.inbox.intake import Delivery, Receipt, take, take_all

MAX_BATCH = 32


@dataclass(slots=True, eq=False)
class _Waiting:
    delivery: Delivery
    receipt: asyncio.Future[Receipt]

    def settle(self, outcome: Receipt | BaseException) -> None:
        # Done already: whoever waited has given up and journaled the message; the database merely has it too.
        if self.receipt.done():
            return
        if isinstance(outcome, BaseException):
            self.receipt.set_exception(outcome)
        else:
            self.receipt.set_result(outcome)


class Batcher:
    """While one batch is being committed the next one gathers. A batch that fails is tried again one by one.

    Batches are carried by a task of their own: one that Postgres holds up does not keep those who gave up waiting.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._queue: deque[_Waiting] = deque()
        # One batch at a time is the largest batch: a second one under way made both smaller (measured).
        self._carrier: asyncio.Task[None] | None = None

    async def take(self, delivery: Delivery) -> Receipt:
        """Store and apply one message; returns once it is committed. Raises what the database raised for it."""
        mine = _Waiting(delivery, asyncio.get_running_loop().create_future())
        self._queue.append(mine)
        if self._carrier is None or self._carrier.done():
            self._carrier = asyncio.create_task(self._carry_all())
        return await mine.receipt

    async def _carry_all(self) -> None:
        while batch := [self._queue.popleft() for _ in range(min(len(self._queue), MAX_BATCH))]:
            await self._carry([one for one in batch if not one.receipt.done()])

    async def _carry(self, batch: list[_Waiting]) -> None:
        try:
            await self._carry_together(batch)
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            if not isinstance(error, psycopg.errors.DeadlockDetected):
                _settle_all(batch, error)
                return
            await self._carry_one_by_one(batch)
        except Exception:
            # One message must not cost the others: each is tried alone and told its own error.
            await self._carry_one_by_one(batch)
        except asyncio.CancelledError:
            _settle_all(batch, TimeoutError("the webhook is stopping"))
            raise

    async def _carry_together(self, batch: list[_Waiting]) -> None:
        if not batch:
            return
        async with self._pool.connection() as conn:
            receipts = await take_all(conn, [one.delivery for one in batch])
        for one, receipt in zip(batch, receipts, strict=True):
            one.settle(receipt)

    async def _carry_one_by_one(self, batch: list[_Waiting]) -> None:
        for one in batch:
            try:
                async with self._pool.connection() as conn:
                    one.settle(await take(conn, one.delivery))
            except Exception as error:
                # Handed to the one who waits for it.
                one.settle(error)


def _settle_all(batch: list[_Waiting], outcome: BaseException) -> None:
    for one in batch:
        one.settle(outcome)

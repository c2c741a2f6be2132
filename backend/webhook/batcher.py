"""Messages that arrive together are committed together: one round trip and one fsync for all of them."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress

import psycopg

from backend.db import Pool
from backend.inbox.intake import Delivery, Receipt, take, take_all

MAX_BATCH = 32
# While Postgres works on one batch, the next one is being read and sent.
TURNS = 2


class Batcher:
    """While one batch is being committed the next one gathers. A batch that fails is tried again one by one."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._waiting: deque[tuple[Delivery, asyncio.Future[Receipt]]] = deque()
        self._turns = asyncio.Semaphore(TURNS)

    async def take(self, delivery: Delivery) -> Receipt:
        """Store and apply one message; returns once it is committed. Raises what the database raised for it."""
        future: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        self._waiting.append((delivery, future))
        try:
            async with self._turns:
                # Whoever comes first carries everyone who waits; the others find their answer ready.
                while not future.done():
                    await self._carry()
            return await future
        except asyncio.CancelledError:
            future.cancel()
            raise

    async def _carry(self) -> None:
        batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), MAX_BATCH))]
        batch = [one for one in batch if not one[1].done()]
        try:
            async with self._pool.connection() as conn:
                for (_, future), receipt in zip(batch, await take_all(conn, [d for d, _ in batch]), strict=True):
                    _settle(future, receipt)
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            if isinstance(error, psycopg.errors.DeadlockDetected):
                await self._one_by_one(batch)
            for _, future in batch:
                _settle(future, error)
        except Exception:  # noqa: BLE001 (one message must not cost the others: each is tried alone and told its own error)
            await self._one_by_one(batch)
        except asyncio.CancelledError:
            for _, future in batch:
                _settle(future, TimeoutError("the database did not answer in time"))
            raise

    async def _one_by_one(self, batch: list[tuple[Delivery, asyncio.Future[Receipt]]]) -> None:
        for delivery, future in batch:
            try:
                async with self._pool.connection() as conn:
                    _settle(future, await take(conn, delivery))
            except Exception as error:  # noqa: BLE001 (handed to the one who waits for it)
                _settle(future, error)


def _settle(future: asyncio.Future[Receipt], outcome: Receipt | BaseException) -> None:
    with suppress(asyncio.InvalidStateError):
        if isinstance(outcome, BaseException):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)

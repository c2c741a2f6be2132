"""One row a request, without personal data, written by batches so that a request costs no commit of its own."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import datetime

from backend import observe
from backend.db import Pool, query
from backend.webhook.store import AWAY

FLUSH_EVERY_S = 1.0
# While the database is away the newest rows are kept, within bounds.
MAX_WAITING = 20_000


@dataclass(frozen=True, slots=True)
class RequestSample:
    """What a request was and what became of it; `ms` from first byte read to answer ready."""

    at: datetime
    route: str
    message_type: str
    status: int
    outcome: str
    ms: float


class Metrics:
    """Collects requests and writes them every second."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._waiting: deque[RequestSample] = deque(maxlen=MAX_WAITING)
        self._some_wait = asyncio.Event()

    def note(self, request: RequestSample) -> None:
        """Remember a request; never fails, never waits."""
        self._waiting.append(request)
        self._some_wait.set()

    async def flush(self) -> None:
        """Write what waits. Rows come back to the queue when the database does not take them."""
        rows = [self._waiting.popleft() for _ in range(len(self._waiting))]
        if not rows:
            return
        try:
            async with (
                self._pool.connection() as conn,
                conn.cursor() as cursor,
                cursor.copy(query("note_requests")) as copy,
            ):
                for row in rows:
                    await copy.write_row((row.at, row.route, row.message_type, row.status, row.outcome, row.ms))
        except AWAY:
            self._waiting.extendleft(reversed(rows))
            self._some_wait.set()

    async def flush_for_ever(self) -> None:
        """Flush every second in which there is something; ends only by cancellation, with a last flush."""
        try:
            while True:
                await self._some_wait.wait()
                await asyncio.sleep(FLUSH_EVERY_S)
                self._some_wait.clear()
                try:
                    await self.flush()
                except Exception as error:
                    # Figures must not stop the programme; the error is reported.
                    observe.report(error, task="metrics")
        finally:
            await self.flush()

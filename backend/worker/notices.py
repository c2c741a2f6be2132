"""What there is to do, as the database says it on one connection: told at once, and what has come due each second.

psycopg's `notifies()` wakes up ten times a second for as long as it waits (its waiting functions wait a tenth of a
second at a time), and the question through the pool was half of what an idle worker's processor did. So both are heard
through libpq, by whoever waits for the socket.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import psycopg
from psycopg import AsyncConnection, errors, pq

from backend.db import SILENCE_S, query

ASK_EVERY_S = 1.0
_DUE = b"due"


async def whom_to_wake(conn: AsyncConnection[Any], patience_s: float = SILENCE_S) -> AsyncIterator[str]:
    """The payload of each notice as it comes, and the name of each loop for which something has come due.

    The connection is in autocommit, and nobody else's. Raises psycopg.OperationalError once it is lost, or once a
    question has not been answered for `patience_s` seconds; whatever else Postgres answers instead.
    """
    socket, bell, pg = conn.fileno(), _Bell(), conn.pgconn
    bell.loop.add_reader(socket, bell.woken.set)
    is_prepared = is_asked = False
    try:
        while True:
            await bell.woken.wait()
            bell.woken.clear()
            pg.consume_input()
            while notice := pg.notifies():
                yield notice.extra.decode()
            if is_asked and not pg.is_busy():
                for wake in _answer(pg):
                    yield wake
                is_asked = False
                bell.ring_in(ASK_EVERY_S)
            elif bell.has_rung and is_asked:
                raise psycopg.OperationalError("the database has long been silent")
            elif bell.has_rung:
                # Not by psycopg, which would keep the notices that come meanwhile to itself.
                pg.send_query_prepared(_DUE, None) if is_prepared else pg.send_prepare(_DUE, query("work_due").encode())
                is_prepared = is_asked = True
                bell.ring_in(patience_s)
    finally:
        bell.stop()
        bell.loop.remove_reader(socket)


class _Bell:
    """Rings at once, then when it is told to; `woken` is set by it, and by whatever else there is to look at."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.woken = asyncio.Event()
        self.has_rung = False
        self._timer = self.loop.call_soon(self._ring)

    def ring_in(self, seconds: float) -> None:
        self.stop()
        self.has_rung = False
        self._timer = self.loop.call_later(seconds, self._ring)

    def stop(self) -> None:
        self._timer.cancel()

    def _ring(self) -> None:
        self.has_rung = True
        self.woken.set()


def _answer(pg: pq.abc.PGconn) -> Iterator[str]:
    while result := pg.get_result():
        if result.status not in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK):
            raise errors.error_from_result(result)
        for row in range(result.ntuples):
            yield (result.get_value(row, 0) or b"").decode()

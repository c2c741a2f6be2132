"""One statement sent again and again on a connection of its own, the next one before the last one is answered.

Postgres then goes from one to the next without waiting for Python between them. It is libpq's pipeline mode
(https://www.postgresql.org/docs/current/libpq-pipeline-mode.html) through `psycopg.pq`: psycopg's own pipelines give no
answer before all that was sent is answered. A synchronisation point after each makes each a transaction of its own.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Self

import psycopg
from psycopg import errors, pq

from backend import observe
from backend.db import Connecting, settle

_NAME = b"statement"
_TEXT, _BINARY = 0, 1
# Postgres gives up on a statement before this: a connection that says nothing any more is lost.
PATIENCE_S = 8.0

# Rows of text (None for null), or what went wrong.
Outcome = list[tuple[str | None, ...]] | psycopg.Error
OnOutcome = Callable[[Outcome], None]


class Pipeline:
    """`broken` once the connection is lost: whatever was under way has been told so, and it takes nothing more."""

    def __init__(self, conn: psycopg.AsyncConnection[object], patience_s: float) -> None:
        self._conn = conn
        self._patience_s = patience_s
        self._pg = conn.pgconn
        # Kept: a connection that is lost no longer knows its own.
        self._socket = self._pg.socket
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[OnOutcome] = deque()
        self._outcome: Outcome = []
        self._patience: asyncio.TimerHandle | None = None
        self.broken = False

    @classmethod
    async def open(cls, conninfo: str, statement: str, patience_s: float = PATIENCE_S) -> Self:
        """Connect, and have the statement prepared ($1 text, $2 an array of text). Raises psycopg.OperationalError.

        A connection whose oldest statement is not answered within `patience_s` seconds counts as lost.
        """
        conn = await Connecting.connect(conninfo, autocommit=True)
        try:
            await settle(conn)
        except psycopg.Error:
            await conn.close()
            raise
        pipeline = cls(conn, patience_s)
        pipeline._pg.nonblocking = 1
        pipeline._pg.enter_pipeline_mode()
        pipeline._loop.add_reader(pipeline._socket, pipeline._read)
        pipeline._put(pipeline._prepared, lambda: pipeline._pg.send_prepare(_NAME, statement.encode()))
        return pipeline

    @property
    def under_way(self) -> int:
        """How many statements are sent and not answered."""
        return len(self._waiting)

    def send(self, text: str, texts: Sequence[str], on_outcome: OnOutcome) -> None:
        """Run the statement; `told` is called once, with its rows or with what went wrong."""
        values = [_bytes(text), text_array(texts)]
        self._put(on_outcome, lambda: self._pg.send_query_prepared(_NAME, values, [_TEXT, _BINARY]))

    async def close(self) -> None:
        """Let go of the connection; what was under way is told that it is lost."""
        self._break(psycopg.OperationalError("the webhook is stopping"))
        await self._conn.close()

    def _put(self, on_outcome: OnOutcome, send: Callable[[], None]) -> None:
        self._waiting.append(on_outcome)
        try:
            send()
            self._pg.pipeline_sync()
        except psycopg.Error as error:
            self._break(error)
        else:
            self._flush()
            if self._patience is None:
                self._watch()

    def _flush(self) -> None:
        try:
            left = self._pg.flush()
        except psycopg.Error as error:
            self._break(error)
            return
        if left:
            self._loop.add_writer(self._socket, self._flush)
        else:
            self._loop.remove_writer(self._socket)

    def _read(self) -> None:
        try:
            self._pg.consume_input()
            while self._waiting and not self._pg.is_busy():
                self._take(self._pg.get_result())
        except psycopg.Error as error:
            self._break(error)
        except Exception as bug:
            # Whoever was told made a mistake: those behind must not be left waiting for it.
            observe.report(bug, part="pipeline")
            self._break(psycopg.InternalError(type(bug).__name__))
        else:
            # libpq may have found the end of the connection while it looked for results: nothing more would wake us.
            if self._pg.status == pq.ConnStatus.BAD:
                self._break(psycopg.OperationalError("the connection was closed"))

    def _take(self, result: pq.abc.PGresult | None) -> None:
        # None only says that a statement has no more results.
        if result is None:
            return
        if result.status == pq.ExecStatus.PIPELINE_SYNC:
            outcome, self._outcome = self._outcome, []
            answer = self._waiting.popleft()
            self._watch()
            answer(outcome)
        elif result.status in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK):
            self._outcome = _rows(result)
        else:
            self._outcome = errors.error_from_result(result)

    def _prepared(self, outcome: Outcome) -> None:
        # Without its statement (a database not migrated) the connection is of no use; the next one looks again.
        if isinstance(outcome, psycopg.Error):
            self._break(outcome)

    def _watch(self) -> None:
        if self._patience:
            self._patience.cancel()
        gone = psycopg.OperationalError(f"no answer within {self._patience_s:.0f} s")
        self._patience = self._loop.call_later(self._patience_s, self._break, gone) if self._waiting else None

    def _break(self, error: psycopg.Error) -> None:
        if not self.broken:
            self.broken = True
            self._loop.remove_reader(self._socket)
            self._loop.remove_writer(self._socket)
            self._pg.finish()
        lost, self._waiting = self._waiting, deque()
        self._watch()
        for result in lost:
            result(error)


def text_array(texts: Sequence[str]) -> bytes:
    """`text[]` in Postgres's binary format: dimensions, no nulls, oid of text, length, lower bound, items."""
    items = [_bytes(text) for text in texts]
    head = b"".join(number.to_bytes(4, "big") for number in (1, 0, 25, len(items), 1))
    return head + b"".join(part for item in items for part in (len(item).to_bytes(4, "big"), item))


def _bytes(text: str) -> bytes:
    # Half a surrogate pair is for Postgres to refuse, which costs that statement only.
    return text.encode("utf-8", "surrogatepass")


def _rows(result: pq.abc.PGresult) -> list[tuple[str | None, ...]]:
    def text(row: int, column: int) -> str | None:
        value = result.get_value(row, column)
        return None if value is None else value.decode()

    return [tuple(text(row, column) for column in range(result.nfields)) for row in range(result.ntuples)]

"""Connections that make us wait: headers within a time, and no more connections than a process can hold.

uvicorn waits for ever for the rest of a request's headers, and its own ceiling would turn real calls away while
strangers fill it. Here whoever has been longest about a request that does not come makes room.
"""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADERS_WITHIN_S = 10.0
# A process may hold 1024 files unless told otherwise, and the database, the journal and the logs need theirs.
MOST_CONNECTIONS = 700


class _OneWrite:
    """A connection on which what is written in one turn of the loop leaves at once.

    uvicorn writes the head of an answer and its body apart: each would be a packet, and wake the other side for itself.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._parts: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Soon."""
        if not self._parts:
            self._loop.call_soon(self._leave)
        self._parts.append(data)

    def close(self) -> None:
        """After what was written."""
        self._leave()
        self._transport.close()

    def _leave(self) -> None:
        if self._parts and not self._transport.is_closing():
            self._transport.write(b"".join(self._parts))
        self._parts.clear()


class PatientProtocol(HttpToolsProtocol):
    """uvicorn's own, with a deadline from the first moment until the headers are whole, at each request."""

    headers_within_s: ClassVar[float] = HEADERS_WITHIN_S
    most_connections: ClassVar[int] = MOST_CONNECTIONS
    # Whose headers are not whole yet, and who is kept open between two requests; each in the order of their waiting.
    _coming: ClassVar[dict[PatientProtocol, asyncio.TimerHandle]] = {}
    _kept: ClassVar[dict[PatientProtocol, None]] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A new one; beyond the ceiling, one that makes us wait is closed for it."""
        super().connection_made(cast(asyncio.Transport, _OneWrite(transport, self.loop)))
        if len(self.connections) > self.most_connections:
            next(iter((*self._coming, *self._kept, self)))._give_up()
        if not transport.is_closing():
            self._expect_headers()

    def data_received(self, data: bytes) -> None:
        """A kept connection that begins another request has its deadline too."""
        if self in self._kept:
            self._expect_headers()
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """Whole: from here on the body has its own patience."""
        self._wait_no_more()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """Kept open for another request, as long as uvicorn keeps it."""
        super().on_response_complete()
        if not self.pipeline and not self.transport.is_closing():
            self._kept[self] = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Gone."""
        self._wait_no_more()
        super().connection_lost(exc)

    def _expect_headers(self) -> None:
        self._wait_no_more()
        self._coming[self] = self.loop.call_later(self.headers_within_s, self._give_up)

    def _wait_no_more(self) -> None:
        self._kept.pop(self, None)
        deadline = self._coming.pop(self, None)
        if deadline is not None:
            deadline.cancel()

    def _give_up(self) -> None:
        self._wait_no_more()
        self.transport.close()

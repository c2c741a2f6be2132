"""One client and its own connection to the database: bytes go from one to the other, unread after the first message."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import cast

from backend.local.pooler import startup
from backend.local.pooler.startup import NotForUs

CLOSED = "(EDBHANDLEREXITED) connection to database closed. Check logs for more information"


@dataclass
class Pool:
    """How many sessions there may be, and how many there are."""

    host: str
    port: int
    size: int
    open: int = 0


class End(asyncio.Protocol):
    """One end of a relay. What it receives goes out at the other; a slow other end makes it wait."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.other: End | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio."""
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Called by asyncio."""
        if self.other and self.other.transport:
            self.other.transport.write(data)

    def pause_writing(self) -> None:
        """Called by asyncio when this end takes no more for now."""
        if self.other and self.other.transport:
            self.other.transport.pause_reading()

    def resume_writing(self) -> None:
        """Called by asyncio when it does again."""
        if self.other and self.other.transport:
            self.other.transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncio: one end gone, the other goes too."""
        if self.other and self.other.transport:
            self.other.transport.close()


class Client(End):
    """The end that a program of ours has connected to."""

    def __init__(self, pool: Pool) -> None:
        super().__init__()
        self._pool = pool
        self._received = b""
        self._counted = False
        self._dialling: asyncio.Task[None] | None = None

    def data_received(self, data: bytes) -> None:
        """Called by asyncio: the first message is ours to read, all others are the database's."""
        if self.other:
            super().data_received(data)
            return
        self._received += data
        if self._dialling is None:
            try:
                self._begin()
            except NotForUs as refused:
                self._refuse(str(refused))

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncio: its place is free again."""
        super().connection_lost(exc)
        if self._dialling:
            self._dialling.cancel()
        if self._counted:
            self._counted = False
            self._pool.open -= 1

    def _begin(self) -> None:
        found = startup.first(self._received)
        if found is None:
            return
        self._received = self._received[len(found.message) :]
        if found.code in (startup.TLS, startup.GSS):
            # On this machine there is nobody to hide from.
            self._write(b"N")
        elif found.code == startup.CANCEL:
            # Keys are the database's own, and so is the request.
            self._dial(found.message)
        else:
            self._start(found.message)

    def _start(self, message: bytes) -> None:
        first = startup.passed_on(message)
        if self._pool.open >= self._pool.size:
            raise NotForUs(startup.FULL.format(size=self._pool.size))
        self._pool.open += 1
        self._counted = True
        self._dial(first)

    def _dial(self, first: bytes) -> None:
        self._dialling = asyncio.get_running_loop().create_task(self._connect(first))

    async def _connect(self, first: bytes) -> None:
        server = End()
        try:
            await asyncio.get_running_loop().create_connection(lambda: server, self._pool.host, self._pool.port)
        except OSError:
            self._refuse(CLOSED)
            return
        assert server.transport is not None
        server.transport.write(first + self._received)
        self.other, server.other, self._received = server, self, b""

    def _refuse(self, words: str) -> None:
        self._write(startup.refusal(words))
        if self.transport:
            self.transport.close()

    def _write(self, data: bytes) -> None:
        if self.transport:
            self.transport.write(data)

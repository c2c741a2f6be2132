"""Reads a request's body within limits of size, of time, and of what all bodies together may hold."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.requests import ClientDisconnect, Request

MAX_BODY_BYTES = 5 * 1024 * 1024
# A body that trickles in must not hold a connection for ever.
BODY_PATIENCE_S = 15.0
# Nobody has proven anything yet: thirty bodies of the largest size would be half of a small server.
MOST_BYTES_TOGETHER = 32 * 1024 * 1024


class BodyTooLarge(Exception):
    """More than MAX_BODY_BYTES were announced or sent."""


class BodyTooSlow(Exception):
    """The body did not come whole within BODY_PATIENCE_S, made room for newer ones, or the sender hung up."""


class Arriving:
    """Every body on its way. Beyond `most` bytes the one that has been longest about it is given up: Vapi's come within
    milliseconds, so that whoever trickles or floods makes room for calls, and never the other way round."""

    def __init__(self, most: int = MOST_BYTES_TOGETHER) -> None:
        self._most = most
        # In the order in which they began.
        self._sizes: dict[asyncio.Timeout, int] = {}

    @contextmanager
    def one(self, patience: asyncio.Timeout) -> Iterator[None]:
        """A body, given up by ending its patience."""
        self._sizes[patience] = 0
        try:
            yield
        finally:
            self._sizes.pop(patience, None)

    def grow(self, patience: asyncio.Timeout, size: int) -> None:
        """So much more of it came. Raises TimeoutError when it was given up."""
        if patience in self._sizes:
            self._sizes[patience] += size
        while self.held > self._most:
            oldest = next(iter(self._sizes))
            del self._sizes[oldest]
            oldest.reschedule(asyncio.get_running_loop().time())
        if patience not in self._sizes:
            raise TimeoutError

    @property
    def held(self) -> int:
        """In bytes."""
        return sum(self._sizes.values())


ARRIVING = Arriving()


async def read_body(request: Request) -> bytes:
    """The whole body. Raises BodyTooLarge before reading what was announced too large, and BodyTooSlow."""
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > MAX_BODY_BYTES:
        raise BodyTooLarge
    try:
        async with asyncio.timeout(BODY_PATIENCE_S) as patience:
            with ARRIVING.one(patience):
                return await _collect(request, patience)
    except (TimeoutError, ClientDisconnect) as error:
        raise BodyTooSlow from error


async def _collect(request: Request, patience: asyncio.Timeout) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_BODY_BYTES:
            raise BodyTooLarge
        ARRIVING.grow(patience, len(part))
        parts.append(part)
    return b"".join(parts)

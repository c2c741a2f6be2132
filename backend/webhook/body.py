"""Reads a request's body within limits of size and time."""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect, Request

MAX_BODY_BYTES = 5 * 1024 * 1024
# A body that trickles in must not hold a connection for ever.
BODY_PATIENCE_S = 15.0


class BodyTooLarge(Exception):
    """More than MAX_BODY_BYTES were announced or sent."""


class BodyTooSlow(Exception):
    """The body did not come whole within BODY_PATIENCE_S, or the sender hung up."""


async def read_body(request: Request) -> bytes:
    """The whole body. Raises BodyTooLarge before reading what was announced too large, and BodyTooSlow."""
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > MAX_BODY_BYTES:
        raise BodyTooLarge
    try:
        async with asyncio.timeout(BODY_PATIENCE_S):
            return await _collect(request)
    except (TimeoutError, ClientDisconnect) as error:
        raise BodyTooSlow from error


async def _collect(request: Request) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_BODY_BYTES:
            raise BodyTooLarge
        parts.append(part)
    return b"".join(parts)

"""A websocket that lives no longer than the session that opened it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# A page left open asks nothing for hours; its socket is closed within this time of the session's end.
CHECK_EVERY_S = 10.0
ENDED = 1008


class LiveSocket:
    """Looks before each message, from the browser and to it, and between messages, whether the session still stands."""

    def __init__(self, receive: Receive, send: Send, is_alive: Callable[[], bool]) -> None:
        self._receive = receive
        self._send = send
        self._is_alive = is_alive
        self._closed = False
        self._coming: asyncio.Task[Message] | None = None

    async def run(self, app: ASGIApp, scope: Scope) -> None:
        """Let the application talk through this socket."""
        try:
            await app(scope, self._guarded_receive, self._guarded_send)
        finally:
            if self._coming is not None:
                self._coming.cancel()

    async def _guarded_receive(self) -> Message:
        while True:
            message = await self._next_message()
            if not self._is_alive():
                return await self._close()
            if message is not None:
                return message

    async def _next_message(self) -> Message | None:
        """The next message, or None when none came in time: the same wait goes on, no message is lost."""
        if self._coming is None:
            self._coming = asyncio.ensure_future(_as_coroutine(self._receive))
        done, _ = await asyncio.wait({self._coming}, timeout=CHECK_EVERY_S)
        if not done:
            return None
        message, self._coming = self._coming.result(), None
        return message

    async def _close(self) -> Message:
        if not self._closed:
            self._closed = True
            await self._send({"type": "websocket.close", "code": ENDED, "reason": "session ended"})
        return {"type": "websocket.disconnect", "code": ENDED}

    async def _guarded_send(self, message: Message) -> None:
        # What the application still had to say is for somebody who is no longer signed in. It speaks by itself, too: a
        # page left open is refreshed without asking.
        if not self._is_alive():
            await self._close()
        elif not self._closed:
            await self._send(message)


async def _as_coroutine(receive: Callable[[], Any]) -> Message:
    message: Message = await receive()
    return message

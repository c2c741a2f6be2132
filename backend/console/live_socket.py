"""A websocket that lives no longer than the session that opened it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# A page left open asks nothing for hours; its socket is closed within this time of the session's end.
CHECK_EVERY_S = 10.0
ENDED, FAILED = 1008, 1011


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
            if not await self._stands():
                return await self._close(ENDED, "session ended")
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

    async def _stands(self) -> bool:
        try:
            return self._is_alive()
        except Exception:
            # Streamlit's sender ends with it and tells nobody: on a socket left open, the page would be still for good.
            await self._close(FAILED, "session not read")
            raise

    async def _close(self, code: int, reason: str) -> Message:
        if not self._closed:
            self._closed = True
            await self._send({"type": "websocket.close", "code": code, "reason": reason})
        return {"type": "websocket.disconnect", "code": code}

    async def _guarded_send(self, message: Message) -> None:
        # What the application still had to say is for somebody who is no longer signed in. It speaks by itself, too: a
        # page left open is refreshed without asking.
        if not await self._stands():
            await self._close(ENDED, "session ended")
        elif not self._closed:
            await self._send(message)


async def _as_coroutine(receive: Callable[[], Any]) -> Message:
    message: Message = await receive()
    return message

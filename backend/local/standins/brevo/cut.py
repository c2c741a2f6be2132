"""Closing the connection instead of answering: what a client sees when the provider's machine dies."""

from __future__ import annotations

import asyncio
from typing import cast

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class CuttableProtocol(HttpToolsProtocol):
    """Hands its connection to the application: ASGI alone knows no way to close without answering."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """As usual, then remember the connection."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class Cut(Response):
    """Not one byte of answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Close, and stay until the server has noticed: it would answer 500 for us otherwise."""
        cast(asyncio.Transport, scope["state"]["transport"]).close()
        while (await receive())["type"] != "http.disconnect":
            pass

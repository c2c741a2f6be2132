"""The fields of a form, read within limits of size and of time."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect, Request

# A form that trickles in must not hold a connection for ever.
PATIENCE_S = 15.0


async def read_form(request: Request, largest: int) -> dict[str, str] | None:
    """The first value of each field; None when it is over `largest` bytes or does not come whole within PATIENCE_S."""
    body = b""
    try:
        async with asyncio.timeout(PATIENCE_S):
            async for chunk in request.stream():
                body += chunk
                if len(body) > largest:
                    return None
    except (TimeoutError, ClientDisconnect):
        return None
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[0] for name, values in fields.items()}

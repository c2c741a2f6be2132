"""The stand-in's list of calls, seen from the program that plays them."""

from __future__ import annotations

import contextlib
from typing import Any

import httpx

PATIENCE_S = 2.0


class CallList:
    """Lists what is played at the stand-in, as Vapi lists its calls; without an address, nowhere."""

    def __init__(self, vapi_url: str) -> None:
        self._url = vapi_url.rstrip("/")
        self._http = httpx.AsyncClient(timeout=PATIENCE_S)

    async def keep(self, body: dict[str, Any]) -> None:
        """One message. A stand-in that is away lists nothing, and the call goes on."""
        if self._url:
            with contextlib.suppress(httpx.HTTPError):
                await self._http.post(f"{self._url}/_standin/keep", json=body)

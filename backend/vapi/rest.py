"""How Vapi is asked: one request, never repeated here, and what its refusals mean."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote

import httpx

from backend.vapi.api_values import VapiError

PATIENCE_S = 15.0
# A trickle is cut too: by then a request is over, and only then may its outcome be looked up.
REQUEST_OVER_S = 30.0
_REASONS = {401: "refused_key", 402: "no_credits", 403: "refused_account", 404: "unknown_call", 429: "too_many"}


class Rest:
    """Requests under one private key, counted."""

    def __init__(self, http: httpx.AsyncClient, api_url: str, api_key: str) -> None:
        self._http = http
        self._url = api_url.rstrip("/")
        self._headers = {"authorization": f"Bearer {api_key}", "accept": "application/json"}
        self.requests = 0

    async def get(self, path: str, params: dict[str, str] | None = None) -> Any:
        """The decoded answer. Raises VapiError."""
        return decoded(await self.ask("GET", path, params=params or {}))

    async def patch(self, path: str, body: dict[str, Any]) -> Any:
        """Change something; the same change twice is one. Raises VapiError."""
        return decoded(await self.ask("PATCH", path, json=body))

    async def ask(self, method: str, path: str, **content: Any) -> httpx.Response:
        """One request; an answer that is no refusal. Raises VapiError."""
        self.requests += 1
        try:
            async with asyncio.timeout(REQUEST_OVER_S):
                response = await self._http.request(
                    method, f"{self._url}{path}", headers=self._headers, timeout=PATIENCE_S, **content
                )
        except httpx.ConnectError as error:
            raise VapiError("away", type(error).__name__) from error
        except (httpx.HTTPError, TimeoutError) as error:
            # It may be carried out even after we stopped waiting.
            raise VapiError("silent", type(error).__name__, in_doubt=True) from error
        if response.is_success or response.is_redirect:
            return response
        raise _refusal(response.status_code)


def decoded(response: httpx.Response) -> Any:
    """The answer's JSON. Raises VapiError."""
    try:
        return response.json()
    except ValueError as error:
        raise VapiError("unclear", "not JSON", in_doubt=True) from error


def part(written: str) -> str:
    """An id as part of an address."""
    return quote(written, safe="")


def _refusal(status: int) -> VapiError:
    reason = "failing" if status >= 500 else _REASONS.get(status, "refused")
    return VapiError(reason, f"HTTP {status}", in_doubt=status >= 500 or status == 408)

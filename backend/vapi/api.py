"""Vapi's REST interface: its own list of calls, one call, a call placed, a recording's short-lived link.

No request is repeated here. `POST /call` knows no idempotency key: sent twice it dials twice, so only the caller, who
can look in the list, knows whether it may be.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import httpx

from backend.phones import to_e164
from backend.vapi import api_values
from backend.vapi.api_values import FoundCall, ListedCall, Order, VapiError
from backend.vapi.rest import Rest, decoded, part

PAGE = 100
MAX_TRIAL_S = 60


class Vapi:
    """Vapi under one private key. `simulated`: the stand-in of this machine; nothing it does is real."""

    def __init__(self, http: httpx.AsyncClient, api_url: str, api_key: str, *, simulated: bool) -> None:
        self.rest = Rest(http, api_url, api_key)
        self.simulated = simulated

    @property
    def requests(self) -> int:
        """How many were made, whatever became of them."""
        return self.rest.requests

    async def list_calls(self, updated_since: datetime) -> AsyncIterator[list[ListedCall]]:
        """Page by page, the newest first, every call that changed since then. Raises VapiError."""
        asked: dict[str, str] = {"limit": str(PAGE), "updatedAtGe": updated_since.isoformat()}
        seen: set[str] = set()
        while True:
            items = _items(await self.rest.get("/call", asked))
            page = [listed for item in items if (listed := api_values.listed(item))]
            fresh = [call for call in page if call.vapi_call_id not in seen]
            seen.update(call.vapi_call_id for call in fresh)
            if fresh:
                yield fresh
            if len(page) < PAGE:
                return
            if not fresh:
                raise VapiError("unclear", "a full page of calls made at the same moment")
            # Inclusive: of several calls made in the same millisecond none is left out.
            asked["createdAtLe"] = min(call.created_at for call in fresh).isoformat()

    async def call(self, vapi_call_id: str) -> dict[str, Any]:
        """The whole call object, for `call_object` to read. Raises VapiError."""
        result = await self.rest.get(f"/call/{part(vapi_call_id)}")
        if not isinstance(result, dict) or result.get("id") != vapi_call_id:
            raise VapiError("unclear", "another call than the one asked for")
        return result

    async def find(self, vapi_call_id: str) -> FoundCall:
        """How one call stands. Raises VapiError."""
        return api_values.found(await self.call(vapi_call_id))

    async def find_named(self, name: str, since: datetime) -> FoundCall | None:
        """The call of that name placed since then, or None when Vapi has none. Raises VapiError."""
        asked = {"limit": str(PAGE), "createdAtGe": since.isoformat()}
        page = _items(await self.rest.get("/call", asked))
        found = next((api_values.found(item) for item in page if item.get("name") == name and item.get("id")), None)
        if found is None and len(page) >= PAGE:
            raise VapiError("unclear", "a full page of other calls", in_doubt=True)
        return found

    async def place(self, order: Order) -> FoundCall:
        """Dial, once. Raises VapiError; `in_doubt` when the phone may be ringing all the same."""
        body = {
            "name": order.name,
            "assistantId": order.assistant_id,
            "phoneNumberId": order.line_id,
            "customer": {"number": order.number},
            "assistantOverrides": {"maxDurationSeconds": MAX_TRIAL_S},
        }
        result = decoded(await self.rest.ask("POST", "/call", json=body))
        if not isinstance(result, dict) or not result.get("id"):
            raise VapiError("unclear", "accepted without an id", in_doubt=True)
        return api_values.found(result)

    async def line_number(self, line_id: str) -> str | None:
        """The number of one of our lines. Raises VapiError."""
        result = await self.rest.get(f"/phone-number/{part(line_id)}")
        return to_e164(result.get("number")) if isinstance(result, dict) else None

    async def recording_link(self, vapi_call_id: str) -> str:
        """A fresh link to the recording, good for a short while. Raises VapiError."""
        response = await self.rest.ask("GET", f"/call/{part(vapi_call_id)}/mono-recording")
        link: str = response.headers.get("location", "")
        if not response.is_redirect or not link:
            raise VapiError("no_recording", f"HTTP {response.status_code}")
        return link

    async def erase(self, vapi_call_id: str) -> bool:
        """Erase the call there, its recording included; False when Vapi has it no more. Raises VapiError.

        Vapi answers 503, and keeps the call, when the recording could not be erased: to be asked again.
        """
        try:
            await self.rest.ask("DELETE", f"/call/{part(vapi_call_id)}")
        except VapiError as error:
            if error.reason == "unknown_call":
                return False
            raise
        return True


def _items(result: Any) -> list[dict[str, Any]]:
    if not isinstance(result, list):
        raise VapiError("unclear", "not a list")
    return [item for item in result if isinstance(item, dict)]

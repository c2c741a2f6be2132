"""Goes through credential, tools, assistant and line in the order in which each needs the one before."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from backend.paul import wanted
from backend.paul.account import Account, Found
from backend.paul.difference import Difference, differences
from backend.paul.settings import PaulSettings
from backend.phones import to_e164

Json = dict[str, Any]
# Takes one resource and what is wanted of it; returns it as it stands afterwards.
Settle = Callable[[Found, Json], Awaitable[Found]]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One resource with what is wanted of it, and where the two differ."""

    found: Found
    wanted: Json
    differences: list[Difference]

    @property
    def is_new(self) -> bool:
        """It is to be made."""
        return self.found.live is None


async def review(account: Account, settings: PaulSettings, settle: Settle | None = None) -> AsyncIterator[Reviewed]:
    """Each resource in turn; `settle` makes it so before the next is looked at. Raises VapiError."""
    values = _values(settings)

    async def look(found: Found, body: Json) -> tuple[Found, Reviewed]:
        seen = Reviewed(found, body, differences(body, found.live) if found.live else [])
        to_do = settle is not None and (seen.is_new or bool(seen.differences))
        return (await settle(found, body) if settle and to_do else found), seen

    body = wanted.credential(values)
    found, seen = await look(await account.named("credential", body["name"]), body)
    yield seen
    values = {**values, "CREDENTIAL_ID": found.id}
    ids: list[str] = []
    for body in wanted.tools(values):
        found, seen = await look(await account.named("tool", body["function"]["name"]), body)
        yield seen
        ids.append(found.id)
    body = wanted.assistant({**values, "TOOL_IDS": ids})
    found, seen = await look(await _assistant(account, settings, body["name"]), body)
    yield seen
    body = wanted.line({**values, "ASSISTANT_ID": found.id})
    yield (await look(await account.by_id("phone-number", body["name"], settings.VAPI_LINE_ID), body))[1]


async def _assistant(account: Account, settings: PaulSettings, name: str) -> Found:
    if settings.VAPI_ASSISTANT_ID:
        return await account.by_id("assistant", name, settings.VAPI_ASSISTANT_ID)
    return await account.named("assistant", name)


def _values(settings: PaulSettings) -> Json:
    secret = settings.VAPI_WEBHOOK_SECRET
    return {
        "WEBHOOK_URL": settings.WEBHOOK_URL.rstrip("/"),
        "WEBHOOK_SECRET": secret.get_secret_value() if secret else "",
        "TRANSFER_NUMBER": to_e164(settings.VAPI_TRANSFER_NUMBER) or "",
    }

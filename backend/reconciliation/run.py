"""One comparison: read Vapi's list, fetch what is missing or unfinished here, apply it as the webhook would have."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic_core import to_json

from backend import observe
from backend.db import Pool, query
from backend.vapi.api import Vapi
from backend.vapi.api_values import ListedCall, VapiError
from backend.vapi.call_object import messages_of
from backend.wire import moment

# Vapi tries a message again for about a minute; until then it is on its way.
GRACE_S = 120.0
# Older than this, what is found wakes nobody by itself: one alert says how much was found.
NEWS_FOR = timedelta(hours=24)
# Takes in one message as the webhook would have; False when it could only be kept with its error.
TakeIn = Callable[[bytes, datetime | None], Awaitable[bool]]
COMPARED = ("vapi_call_id", "created_at", "ended", "ended_at")


@dataclass
class Comparison:
    """What one comparison has come to so far."""

    requests: int = 0
    ids: list[str] = field(default_factory=list)
    found: int = 0
    caught_up: int = 0
    # Of those caught up, the calls that the webhook should have told us of.
    missed: int = 0
    error: str | None = None


class Reconciler:
    """One worker's hands: our database, and Vapi."""

    def __init__(self, pool: Pool, vapi: Vapi, take_in: TakeIn, grace_s: float = GRACE_S) -> None:
        self._pool = pool
        self._vapi = vapi
        self._take_in = take_in
        self._grace_s = grace_s
        self._lines: dict[str, str | None] = {}

    async def compare(self, since: datetime) -> Comparison:
        """Compare every call that changed since then; what stopped it half way is in `error`, what was done stays."""
        done, before = Comparison(), self._vapi.requests
        wanted: list[ListedCall] = []
        try:
            async for page in self._vapi.list_calls(since):
                done.ids += [call.vapi_call_id for call in page]
                wanted += await self._to_catch_up(page)
                done.found = len(wanted)
            # The oldest first: of two who wished for the same visit, the one who asked first gets it.
            for call in sorted(wanted, key=lambda one: one.created_at):
                await self._catch_up(call, done)
        except VapiError as error:
            done.error = error.reason
        done.requests = self._vapi.requests - before
        return done

    async def _to_catch_up(self, page: list[ListedCall]) -> list[ListedCall]:
        async with self._pool.connection() as conn:
            result = to_json([{name: getattr(call, name) for name in COMPARED} for call in page]).decode()
            rows = await (await conn.execute(query("calls_to_catch_up"), [result, self._grace_s])).fetchall()
        found = {row["vapi_call_id"] for row in rows}
        return [call for call in page if call.vapi_call_id in found]

    async def _catch_up(self, listed: ListedCall, done: Comparison) -> None:
        vapi_call_id = listed.vapi_call_id
        call = listed.told if listed.is_whole else await self._vapi.call(vapi_call_id)
        received_at = _received_at(call)
        applied = True
        for body in messages_of(call, await self._line(call.get("phoneNumberId"))):
            applied = await self._take_in(body, received_at) and applied
        if not applied:
            # It is kept in the inbox with its error, and tried again from there.
            observe.report(RuntimeError("a call fetched from Vapi could not be applied"), vapi_call_id=vapi_call_id)
            return
        done.caught_up += 1
        async with self._pool.connection() as conn:
            marked = await (await conn.execute(query("mark_caught_up"), [vapi_call_id])).fetchone()
        done.missed += marked is not None

    async def _line(self, line_id: Any) -> str | None:
        if not isinstance(line_id, str) or not line_id:
            return None
        if line_id not in self._lines:
            self._lines[line_id] = await self._vapi.line_number(line_id)
        return self._lines[line_id]


def _received_at(call: dict[str, Any]) -> datetime | None:
    """Now, unless it is so old that it should wake nobody."""
    ended_at = moment(call.get("endedAt")) or moment(call.get("updatedAt"))
    is_old = ended_at is not None and ended_at < datetime.now(UTC) - NEWS_FOR
    return ended_at if is_old else None

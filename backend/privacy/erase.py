"""Carries out erasures: here in one transaction, then at Vapi call by call until each is gone there too."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import psycopg

from backend import observe
from backend.db import AWAY, Pool, query, taking_time
from backend.vapi.api import Vapi
from backend.vapi.api_values import VapiError

T = TypeVar("T")
BATCH = 10
# Old messages are read through for a number: longer than a page waits, and nobody waits here.
LONG_S = 600
TRIES, PAUSE_S = 3, 1.0
FIRST_WAIT_S, LONGEST_WAIT_S = 10.0, 6 * 3600.0


class Eraser:
    """One worker's hands: the database, and Vapi when there is a key."""

    def __init__(self, pool: Pool, vapi: Vapi | None) -> None:
        self._pool = pool
        self._vapi = vapi

    async def erase_due(self) -> None:
        """Every person and every call that is to be erased now."""
        someone = False
        while await self._one_person():
            someone = True
        if someone:
            await self._at_length("sweep_erased")
        while await self._calls_at_vapi():
            pass

    async def _one_person(self) -> bool:
        rows = await self._rows("claim_erasure")
        if not rows:
            return False
        request_id = rows[0]["id"]
        try:
            await self._at_length("carry_out_erasure", request_id)
        except AWAY:
            await self._rows("postpone_erasure", request_id, "away")
            return False
        except psycopg.Error as error:
            observe.report(error, privacy_request=str(request_id))
            await self._rows("postpone_erasure", request_id, "failed")
        return True

    async def _at_length(self, name: str, *values: Any) -> None:
        async def once() -> None:
            async with taking_time(self._pool, LONG_S) as conn:
                await conn.execute(query(name), values)

        await insisting(once)

    async def _calls_at_vapi(self) -> bool:
        rows = await self._rows("claim_vapi_erasures", BATCH)
        for row in rows:
            state, reason = await self._erase(str(row["vapi_call_id"]))
            due_at = again(int(row["attempts"])) if state == "asked" else None
            await self._rows("settle_vapi_erasure", row["id"], state, reason, due_at)
        return len(rows) == BATCH

    async def _erase(self, vapi_call_id: str) -> tuple[str, str | None]:
        if self._vapi is None:
            return "asked", "no_vapi"
        try:
            return ("erased" if await self._vapi.erase(vapi_call_id) else "gone"), None
        except VapiError as error:
            return "asked", error.reason

    async def _rows(self, name: str, *values: Any) -> list[dict[str, Any]]:
        async def once() -> list[dict[str, Any]]:
            async with self._pool.connection() as conn:
                cursor = await conn.execute(query(name), values)
                return await cursor.fetchall() if cursor.description else []

        return await insisting(once)


async def insisting(act: Callable[[], Awaitable[T]]) -> T:
    """What `act` gives; tried again soon when the connection was lost, or a receipt and it waited for one another.

    What was claimed is nobody else's for minutes: an answer that is lost half way must not cost them.
    """
    for _ in range(TRIES - 1):
        with suppress(*AWAY):
            return await act()
        await asyncio.sleep(PAUSE_S)
    return await act()


def again(attempts: int) -> datetime:
    """When to ask again: later each time, and for ever, for nobody else will."""
    wait = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(attempts - 1, 16))
    return datetime.now(UTC) + timedelta(seconds=wait)

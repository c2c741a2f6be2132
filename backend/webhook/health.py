"""`GET /healthz` (this process lives) and `GET /readyz` (what it needs answers)."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from backend.db import query
from backend.webhook.journal import JournalError
from backend.webhook.store import AWAY, MessageStore

PATIENCE_S = 2.0


async def healthz(request: Request) -> JSONResponse:
    """Alive: no more is claimed."""
    return JSONResponse({"status": "alive"})


class Readiness:
    """Database reachable, journal's length and age, oldest message not applied; 503 when one of the two is away."""

    def __init__(self, keeper: MessageStore) -> None:
        self._keeper = keeper

    async def __call__(self, request: Request) -> JSONResponse:
        """Measure now, and answer 200 only if the database answered and the journal can be read."""
        database, journal, _ = await asyncio.gather(self._database(), self._journal(), self._batches())
        ready = bool(database["reachable"]) and journal["error"] is None
        full = self._keeper.pooler_is_full
        status = "not ready" if not ready else "degraded" if full else "ready"
        content = {"status": status, "why": "pooler full" if full else None, "database": database, "journal": journal}
        return JSONResponse(content, 200 if ready else 503)

    async def _database(self) -> dict[str, Any]:
        started = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE_S), self._keeper.pool.connection() as conn:
                row = await (await conn.execute(query("oldest_unapplied"))).fetchone()
        except AWAY:
            return {"reachable": False, "ms": None, "oldest_unapplied_s": None, "unapplied": None}
        return {"reachable": True, "ms": round((time.perf_counter() - started) * 1000, 1), **(row or {})}

    async def _batches(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._keeper.connect(), PATIENCE_S)

    async def _journal(self) -> dict[str, Any]:
        try:
            length, oldest = await asyncio.to_thread(self._keeper.journal.waiting)
            free = await asyncio.to_thread(self._keeper.journal.disk_free)
            broken = await self._keeper.recheck_journal()
        except JournalError as error:
            return {"length": None, "oldest_s": None, "error": str(error)}
        age = (datetime.now(UTC) - oldest).total_seconds() if oldest else None
        return {"length": length, "oldest_s": age, "disk_free": free, "error": broken}

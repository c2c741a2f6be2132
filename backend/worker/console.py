"""What the console measured of itself, asked of the console's own server: it holds no key to write it down with."""

from __future__ import annotations

from datetime import datetime

import httpx
from pydantic import BaseModel, Field, ValidationError

from backend.db import Pool, query
from backend.settings.worker import WorkerSettings

PATIENCE_S = 5.0
PATH = "/mesures"


class _Sentry(BaseModel, frozen=True):
    at: datetime
    accepted: bool
    event_id: str | None = Field(None, pattern="^[0-9a-f]{32}$")
    detail: str = Field(max_length=200)


class _Measures(BaseModel, frozen=True):
    round_trip_ms: float | None = Field(None, ge=0, le=600_000)
    sentry: _Sentry | None = None


async def keep_measures(pool: Pool, http: httpx.AsyncClient, settings: WorkerSettings) -> None:
    """Ask, and keep what is new. A console that is away measures nothing, and its absence grows old on the screens."""
    try:
        response = await http.get(f"{settings.CONSOLE_URL.rstrip('/')}{PATH}", timeout=PATIENCE_S)
        found = _Measures.model_validate_json(response.raise_for_status().content)
    except (httpx.HTTPError, ValidationError):
        return
    told = found.sentry
    sentry = [told.at, told.accepted, told.event_id, told.detail] if told else [None] * 4
    async with pool.connection() as conn:
        await conn.execute(query("keep_console_measures"), [found.round_trip_ms, *sentry])

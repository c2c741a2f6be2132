"""One piece of evidence, on its way to the database."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from backend.db import Pool, query


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was measured, how, on what, and how long that says anything. `ok` None: tried, and not measured."""

    gate: str
    code: str
    measured_at: datetime
    valid_for: timedelta
    ok: bool | None
    method: str
    n: int | None = None
    value: float | None = None
    release: str | None = None
    # Without personal data and without a secret.
    detail: dict[str, Any] = field(default_factory=dict)


async def keep(pool: Pool, one: Evidence) -> None:
    """Keep it."""
    await _write(pool, "keep_evidence", one)


async def keep_news(pool: Pool, one: Evidence) -> None:
    """Keep it, unless it says what was said already today: for what is read again every hour."""
    await _write(pool, "note_evidence", one)


async def _write(pool: Pool, name: str, one: Evidence) -> None:
    values = [one.gate, one.code, one.measured_at, one.valid_for, one.n, one.value, one.ok, one.method, one.release]
    async with pool.connection() as conn:
        await conn.execute(query(name), [*values, json.dumps(one.detail)])

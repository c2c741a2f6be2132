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


async def note(pool: Pool, one: Evidence) -> None:
    """Keep it; what only repeats the newest row is left out."""
    values = [one.gate, one.code, one.measured_at, one.valid_for, one.n, one.value, one.ok, one.method, one.release]
    async with pool.connection() as conn:
        await conn.execute(query("note_evidence"), [*values, json.dumps(one.detail)])

"""One measurement, and how long its taking may last."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

PATIENCE_S = 5.0
# Nothing to measure with: the setting is missing, or the thing does not exist on this machine.
NOT_SET = "not_set"
LOOPBACK = "loopback"
# The database works, and takes nobody more.
POOLER_FULL = "pooler_full"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a probe found. `value` in its own unit, None when it could not be measured; `detail` a code."""

    probe: str
    ok: bool
    value: float | None = None
    detail: str | None = None
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def as_row(self) -> dict[str, Any]:
        """As the database takes it."""
        return {**asdict(self), "at": self.at.isoformat()}


Probe = Callable[[], Awaitable[list[Reading]]]


async def take(name: str, probe: Probe, patience_s: float = PATIENCE_S) -> list[Reading]:
    """What the probe finds; its failure is a finding too. Never raises, never outlives its patience."""
    try:
        async with asyncio.timeout(patience_s):
            return await probe()
    except TimeoutError:
        return [Reading(name, False, detail="silent")]
    except Exception as error:
        # Whatever it was, the others go on; its type tells enough, its words may not.
        return [Reading(name, False, detail=type(error).__name__)]


async def ask(http: httpx.AsyncClient, url: str, **content: Any) -> tuple[httpx.Response, float]:
    """The answer, and how many milliseconds it took. Raises httpx.HTTPError."""
    started = time.perf_counter()
    response = await http.get(url, timeout=PATIENCE_S, **content)
    return response, (time.perf_counter() - started) * 1000

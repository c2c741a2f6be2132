"""What the console measures of itself, and shows at `/mesures` for the worker to keep.

Nobody's call writes it down: whoever is signed in could then say what was never measured.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend import observe
from backend.console.paths import MEASURES

# As often as the worker asks.
WITHIN = timedelta(seconds=60)
MOST_KEPT = 600


@dataclass(frozen=True, slots=True)
class SentryAnswer:
    """What Sentry answered to the console's last test event."""

    at: datetime
    accepted: bool
    event_id: str | None
    detail: str


class Measures:
    """One a process: the screens' threads write, the route reads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._round_trips: deque[tuple[datetime, float]] = deque(maxlen=MOST_KEPT)
        self._sentry: SentryAnswer | None = None

    def note_round_trip(self, ms: float) -> None:
        """A round trip to the database, as somebody's screen just made it."""
        with self._lock:
            self._round_trips.append((datetime.now(UTC), ms))

    def prove_sentry(self) -> None:
        """Send Sentry an event, and keep its answer. Blocks for eight seconds at most."""
        answer = observe.send_test_event()
        told = SentryAnswer(datetime.now(UTC), answer.accepted, answer.event_id, answer.detail)
        with self._lock:
            self._sentry = told

    def told(self) -> dict[str, Any]:
        """The middle of the last minute's round trips, null when no screen was open; and Sentry's answer."""
        now = datetime.now(UTC)
        with self._lock:
            recent = [ms for at, ms in self._round_trips if now - at <= WITHIN]
            sentry = asdict(self._sentry) | {"at": self._sentry.at.isoformat()} if self._sentry else None
        return {"round_trip_ms": median(recent) if recent else None, "round_trips": len(recent), "sentry": sentry}

    def routes(self) -> list[Route]:
        """Figures and codes, which are nobody's: open like `/readyz` of the webhook."""
        return [Route(MEASURES, self._show)]

    async def _show(self, request: Request) -> Response:
        return JSONResponse(self.told(), headers={"Cache-Control": "no-store"})

    async def prove_at_start(self) -> None:
        """The first proof, beside whatever the first visitor asks for."""
        await asyncio.to_thread(self.prove_sentry)


MEASURES_HERE = Measures()

"""`POST /brevo/sms` and `/brevo/email`: delivery events.

Database away: 429, for on any other refusal Brevo drops the event for good.
"""

from __future__ import annotations

import hmac
import time
from dataclasses import astuple
from datetime import UTC, datetime
from typing import Literal

from starlette.requests import Request
from starlette.responses import JSONResponse

from backend import observe
from backend.brevo.events import BrevoEvent, read_events
from backend.db import Pool, query
from backend.webhook.body import BodyTooLarge, BodyTooSlow, read_body
from backend.webhook.metrics import Metrics, RequestSample
from backend.webhook.store import AWAY

Channel = Literal["sms", "email"]


class BrevoEndpoint:
    """One endpoint a channel, known by a bearer token (an account webhook's `auth`) or the `x-brevo-token` header."""

    def __init__(self, channel: Channel, token: str | None, pool: Pool, metrics: Metrics) -> None:
        self._channel = channel
        self._token = token
        self._pool = pool
        self._metrics = metrics

    async def __call__(self, request: Request) -> JSONResponse:
        """Answer one delivery of events, and note it."""
        at, started = datetime.now(UTC), time.perf_counter()
        status, outcome, content = await self._answer(request)
        ms = (time.perf_counter() - started) * 1000
        self._metrics.note(RequestSample(at, f"brevo-{self._channel}", "event", status, outcome, ms))
        return JSONResponse(content, status)

    async def _answer(self, request: Request) -> tuple[int, str, dict[str, object]]:
        if not self._is_brevo(request):
            return 401, "refused", {"error": "missing or wrong token"}
        try:
            events = read_events(self._channel, await read_body(request))
        except BodyTooLarge:
            return 413, "refused", {"error": "body larger than 5 MB"}
        except BodyTooSlow:
            return 408, "refused", {"error": "the body did not arrive in time"}
        except ValueError as error:
            return 400, "refused", {"error": str(error)}
        return await self._keep(events)

    def _is_brevo(self, request: Request) -> bool:
        if not self._token:
            return False
        offered = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        offered = offered or request.headers.get("x-brevo-token", "")
        return hmac.compare_digest(offered.encode(), self._token.encode())

    async def _keep(self, events: list[BrevoEvent]) -> tuple[int, str, dict[str, object]]:
        try:
            async with self._pool.connection() as conn:
                # Each in a transaction of its own: two batches at once cannot hold each other up, and what is kept
                # already is skipped when Brevo tells it again.
                for event in events:
                    await conn.execute(query("receive_brevo_event"), astuple(event))
        except AWAY as error:
            observe.report(error, route=f"brevo-{self._channel}")
            return 429, "lost", {"error": "try again later"}
        return 200, "applied", {}

"""Posts one message the way Vapi does: signed, with the retries of the configured backoff plan."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
import time
from dataclasses import dataclass
from typing import Any

import httpx

from backend.local.vapi.tools import Reply

log = logging.getLogger(__name__)

TIMEOUT_S = 20.0
MAX_RETRIES = 5
BASE_DELAY_S = 2.0
# Retrying cannot help these.
EXCLUDED = frozenset({400, 401, 403, 422})


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one posting. No status when nobody answered."""

    kind: str
    status: int | None
    attempts: int
    ms: float
    reply: Reply | None = None

    @property
    def delivered(self) -> bool:
        """True when the webhook took it."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Courier:
    """Carries messages to one webhook. `patience` scales the delays between retries."""

    client: httpx.AsyncClient
    url: str
    secret: str
    patience: float = 1.0

    async def deliver(self, kind: str, message: dict[str, Any]) -> Delivery:
        """Posts until it is taken, refused for good, or tried often enough; never raises for a webhook that is away."""
        body = json.dumps(message, ensure_ascii=False).encode()
        started = time.perf_counter()
        for attempt in range(1, MAX_RETRIES + 2):
            status, reply = await self._post(body)
            delivery = Delivery(kind, status, attempt, (time.perf_counter() - started) * 1000, reply)
            if delivery.delivered or status in EXCLUDED or attempt > MAX_RETRIES:
                break
            await asyncio.sleep(BASE_DELAY_S * 2 ** (attempt - 1) * self.patience)
        if not delivery.delivered:
            log.warning("dropped a %s after %d attempts (last answer: %s)", kind, delivery.attempts, status or "none")
        return delivery

    async def _post(self, body: bytes) -> tuple[int | None, Reply | None]:
        try:
            response = await self.client.post(
                self.url, content=body, headers=signed(self.secret, body), timeout=TIMEOUT_S
            )
        except httpx.TransportError:
            return None, None
        return response.status_code, _json(response)


def signed(secret: str, body: bytes) -> dict[str, str]:
    """The headers of Vapi's HMAC credential: hex SHA-256 of `{timestamp}.{body}`."""
    timestamp = str(int(time.time()))
    signature = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {"content-type": "application/json", "x-timestamp": timestamp, "x-signature": signature}


def _json(response: httpx.Response) -> Reply | None:
    try:
        told = response.json()
    except ValueError:
        return None
    return told if isinstance(told, dict) else None

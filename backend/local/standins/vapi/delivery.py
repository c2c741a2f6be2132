"""Posts one message the way Vapi does: signed, with the retries of the configured backoff plan."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any

import httpx

from backend.local.standins.vapi.tools import Reply

TIMEOUT_S = 20.0
MAX_RETRIES = 5
BASE_DELAY_S = 2.0
# Retrying cannot help these.
EXCLUDED = frozenset({400, 401, 403, 422})


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one posting so far. No status when nobody answered."""

    kind: str
    body: bytes
    status: int | None
    attempts: int
    reply: Reply | None = None

    @property
    def delivered(self) -> bool:
        """True when the webhook took it."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def worth_retrying(self) -> bool:
        """False once it was taken, refused for good, or tried often enough."""
        return not self.delivered and self.status not in EXCLUDED and self.attempts <= MAX_RETRIES


@dataclass(frozen=True, slots=True)
class MessageDelivery:
    """Carries messages to one webhook. `patience` scales the delays between retries."""

    client: httpx.AsyncClient
    url: str
    secret: str
    patience: float = 1.0

    async def post(self, kind: str, message: dict[str, Any]) -> Delivery:
        """The first attempt; never raises for a webhook that is away."""
        return await self._attempt(kind, written(message), 1)

    async def again(self, delivery: Delivery) -> Delivery:
        """One attempt more, now."""
        return await self._attempt(delivery.kind, delivery.body, delivery.attempts + 1)

    async def insist(self, delivery: Delivery) -> Delivery:
        """The further attempts, with exponential backoff."""
        while delivery.worth_retrying:
            await asyncio.sleep(BASE_DELAY_S * 2 ** (delivery.attempts - 1) * self.patience)
            delivery = await self._attempt(delivery.kind, delivery.body, delivery.attempts + 1)
        return delivery

    async def _attempt(self, kind: str, body: bytes, attempt: int) -> Delivery:
        headers = signed(self.secret, body)
        try:
            response = await self.client.post(self.url, content=body, headers=headers, timeout=TIMEOUT_S)
        except httpx.TransportError:
            return Delivery(kind, body, None, attempt)
        return Delivery(kind, body, response.status_code, attempt, _json(response))


def written(message: dict[str, Any]) -> bytes:
    """A message as it goes over the wire."""
    return json.dumps(message, ensure_ascii=False).encode()


def signed(secret: str, body: bytes) -> dict[str, str]:
    """The headers of Vapi's HMAC credential: hex SHA-256 of `{timestamp}.{body}`."""
    timestamp = str(int(time.time()))
    signature = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {"content-type": "application/json", "x-timestamp": timestamp, "x-signature": signature}


def _json(response: httpx.Response) -> Reply | None:
    try:
        result = response.json()
    except ValueError:
        return None
    return result if isinstance(result, dict) else None

"""Carries messages to the webhook, and loses, repeats or shuffles them on command; keeps every one for whoever asks."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import replace
from random import Random
from typing import Any

import httpx

from backend.local.standins.vapi.delivery import Delivery, MessageDelivery, written
from backend.local.standins.vapi.rest.behaviour import Behaviour

Json = dict[str, Any]

REMEMBERED = 20_000
SHUFFLED_WITHIN_S = 1.5


class UnsureCarrier:
    """A courier with whims."""

    def __init__(self, url: str, secret: str, behaviour: Behaviour) -> None:
        self._client = httpx.AsyncClient()
        self._url = url
        self._secret = secret
        self._behaviour = behaviour
        self._dice = Random(7)
        # Every message that was told, delivered or not, in order.
        self.told: deque[Json] = deque(maxlen=REMEMBERED)

    async def post(self, kind: str, message: Json) -> Delivery:
        """The first attempt. Only an answer that Paul waits for comes in its place."""
        self.told.append(message)
        standing = self._behaviour.standing
        if self._dice.random() < standing.lose:
            return Delivery(kind, b"", 400, 1)
        if standing.shuffle and kind != "tool-calls":
            return Delivery(kind, written(message), None, 0)
        delivery = await self._courier().post(kind, message)
        if standing.duplicate:
            await self._courier().post(kind, message)
        return delivery

    async def insist(self, delivery: Delivery) -> Delivery:
        """The further attempts; of what is shuffled, the first one too."""
        standing = self._behaviour.standing
        if delivery.attempts == 0:
            await asyncio.sleep(self._dice.uniform(0, SHUFFLED_WITHIN_S))
            first = await self._courier().again(delivery)
            if standing.duplicate:
                await self._courier().again(delivery)
            delivery = replace(first, attempts=1)
        return await self._courier().insist(delivery)

    def reset(self) -> None:
        """Forget what was told."""
        self.told.clear()

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    def _courier(self) -> MessageDelivery:
        return MessageDelivery(self._client, self._url, self._secret, self._behaviour.standing.patience)

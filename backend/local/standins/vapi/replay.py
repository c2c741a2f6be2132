"""Tells one call to the webhook, message by message, at its pace."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from backend.local.standins.vapi.conversation import tell
from backend.local.standins.vapi.delivery import Delivery
from backend.local.standins.vapi.placed import PlacedCall

Json = dict[str, Any]
Keep = Callable[[Json], Awaitable[None]]


class Carrier(Protocol):
    """Whoever posts messages."""

    async def post(self, kind: str, message: Json) -> Delivery:
        """The first attempt."""
        ...

    async def insist(self, delivery: Delivery) -> Delivery:
        """The further attempts, when they are worth it."""
        ...


async def keep_nothing(_: Json) -> None:
    """Where nobody asks for a list of calls afterwards."""


async def tell_all(carrier: Carrier, call: PlacedCall, speed: float, keep: Keep = keep_nothing) -> tuple[Delivery, ...]:
    """The whole call; `keep` is given each message at the moment it happens, whether or not it arrives."""
    telling = tell(call)
    deliveries: list[asyncio.Task[Delivery]] = []
    posting = next(telling)
    began = time.monotonic()
    while True:
        await asyncio.sleep(max(0.0, began + posting.offset / speed - time.monotonic()))
        await keep(posting.body)
        first = await carrier.post(posting.kind, posting.body)
        # The call goes on while what failed is tried again: Paul does not wait, he hears no result.
        deliveries.append(asyncio.create_task(carrier.insist(first)))
        try:
            posting = telling.send(first.reply)
        except StopIteration:
            return tuple(await asyncio.gather(*deliveries))

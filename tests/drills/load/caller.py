"""Somebody calls: a scenario of the stand-in's catalogue, told to the webhook as Vapi would, and written down."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random
from typing import Any

import httpx

from backend.local.standins.vapi.catalogue import any_name, scenario
from backend.local.standins.vapi.delivery import Delivery, MessageDelivery
from backend.local.standins.vapi.faults.catalogue import NONE
from backend.local.standins.vapi.people import anyone
from backend.local.standins.vapi.player import place_to_end_now
from backend.local.standins.vapi.replay import Keep, tell_all
from backend.local.standins.vapi.scenario import Scenario
from tests.drills.load.book import Book

# Not the demonstration's: these calls count as business, and wake people as business does.
ORG = "10ad0000-0000-4000-8000-000000000000"
# A number each, so that a lead is known by it wherever it turns up: 438 and 579, then seven digits.
AREAS = ("438", "579")
# Ended before Paul: nothing of it is a tool or a line, and Vapi's trials have a drill of their own.
LEFT_OUT = ("test_call", "test_call_unanswered")


@dataclass(frozen=True)
class TimedCourier:
    """Carries messages as Vapi does, and writes down how each attempt was answered."""

    courier: MessageDelivery
    book: Book

    async def post(self, kind: str, message: dict[str, Any]) -> Delivery:
        """The first attempt."""
        page = self.book.call(message["message"]["call"]["id"])
        page.write(message)
        began = time.perf_counter()
        delivery = await self.courier.post(kind, message)
        self.book.answered(delivery, (time.perf_counter() - began) * 1000)
        page.heard(delivery.reply)
        self.book.record(message, delivery.reply)
        return delivery

    async def insist(self, delivery: Delivery) -> Delivery:
        """The further attempts, at Vapi's own pauses."""
        last = await self.courier.insist(delivery)
        self.book.failed_attempts += max(0, last.attempts - delivery.attempts - 1)
        return last


@dataclass(frozen=True)
class Line:
    """The webhook to call, and the book in which calls are written."""

    http: httpx.AsyncClient
    url: str
    secret: str
    book: Book
    keep: Keep

    async def call(self, number: int, speed: float) -> None:
        """The call of that number, from ring to report, `speed` times as fast as in life."""
        rng = Random(number)
        placed = place_to_end_now(drawn(rng, number), rng, ORG, speed)
        carrier = TimedCourier(MessageDelivery(self.http, self.url, self.secret), self.book)
        deliveries = await tell_all(carrier, placed, speed, self.keep)
        self.book.call(placed.call_id).dropped = sum(not one.delivered for one in deliveries)


def drawn(rng: Random, number: int) -> Scenario:
    """A call of an ordinary day, by somebody who calls once."""
    name = any_name(rng)
    while name in LEFT_OUT:
        name = any_name(rng)
    area, last = AREAS[number // 10_000_000 % len(AREAS)], number % 10_000_000
    # No exchange begins with 0 or 1: eight million numbers are real ones.
    person = replace(anyone(rng), number=f"+1{area}{2_000_000 + last % 8_000_000:07d}")
    # Counted against what he meant to write: a Paul who errs has a drill of his own.
    return scenario(name, rng, datetime.now(UTC), person, NONE)

"""Plays calls to a webhook over HTTP, in real time or compressed."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

import httpx

from backend.local.standins.vapi.catalogue import any_name, scenario
from backend.local.standins.vapi.collect import collect, refuse_bookings
from backend.local.standins.vapi.delivery import Delivery, MessageDelivery
from backend.local.standins.vapi.faults.catalogue import NONE
from backend.local.standins.vapi.placed import DEMO_ORG, PlacedCall, place
from backend.local.standins.vapi.replay import Keep, keep_nothing, tell_all
from backend.local.standins.vapi.scenario import Scenario

log = logging.getLogger(__name__)

# Whoever has just opened the console sees a lead come in while they look.
FIRST_AFTER_S = 20.0
FIRST = "lead_booking"


@dataclass(frozen=True, slots=True)
class PlayedCall:
    """A call that was told to the end, and what became of each message."""

    call_id: str
    scenario: str
    started_at: datetime
    deliveries: tuple[Delivery, ...]

    @property
    def dropped(self) -> tuple[Delivery, ...]:
        """The messages that never arrived."""
        return tuple(delivery for delivery in self.deliveries if not delivery.delivered)


async def play_call(
    url: str,
    secret: str,
    scenario: Scenario,
    *,
    speed: float = 1.0,
    org_id: str = DEMO_ORG,
    seed: int | None = None,
    patience: float = 1.0,
    keep: Keep = keep_nothing,
) -> PlayedCall:
    """Tell one whole call to the webhook at `url` (with its path), `speed` times as fast as it would really go.

    A compressed call keeps its real durations and so begins in the past: it ends now, never in the future. A webhook
    that is away is no error: see `dropped`. `patience` scales the pauses between retries; `keep` lists the call.
    """
    call = place_to_end_now(scenario, Random(seed), org_id, speed)
    async with httpx.AsyncClient() as client:
        deliveries = await tell_all(MessageDelivery(client, url, secret, patience), call, speed, keep)
    return PlayedCall(call.call_id, scenario.name, call.at, deliveries)


def place_to_end_now(scenario: Scenario, rng: Random, org_id: str, speed: float) -> PlacedCall:
    """The call, begun so long ago that, told at that speed, it ends about now."""
    now = datetime.now(UTC)
    call = place(scenario, now, rng, org_id)
    return place(scenario, now - _saved(call, speed), rng, org_id) if speed > 1 else call


async def play_for_ever(
    url: str, secret: str, *, every: float, speed: float = 1.0, seed: int | None = None, keep: Keep = keep_nothing
) -> None:
    """A call every `every` seconds on average, at uneven intervals, the first one soon; returns only when cancelled."""
    rng = Random(seed)
    pause, name = min(every, FIRST_AFTER_S), FIRST
    while True:
        await asyncio.sleep(pause)
        pause = every * rng.uniform(0.5, 1.5)
        chosen = scenario(name, rng, datetime.now(UTC), faults=NONE)
        played = await play_call(url, secret, chosen, speed=speed, seed=rng.getrandbits(32), keep=keep)
        name = any_name(rng)
        log.info("played %s: %d messages, %d dropped", chosen.name, len(played.deliveries), len(played.dropped))


def _saved(call: PlacedCall, speed: float) -> timedelta:
    # The longest the call can be: every slot refused, so that even then its end is not ahead of the clock.
    longest = max(collect(call)[-1].offset, collect(call, refuse_bookings)[-1].offset)
    return timedelta(seconds=longest * (1 - 1 / speed))

"""A way to a person is proven for a week by what arrived; tried by itself before, at the hour that the person chose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from backend.fr import ZONE
from backend.messaging import Channel

PROVEN_FOR = timedelta(days=7)
# Tried a day before the proof is over: a test that fails leaves a day to see why.
TRIED_AFTER = timedelta(days=6)
# From the chosen hour on; a worker that was away then still comes in time.
WINDOW = timedelta(hours=1)
CHANNELS: tuple[Channel, ...] = ("sms", "call", "email")


def is_proven(at: datetime | None, now: datetime) -> bool:
    """Something arrived by that way, not too long ago."""
    return at is not None and now - at < PROVEN_FOR


def due(facts: dict[str, Any], *, has_second: bool) -> list[tuple[UUID, Channel]]:
    """What is to be tried now: of whom, by which way. Calls need the second provider."""
    now = datetime.fromisoformat(facts["now"])
    return [(UUID(one["id"]), way) for one in facts["people"] for way in _ways(one, now) if way != "call" or has_second]


def _ways(one: dict[str, Any], now: datetime) -> Iterator[Channel]:
    here = now.astimezone(ZONE)
    begins = datetime.combine(here.date(), time.fromisoformat(one["tested_at"]), ZONE)
    if not begins <= here < begins + WINDOW:
        return
    for way in CHANNELS:
        at = one[f"{way}_at"]
        if one[way] and (at is None or now - datetime.fromisoformat(at) >= TRIED_AFTER):
            yield way

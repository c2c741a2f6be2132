"""When the calls of a soak come: as many a day as asked, in the rhythm of a working day."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from backend.local.standins.vapi.rhythm import HOURS

HOUR_S = 3600.0


def moments(rng: Random, hours: float, calls_per_day: int) -> list[float]:
    """Simulated seconds from the start, in order; a part of a day has its share of the calls."""
    days, rest = divmod(hours, 24)
    found = [at for day in range(int(days)) for at in _day(rng, day, 24.0, calls_per_day)]
    return sorted([*found, *_day(rng, int(days), rest, round(calls_per_day * rest / 24))])


def _day(rng: Random, day: int, hours: float, calls: int) -> Iterator[float]:
    for _ in range(calls):
        at = hours
        while at >= hours:
            at = rng.choices(range(24), HOURS)[0] + rng.random()
        yield (day * 24 + at) * HOUR_S

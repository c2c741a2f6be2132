"""When people call: a weekly rhythm, quiet nights, one week of storms and one bad afternoon of a provider."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from backend.local.standins.vapi.catalogue import ORDINARY, STORMY, any_name
from backend.local.standins.vapi.slots import TORONTO

# How likely a call is in each hour of the day, from midnight.
HOURS = (2, 1, 1, 1, 1, 3, 12, 45, 100, 115, 105, 85, 60, 90, 85, 80, 70, 50, 40, 30, 22, 14, 7, 3)
STORM_HOURS = (40, 45, 50, 55, 60, 70, 80, 95, 110, 110, 100, 90, 85, 85, 85, 80, 75, 70, 60, 50, 45, 35, 25, 20)
STORM = range(30, 37)
STORM_FACTOR = 3
BAD_AFTERNOON = 9
# A random call of today is over by now.
LONGEST = timedelta(minutes=12)
# Whatever the hour, today has these; minutes before now, urgent and still to be called back among them.
TODAY: Mapping[str, int] = {"spam": 170, "lead_only": 130, "hangup_before_lead": 75, "urgent_lead": 32}


@dataclass(frozen=True, slots=True)
class Moment:
    """A call that happens: when, and which scenario."""

    at: datetime
    name: str


def history(rng: Random, now: datetime, days: int) -> list[Moment]:
    """The calls of the last days until now, oldest first."""
    today = now.astimezone(TORONTO).date()
    moments = [moment for ago in range(days) for moment in _day(rng, today - timedelta(days=ago), ago)]
    past = [moment for moment in moments if moment.at < now - LONGEST]
    return sorted([*past, *todays(rng, now)], key=lambda moment: moment.at)


def todays(rng: Random, now: datetime) -> list[Moment]:
    """The calls that today must show. Squeezed between midnight and now; just after midnight they slip to yesterday."""
    local = now.astimezone(TORONTO)
    gone = (local - local.replace(hour=0, minute=0, second=0, microsecond=0)).total_seconds() / 60
    room = gone if gone >= 8 else max(TODAY.values()) * 1.1
    squeeze = min(1.0, room * 0.95 / max(TODAY.values()))
    return [Moment(now - timedelta(minutes=ago * squeeze, seconds=rng.random()), name) for name, ago in TODAY.items()]


def _day(rng: Random, day: date, ago: int) -> Iterator[Moment]:
    stormy = ago in STORM
    calls = rng.randint(10, 25) if day.isoweekday() <= 5 else rng.randint(1, 4)
    for _ in range(calls * STORM_FACTOR if stormy else calls):
        at = _moment(rng, day, STORM_HOURS if stormy else HOURS)
        yield Moment(at, any_name(rng, STORMY if stormy else ORDINARY))
    if ago == BAD_AFTERNOON:
        for minute in sorted(rng.sample(range(100), 5)):
            start = datetime.combine(day, time(13, 40), TORONTO) + timedelta(minutes=minute)
            yield Moment(start + timedelta(seconds=rng.uniform(0, 59)), "provider_fault")


def _moment(rng: Random, day: date, hours: tuple[int, ...]) -> datetime:
    hour = rng.choices(range(24), hours)[0]
    return datetime.combine(day, time(hour), TORONTO) + timedelta(seconds=rng.uniform(0, 3600))

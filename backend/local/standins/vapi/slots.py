"""When callers would like a visit, and how Paul says a moment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

TORONTO = ZoneInfo("America/Toronto")
# Four visits a day fit one crew: an hour and a half at most, and the drive to the next.
STARTS = (time(8), time(10), time(13), time(15))
NEAR = ("aujourd'hui", "demain")
NAMED = re.compile(r"(\d{1,2})(?:er)? (\w+) à (\d{1,2}) h(?: (\d{2}))?")
# Nobody is promised a visit sooner than this after hanging up.
NOTICE = timedelta(hours=1)
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def soonest(at: datetime, count: int) -> tuple[datetime, ...]:
    """The next visiting slots after a moment, in business hours, in order."""
    slots: list[datetime] = []
    day = at.astimezone(TORONTO).date()
    while len(slots) < count:
        slots += [slot for slot in _slots_of(day) if slot >= at + NOTICE]
        day += timedelta(days=1)
    return tuple(slots[:count])


def wishes(rng: Random, at: datetime, *, urgent: bool) -> tuple[datetime, ...]:
    """Slots a caller would take, best first: the soonest when it is urgent, else any over a few business days."""
    if urgent:
        return soonest(at, 6)
    return tuple(rng.sample(soonest(at, 20)[1:], 4))


def at_dawn(slot: datetime) -> datetime:
    """Six in the morning of that day, when nobody comes, whatever offset is written beside it."""
    return slot.astimezone(TORONTO).replace(hour=6, minute=0)


def spoken(slot: datetime, at: datetime) -> str:
    """A slot as Paul says it on the phone: « demain à 13 h »."""
    days = (slot.astimezone(TORONTO).date() - at.astimezone(TORONTO).date()).days
    return f"{NEAR[days]} à {_hour(slot)}" if days in (0, 1) else dated(slot)


def dated(slot: datetime) -> str:
    """A slot that reads the same on any day: « mercredi 25 novembre à 13 h »."""
    local = slot.astimezone(TORONTO)
    return f"{DAYS[local.weekday()]} {_day_number(local.date())} {MONTHS[local.month - 1]} à {_hour(slot)}"


def named(text: str, at: datetime) -> tuple[datetime, ...]:
    """The slots named in a tool's answer (« mardi 24 novembre à 13 h 30 »), so that Paul offers what he was told."""
    return tuple(slot for slot in _read(text, at.astimezone(TORONTO)) if slot >= at)


def _read(text: str, local: datetime) -> Iterator[datetime]:
    for day, month, hour, minute in NAMED.findall(text):
        if month in MONTHS:
            number = MONTHS.index(month) + 1
            # No year is said: a month gone by is next year's.
            year = local.year + (number < local.month)
            yield datetime(year, number, int(day), int(hour), int(minute or 0), tzinfo=TORONTO)


def _hour(slot: datetime) -> str:
    local = slot.astimezone(TORONTO)
    return f"{local.hour} h {local.minute:02}" if local.minute else f"{local.hour} h"


def _day_number(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)


def _slots_of(day: date) -> list[datetime]:
    if day.isoweekday() > 5:
        return []
    return [datetime.combine(day, start, TORONTO) for start in STARTS]

"""Which free slots to offer for what was asked: three at most, spread over what is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from backend.appointments.calendar import Calendar
from backend.appointments.slots import Part, free_slots
from backend.appointments.wanted import Refused, day_refused
from backend.utterance.when import When

AT_MOST = 3
_NOON = time(12)
_MANY = 400


@dataclass(frozen=True, slots=True)
class Offer:
    """`refused` says why the day asked for has none; `elsewhere`: the slots are not in the part that was asked for."""

    slots: tuple[datetime, ...]
    refused: Refused | None = None
    elsewhere: bool = False


def offer(when: When, calendar: Calendar, minutes: int, now: datetime, taken: datetime | None = None) -> Offer:
    """Slots for a day, a week or a part of the day; where there is none, the next ones. `taken` is never among them."""
    if when.problem:
        return Offer((), when.problem)
    # A day that does not suit is as good as closed.
    calendar = replace(calendar, closed=calendar.closed | dict.fromkeys(when.never, ""))
    since, until = _bounds(when, calendar, now)
    refused = day_refused(when.day, calendar, now) if when.day and not when.until else None
    if refused:
        return Offer(_near(refused, until, calendar, minutes, now, taken), refused)
    for start, end, part in (
        (since, until, _part(when)),
        (since, until, None),
        (until, calendar.horizon(now), None),
        (now, calendar.horizon(now), None),
    ):
        slots = _slots(calendar, max(start, now), min(end, calendar.horizon(now)), minutes, part, taken)
        if slots:
            return Offer(slots, elsewhere=(start, end, part) != (since, until, _part(when)))
    return Offer(())


def _near(
    refused: Refused, until: datetime, calendar: Calendar, minutes: int, now: datetime, taken: datetime | None
) -> tuple[datetime, ...]:
    after = until if refused == "closed" else now
    return _slots(calendar, max(after, now), calendar.horizon(now), minutes, None, taken)


def _bounds(when: When, calendar: Calendar, now: datetime) -> tuple[datetime, datetime]:
    if when.day is None:
        return now, calendar.horizon(now)
    return _midnight(when.day, calendar), _midnight((when.until or when.day) + timedelta(days=1), calendar)


def _midnight(day: date, calendar: Calendar) -> datetime:
    return datetime.combine(day, time(), calendar.zone).astimezone(UTC)


def _part(when: When) -> Part | None:
    """An hour alone is the earliest that suits."""
    clock = when.clock
    since = clock.hour or clock.after
    return (since or time(), clock.before) if since or clock.before else None


def _slots(
    calendar: Calendar, since: datetime, until: datetime, minutes: int, part: Part | None, taken: datetime | None
) -> tuple[datetime, ...]:
    found = free_slots(calendar, since, minutes, _MANY, until, part)
    return spread([slot for slot in found if slot != taken], calendar)


def spread(slots: Sequence[datetime], calendar: Calendar) -> tuple[datetime, ...]:
    """The first of each half day, then, while there is room, what comes latest: three in a row are one choice."""
    halves = groupby(slots, key=lambda slot: _half(slot, calendar))
    chosen = [next(half) for _, half in halves][:AT_MOST]
    others = [slot for slot in slots if slot not in chosen]
    return tuple(sorted(chosen + others[::-1][: AT_MOST - len(chosen)]))


def _half(slot: datetime, calendar: Calendar) -> tuple[date, bool]:
    local = slot.astimezone(calendar.zone)
    return local.date(), local.time() < _NOON

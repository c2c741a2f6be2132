"""Where each visit lies in the week: pixels from minutes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from backend import fr
from backend.appointments.calendar import Calendar
from backend.appointments.read import Visit

HOUR_PX, HEAD_PX = 52, 46
# What is shorter could not be read.
LEAST_PX = 36
_USUAL = (time(8), time(17))


@dataclass(frozen=True, slots=True)
class Span:
    """From one pixel of a day to another, below its head."""

    top: int
    height: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A visit in its day, counted from Monday, and in its lane of as many as lie side by side."""

    visit: Visit
    day: int
    span: Span
    lane: int
    lanes: int


@dataclass(frozen=True, slots=True)
class Hours:
    """What the week shows of each day: from one whole hour to another."""

    first: int
    last: int

    @classmethod
    def of(cls, visits: Sequence[Visit], calendar: Calendar) -> Hours:
        """All opening hours, and every visit outside of them with its drive."""
        opening = list(calendar.hours.values()) or [_USUAL]
        first = min(opens.hour for opens, _ in opening)
        last = max(closes.hour + (closes.minute > 0) for _, closes in opening)
        for visit in visits:
            begin, free = (
                fr.local(visit.starts_at),
                fr.local(visit.ends_at) + timedelta(minutes=calendar.travel_minutes),
            )
            first = min(first, begin.hour)
            last = 24 if free.date() > begin.date() else max(last, free.hour + (free.minute > 0))
        return cls(first, last)

    @property
    def height(self) -> int:
        """Of a day, without its head."""
        return (self.last - self.first) * HOUR_PX

    def top(self, at: time) -> int:
        """Of that hour on the wall; never outside of the day."""
        return max(0, min(self.height, round((at.hour + at.minute / 60 - self.first) * HOUR_PX)))

    def span(self, begin: datetime, end: datetime) -> Span:
        """From one moment to another of the same day; to its end where the other is of the next."""
        here, there = fr.local(begin), fr.local(end)
        top = self.top(here.time())
        bottom = self.top(there.time()) if there.date() == here.date() else self.height
        return Span(top, max(0, bottom - top))


def placed(monday: date, visits: Sequence[Visit], hours: Hours) -> list[Placed]:
    """Each visit in its place. Those that overlap (one was cancelled) share the width of their day."""
    found: list[Placed] = []
    for day in range(7):
        of_day = [visit for visit in visits if fr.local(visit.starts_at).date() == monday + timedelta(days=day)]
        lanes = _lanes(of_day)
        for visit in sorted(of_day, key=lambda one: (one.starts_at, one.id)):
            span = hours.span(visit.starts_at, visit.ends_at)
            beside = [other for other in of_day if _meet(visit, other)]
            wide = 1 + max(lanes[other.id] for other in beside)
            readable = Span(span.top, max(LEAST_PX, span.height))
            found.append(Placed(visit, day, readable, lanes[visit.id], wide))
    return found


def _lanes(visits: Sequence[Visit]) -> dict[UUID, int]:
    """For each the first lane that is free when it begins; what stands before what was called off."""
    lanes: dict[UUID, int] = {}
    for visit in sorted(visits, key=lambda one: (one.status == "cancelled", one.starts_at, one.id)):
        taken = {lanes[other.id] for other in visits if other.id in lanes and _meet(visit, other)}
        lanes[visit.id] = next(lane for lane in range(len(visits)) if lane not in taken)
    return lanes


def _meet(one: Visit, other: Visit) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at

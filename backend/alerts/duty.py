"""Who is on duty at an hour, and which hours nobody is: pure, of hours, holidays and exchanges as they are written.

Somebody of the on-call list without hours of their own is on duty at every hour, without weeks of their own in every
week. An exchange is for a day: the taker does what the giver would have begun on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from backend.fr import ZONE

# An hour that nobody covers is red so long before it comes: the evening before leaves nobody the time to find somebody.
RED_BEFORE = timedelta(hours=48)
SEEN_BEFORE = timedelta(days=7)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the list; `rank` None: on duty only where they take somebody's day."""

    id: UUID
    full_name: str
    rank: int | None = None
    away_from: date | None = None
    away_until: date | None = None
    # A phone that takes our messages.
    can_ring: bool = True

    def is_away(self, at: datetime) -> bool:
        """On holiday on that local day."""
        return is_away(self.away_from, self.away_until, at)


@dataclass(frozen=True, slots=True)
class Hours:
    """One stretch of somebody's week; an end that is not after its start is on the next day."""

    recipient_id: UUID
    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class Weeks:
    """Somebody's turn: the seven days from `first_day` on, and again every so many weeks, before it too."""

    recipient_id: UUID
    first_day: date
    every: int

    def have(self, day: date) -> bool:
        """Whether that day is of one of these weeks."""
        return (day - self.first_day).days // 7 % self.every == 0

    def begin(self, today: date, most: int) -> list[date]:
        """On which days the week under way, if it is one, and those after it begin."""
        since = (today - self.first_day).days % (7 * self.every)
        first = today - timedelta(days=since) + (DAY * 7 * self.every if since >= 7 else timedelta())
        return [first + timedelta(weeks=self.every * n) for n in range(most)]


@dataclass(frozen=True, slots=True)
class Exchange:
    """On that day the taker does what the giver would have done."""

    day: date
    giver_id: UUID
    taker_id: UUID


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody who answers at that hour; `instead_of`: whose turn it was."""

    person: Person
    place: int
    instead_of: Person | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time during which the same people are on duty, first to last."""

    starts: datetime
    ends: datetime
    people: tuple[OnDuty, ...]

    @property
    def is_covered(self) -> bool:
        """Somebody's phone can ring."""
        return any(one.person.can_ring for one in self.people)


@dataclass(frozen=True, slots=True)
class Roster:
    """Everything that says who is on duty."""

    people: list[Person] = field(default_factory=list)
    hours: list[Hours] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    weeks: list[Weeks] = field(default_factory=list)

    @property
    def listed(self) -> list[Person]:
        """The on-call list, first to last."""
        return sorted((one for one in self.people if one.rank), key=lambda one: one.rank or 0)

    def hours_of(self, person_id: UUID) -> list[Hours]:
        """Their own hours; none: every hour."""
        return [one for one in self.hours if one.recipient_id == person_id]

    def weeks_of(self, person_id: UUID) -> Weeks | None:
        """Their own weeks; none: every week."""
        return next((one for one in self.weeks if one.recipient_id == person_id), None)

    def person(self, person_id: UUID | None) -> Person | None:
        """The person of that id, if still listed."""
        return next((one for one in self.people if one.id == person_id), None)

    def taker(self, giver: Person, day: date) -> Person | None:
        """Who does that day of theirs; one who has left the list takes nothing."""
        found = next((one for one in self.exchanges if (one.day, one.giver_id) == (day, giver.id)), None)
        return self.person(found.taker_id) if found else None


_ROSTER: TypeAdapter[Roster] = TypeAdapter(Roster)


def from_json(given: Any) -> Roster:
    """From what `private.duty_roster` returns."""
    return _ROSTER.validate_python(given)


def is_away(first: date | None, last: date | None, at: datetime) -> bool:
    """Whether a holiday from that day on, or to the last one, takes in that moment."""
    return first is not None and first <= at.astimezone(ZONE).date() <= (last or date.max)


def on_duty(roster: Roster, at: datetime) -> list[OnDuty]:
    """Who is to be told at that moment, first to last."""
    found: dict[UUID, OnDuty] = {}
    today = at.astimezone(ZONE).date()
    for day in (today - DAY, today):
        for giver in roster.listed:
            if any(starts <= at < ends for starts, ends in _turns(roster, giver, day)):
                _note(found, roster, giver, day, at)
    return sorted(found.values(), key=lambda one: (one.place, one.person.rank or 0))


def stretches(roster: Roster, starts: datetime, ends: datetime) -> list[Stretch]:
    """That time, cut where somebody comes or goes."""
    result: list[Stretch] = []
    edges = sorted({starts, ends, *(edge for edge in _edges(roster, starts, ends) if starts < edge < ends)})
    for begins, over in pairwise(edges):
        people = tuple(on_duty(roster, begins))
        if result and result[-1].people == people:
            begins = result.pop().starts
        result.append(Stretch(begins, over, people))
    return result


def gaps(roster: Roster, now: datetime) -> list[Stretch]:
    """What nobody reachable covers of the days to come, first to last; with nobody on the list, nothing is known."""
    if not roster.listed:
        return []
    result: list[Stretch] = []
    for one in stretches(roster, now, now + SEEN_BEFORE):
        if one.is_covered:
            continue
        joins = bool(result) and result[-1].ends == one.starts
        starts = result.pop().starts if joins else one.starts
        result.append(Stretch(starts, one.ends, ()))
    return result


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """From midnight to midnight, on the days of 23 and of 25 hours too."""
    return _moment(day, time()), _moment(day + DAY, time())


def _note(found: dict[UUID, OnDuty], roster: Roster, giver: Person, day: date, at: datetime) -> None:
    taker = roster.taker(giver, day)
    who, place = taker or giver, giver.rank or 0
    if who.is_away(at) or (who.id in found and found[who.id].place <= place):
        return
    found[who.id] = OnDuty(who, place, giver if taker else None)


def _turns(roster: Roster, giver: Person, day: date) -> Iterator[tuple[datetime, datetime]]:
    """What begins on that day for whoever does it."""
    weeks = roster.weeks_of(giver.id)
    if weeks and not weeks.have(day):
        return
    mine = roster.hours_of(giver.id)
    if not mine:
        yield day_bounds(day)
    for one in mine:
        if one.weekday == day.isoweekday():
            over = day if one.ends > one.starts else day + DAY
            yield _moment(day, one.starts), _moment(over, one.ends)


def _edges(roster: Roster, starts: datetime, ends: datetime) -> Iterator[datetime]:
    day, last = starts.astimezone(ZONE).date() - DAY, ends.astimezone(ZONE).date()
    while day <= last:
        yield _moment(day, time())
        for giver in roster.listed:
            for turn in _turns(roster, giver, day):
                yield from turn
        day += DAY


def _moment(day: date, at: time) -> datetime:
    # In UTC: two moments of one zone would be compared by what the clock on the wall says.
    return datetime.combine(day, at, ZONE).astimezone(UTC)

"""When, how long and where Paul may book: as it is, as somebody would have it, and what that would cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from backend.appointments.area import is_outside
from backend.appointments.calendar import Calendar
from backend.appointments.slots import fits, free_slots
from backend.fr import ZONE
from backend.supabase.rpc import Reader, Rpc

WEEKDAYS = range(1, 8)
# A Monday on whose week no clock changes.
_SOME_MONDAY = date(2026, 1, 5)
_MANY = 400


@dataclass(frozen=True, slots=True)
class Opening:
    """The hours of one ISO weekday (1 = Monday)."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Rules:
    """All that is decided; a weekday without hours is closed, and no territory is everywhere."""

    hours: tuple[Opening, ...]
    slot_minutes: int
    step_minutes: int
    travel_minutes: int
    horizon_days: int
    territory: tuple[str, ...] = ()

    def on(self, weekday: int) -> Opening | None:
        """The hours of that weekday; None when it is closed."""
        return next((one for one in self.hours if one.weekday == weekday), None)

    def calendar(self) -> Calendar:
        """Of these rules, with nothing booked and no day closed."""
        hours = {one.weekday: (one.opens, one.closes) for one in self.hours}
        return Calendar(
            self.slot_minutes, self.step_minutes, self.travel_minutes, self.horizon_days, ZONE, hours, busy=()
        )

    def slots_on(self, weekday: int) -> int:
        """How many visits such a day holds, one after the other, drives included."""
        day = datetime.combine(_SOME_MONDAY + timedelta(days=weekday - 1), time(), ZONE)
        since, until = day.astimezone(UTC), (day + timedelta(days=1)).astimezone(UTC)
        return len(free_slots(self.calendar(), since, self.slot_minutes, _MANY, until))

    @property
    def slots_a_week(self) -> int:
        """How many visits an empty week holds."""
        return sum(self.slots_on(weekday) for weekday in WEEKDAYS)


@dataclass(frozen=True, slots=True)
class Booked:
    """A visit that stands."""

    id: UUID
    ref: str
    starts_at: datetime
    ends_at: datetime
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Town:
    """Where people called from lately, and how many."""

    town: str
    leads: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The rules as they stand, and what a change of them would meet."""

    now: datetime
    rules: Rules
    version: int
    visits: list[Booked]
    towns: list[Town]
    changed_at: datetime | None = None
    changed_by: str | None = None
    # Before the last change.
    previous: Rules | None = None


_STANDING: Reader[Standing] = Reader("booking_rules", Standing)


def read(api: Rpc) -> Standing:
    """As they stand now."""
    return _STANDING(api)


def save(api: Rpc, request_id: UUID, version: int, rules: Rules) -> None:
    """From now on; refused as a conflict when somebody changed them since that version."""
    hours = [{"weekday": one.weekday, "opens": str(one.opens), "closes": str(one.closes)} for one in rules.hours]
    fields: dict[str, Any] = {
        "slot_minutes": rules.slot_minutes, "step_minutes": rules.step_minutes,
        "travel_minutes": rules.travel_minutes, "horizon_days": rules.horizon_days,
        "territory": list(rules.territory),
    }  # fmt: skip
    params = {"p_request_id": str(request_id), "p_version": version, "p_hours": hours, "p_fields": fields}
    api.rpc("save_booking_rules", params)


def left_outside(before: Rules, after: Rules, visits: Sequence[Booked]) -> list[Booked]:
    """The visits within the hours of today that would be outside the new ones; they stay booked all the same."""
    return [one for one in visits if _within(before, one) and not _within(after, one)]


def _within(rules: Rules, visit: Booked) -> bool:
    return fits(rules.calendar(), visit.starts_at, round((visit.ends_at - visit.starts_at).total_seconds() / 60))


def from_outside(rules: Rules, towns: Sequence[Town]) -> list[Town]:
    """The towns of lately that are not gone to."""
    return [one for one in towns if is_outside(one.town, rules.territory)]

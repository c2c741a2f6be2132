"""The agenda: a week's visits, and the calendar from which free slots are found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from backend import fr
from backend.appointments.calendar import Calendar
from backend.supabase.rpc import Reader, Rpc
from backend.visit_messages import VisitMessage


@dataclass(frozen=True, slots=True)
class Change:
    """What a call did to a visit; `said` is why, in the caller's words."""

    kind: Literal["moved", "cancelled", "kept", "asked"]
    requested_at: datetime
    appointment_id: UUID | None = None
    from_starts_at: datetime | None = None
    to_starts_at: datetime | None = None
    said: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit of the agenda, with whom it is for."""

    id: UUID
    lead_id: UUID
    call_id: UUID | None
    starts_at: datetime
    ends_at: datetime
    status: str
    confirmed: bool
    ref: str
    urgency: str
    # Counts its changes, whoever made them.
    version: int = 1
    name: str | None = None
    phone: str | None = None
    city: str | None = None
    service: str | None = None
    address: str | None = None
    description: str | None = None
    # Who goes; None: nobody in particular.
    assigned_to: UUID | None = None
    assigned_name: str | None = None
    change: Change | None = None
    # What its customer was told, or will be: the last of each kind.
    messages: list[VisitMessage] = field(default_factory=list)
    is_test: bool = False
    is_demo: bool = False

    @property
    def is_real(self) -> bool:
        """Of somebody who could be told something."""
        return not (self.is_test or self.is_demo)

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return round((self.ends_at - self.starts_at).total_seconds() / 60)


@dataclass(frozen=True, slots=True)
class OwnFeed:
    """The address by which one's own calendar follows; `read_at`: when it last did."""

    made_at: datetime
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A day on which Paul books nothing; not `closed`: a holiday on which the owner works."""

    day: date
    label: str
    source: Literal["holiday", "owner"]
    closed: bool


@dataclass(frozen=True, slots=True)
class Agenda:
    """A week: its visits, the hours and margins that they are booked by, and the days of it that are closed."""

    visits: list[Visit]
    calendar: Calendar
    closed: list[ClosedDay]


_WEEK: Reader[list[Visit]] = Reader("week_appointments", list[Visit])
_CLOSED: Reader[list[ClosedDay]] = Reader("closed_days", list[ClosedDay])
_FEED: Reader[OwnFeed | None] = Reader("my_calendar_feed", OwnFeed | None)
_CALENDAR: Reader[dict[str, Any]] = Reader("booking_calendar", dict[str, Any])


def visits(api: Rpc, since: datetime, until: datetime) -> list[Visit]:
    """Visits that begin in the period, in order; of the cancelled ones those that a caller cancelled."""
    return _WEEK(api, p_from=since.isoformat(), p_to=until.isoformat())


def calendar(api: Rpc, since: datetime) -> Calendar:
    """Opening hours and what is taken from `since` on."""
    return Calendar.from_json(_CALENDAR(api, p_from=since.isoformat()))


def closed_days(api: Rpc, since: date, days: int) -> list[ClosedDay]:
    """Holidays and the owner's own, in order."""
    return _CLOSED(api, p_from=since.isoformat(), p_days=days)


def agenda(api: Rpc, monday: date) -> Agenda:
    """The week of that Monday."""
    since, until = fr.day_bounds(monday, monday + timedelta(days=6))
    closed = [day for day in closed_days(api, monday, 7) if day.closed]
    return Agenda(visits(api, since, until), calendar(api, since), closed)


def own_feed(api: Rpc) -> OwnFeed | None:
    """The address that the person who asks has made; None: none."""
    return _FEED(api)

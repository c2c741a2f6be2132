"""The agenda: a week's visits, and the calendar from which free slots are found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.appointments.calendar import Calendar
from backend.supabase.rpc import Reader, Rpc


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
    name: str | None = None
    phone: str | None = None
    city: str | None = None
    service: str | None = None
    address: str | None = None
    description: str | None = None


_WEEK: Reader[list[Visit]] = Reader("week_appointments", list[Visit])
_CALENDAR: Reader[dict[str, Any]] = Reader("booking_calendar", dict[str, Any])


def visits(api: Rpc, since: datetime, until: datetime) -> list[Visit]:
    """Visits that begin in the period, in order; cancelled ones are left out."""
    return _WEEK(api, p_from=since.isoformat(), p_to=until.isoformat())


def calendar(api: Rpc, since: datetime) -> Calendar:
    """Opening hours and what is taken from `since` on."""
    return Calendar.from_json(_CALENDAR(api, p_from=since.isoformat()))

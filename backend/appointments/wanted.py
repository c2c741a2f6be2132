"""What somebody said of a moment, held against the calendar: a start that can be booked, or why it cannot."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from backend.appointments.calendar import Calendar
from backend.appointments.slots import LATE_BY, fits, is_free
from backend.utterance.when import When
from backend.utterance.which_day import Problem

Refused = Problem | Literal["no_day", "no_hour", "past", "too_far", "closed", "outside_hours"]


def wanted_start(when: When, calendar: Calendar, minutes: int, now: datetime) -> datetime | Refused:
    """The start in UTC, which somebody else may have taken; or why it is not to be had."""
    if when.problem:
        return when.problem
    local = when.local(calendar.zone)
    if local is None:
        return (day_refused(when.day, calendar, now) or "no_hour") if when.day else "no_day"
    start = _meant(when, local, calendar, minutes).astimezone(UTC)
    return _refused(start, calendar, minutes, now) or start


def day_refused(day: date, calendar: Calendar, now: datetime) -> Refused | None:
    """Why nothing can be offered on a day, whatever the hour."""
    if day < now.astimezone(calendar.zone).date():
        return "past"
    if datetime.combine(day, time(), calendar.zone) >= calendar.horizon(now):
        return "too_far"
    return "closed" if calendar.hours_on(day) is None else None


def _refused(start: datetime, calendar: Calendar, minutes: int, now: datetime) -> Refused | None:
    if start < now - LATE_BY:
        return "past"
    day = start.astimezone(calendar.zone).date()
    return day_refused(day, calendar, now) or (None if fits(calendar, start, minutes) else "outside_hours")


def _meant(when: When, local: datetime, calendar: Calendar, minutes: int) -> datetime:
    """Models copy the hour that was offered and err about its offset: the hour on the wall counts if it was offered."""
    if when.stated is None or when.stated == local:
        return local
    for may_be in (_is_offered, fits):
        for moment in (local, when.stated):
            if may_be(calendar, moment, minutes):
                return moment
    return local


def _is_offered(calendar: Calendar, start: datetime, minutes: int) -> bool:
    """True for an hour that a list of free slots may have named."""
    local = start.astimezone(calendar.zone)
    hours = calendar.hours_on(local.date())
    if hours is None or not fits(calendar, start, minutes) or not is_free(calendar, start, minutes):
        return False
    opens = datetime.combine(local.date(), hours[0], calendar.zone)
    return (local - opens) % timedelta(minutes=calendar.step_minutes) == timedelta()

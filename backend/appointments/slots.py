"""Which slots are free. The database's exclusion constraint has the last word when one is taken."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from backend.appointments.calendar import Calendar

# A conversation takes time: the hour that was offered may just have begun.
LATE_BY = timedelta(minutes=5)


def fits(calendar: Calendar, start: datetime, minutes: int) -> bool:
    """True when the visit begins and ends within the opening hours of its day."""
    local = start.astimezone(calendar.zone)
    hours = calendar.hours.get(local.isoweekday())
    if hours is None:
        return False
    end = local + timedelta(minutes=minutes)
    return hours[0] <= local.time() and end.date() == local.date() and end.time() <= hours[1]


def is_offered(calendar: Calendar, start: datetime, minutes: int, now: datetime) -> bool:
    """True when Paul may book it if nobody else has: not past, not beyond the horizon, within the opening hours."""
    return now - LATE_BY <= start < calendar.horizon(now) and fits(calendar, start, minutes)


def is_free(calendar: Calendar, start: datetime, minutes: int) -> bool:
    """True when the visit and the drive after it meet nothing booked."""
    end = start + timedelta(minutes=minutes + calendar.travel_minutes)
    return all(end <= taken_from or taken_until <= start for taken_from, taken_until in calendar.busy)


def free_slots(
    calendar: Calendar, after: datetime, minutes: int, limit: int, until: datetime | None = None
) -> list[datetime]:
    """The first `limit` free starts from `after` on and before `until`, in UTC, that do not overlap each other."""
    found: list[datetime] = []
    for start in _candidates(calendar, after):
        if len(found) == limit or (until and start >= until):
            break
        apart = not found or start >= found[-1] + timedelta(minutes=minutes + calendar.travel_minutes)
        if apart and fits(calendar, start, minutes) and is_free(calendar, start, minutes):
            found.append(start)
    return found


def _candidates(calendar: Calendar, after: datetime) -> Iterator[datetime]:
    first = after.astimezone(calendar.zone)
    for offset in range(calendar.horizon_days + 1):
        day = (first + timedelta(days=offset)).date()
        hours = calendar.hours.get(day.isoweekday())
        if hours is None:
            continue
        start = datetime.combine(day, hours[0], calendar.zone)
        while start.date() == day and start.time() < hours[1]:
            moment = start.astimezone(UTC)
            if moment >= after:
                yield moment
            start += timedelta(minutes=calendar.step_minutes)

"""Which slots are free. The database's exclusion constraint has the last word when one is taken."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from backend.appointments.calendar import Calendar

# A conversation takes time: the hour that was offered may just have begun.
LATE_BY = timedelta(minutes=5)
# From an hour on, and before another one where there is one; on the local clock.
Part = tuple[time, time | None]


def fits(calendar: Calendar, start: datetime, minutes: int) -> bool:
    """True when the visit begins and ends within the opening hours of its day."""
    local = start.astimezone(calendar.zone)
    hours = calendar.hours_on(local.date())
    if hours is None:
        return False
    # Counted in UTC: on the night that the clocks change, an hour on the wall is none or two.
    end = (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(calendar.zone)
    return hours[0] <= local.time() and end.date() == local.date() and end.time() <= hours[1]


def is_free(calendar: Calendar, start: datetime, minutes: int) -> bool:
    """True when the visit and the drive after it meet nothing booked."""
    end = start + timedelta(minutes=minutes + calendar.travel_minutes)
    return all(end <= taken_from or taken_until <= start for taken_from, taken_until in calendar.busy)


def free_slots(
    calendar: Calendar,
    after: datetime,
    minutes: int,
    limit: int,
    until: datetime | None = None,
    part: Part | None = None,
) -> list[datetime]:
    """The first `limit` free starts from `after` on and before `until`, in UTC, that do not overlap each other.

    `part` keeps those that begin in one part of the day.
    """
    found: list[datetime] = []
    for start in _candidates(calendar, after):
        if part and not _is_in(part, start.astimezone(calendar.zone).time()):
            continue
        if len(found) == limit or (until and start >= until):
            break
        apart = not found or start >= found[-1] + timedelta(minutes=minutes + calendar.travel_minutes)
        if apart and fits(calendar, start, minutes) and is_free(calendar, start, minutes):
            found.append(start)
    return found


def _is_in(part: Part, hour: time) -> bool:
    return part[0] <= hour and (part[1] is None or hour < part[1])


def _candidates(calendar: Calendar, after: datetime) -> Iterator[datetime]:
    first = after.astimezone(calendar.zone)
    for offset in range(calendar.horizon_days + 1):
        day = (first + timedelta(days=offset)).date()
        hours = calendar.hours_on(day)
        if hours is None:
            continue
        start = datetime.combine(day, hours[0], calendar.zone)
        while start.date() == day and start.time() < hours[1]:
            moment = start.astimezone(UTC)
            if moment >= after:
                yield moment
            start += timedelta(minutes=calendar.step_minutes)

"""Opening hours, booking settings and what is taken, as the database gives them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

_MIN_MINUTES, _MAX_MINUTES = 15, 480


@dataclass(frozen=True, slots=True)
class Calendar:
    """`hours` by ISO weekday (1 = Monday), local time; `busy` in UTC, travel margin included; `closed` days by name."""

    slot_minutes: int
    step_minutes: int
    travel_minutes: int
    horizon_days: int
    zone: ZoneInfo
    hours: dict[int, tuple[time, time]]
    busy: tuple[tuple[datetime, datetime], ...]
    closed: dict[date, str] = field(default_factory=dict)

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> Self:
        """From the object that `private.calendar` (or the rpc `booking_calendar`) returns."""
        opening = {
            h["weekday"]: (time.fromisoformat(h["opens"]), time.fromisoformat(h["closes"])) for h in given["hours"]
        }
        return cls(
            slot_minutes=given["slot_minutes"],
            step_minutes=given["step_minutes"],
            travel_minutes=given["travel_minutes"],
            horizon_days=given["horizon_days"],
            zone=ZoneInfo(given["time_zone"]),
            hours=opening,
            busy=tuple((datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in given["busy"]),
            closed={date.fromisoformat(day): name for day, name in given["closed"].items()},
        )

    def without(self, start: datetime) -> Self:
        """As if nothing were booked from that hour on: for the visit that leaves it."""
        return replace(self, busy=tuple(taken for taken in self.busy if taken[0] != start))

    def hours_on(self, day: date) -> tuple[time, time] | None:
        """When that day opens and closes; None when it does not open at all."""
        return None if day in self.closed else self.hours.get(day.isoweekday())

    def minutes(self, wanted: Any) -> int:
        """The length asked for when it is sensible, else the usual one."""
        try:
            minutes = int(wanted)
        except (TypeError, ValueError, OverflowError):
            return self.slot_minutes
        return minutes if _MIN_MINUTES <= minutes <= _MAX_MINUTES else self.slot_minutes

    def horizon(self, now: datetime) -> datetime:
        """The end of the last local day that Paul may book on."""
        last = now.astimezone(self.zone).date() + timedelta(days=self.horizon_days)
        return datetime.combine(last + timedelta(days=1), time(), self.zone).astimezone(UTC)

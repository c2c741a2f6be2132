"""Alertes, Garde: who is on duty on each day, and what the owner and the administrator change of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from backend.alerts import duty
from backend.alerts.duty import Hours, Roster, Stretch, Weeks
from backend.fr import local
from backend.supabase.rpc import Reader, Rpc

DAYS_SHOWN = 7


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the week that is shown, cut where somebody comes or goes."""

    date: date
    stretches: list[Stretch]
    holiday: str | None = None


@dataclass(frozen=True, slots=True)
class DutyBoard:
    """Everything the view shows, in one answer."""

    now: datetime
    roster: Roster
    # Québec's holidays to come, by name.
    holidays: dict[date, str] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """Today in Québec."""
        return local(self.now).date()

    @property
    def gaps(self) -> list[Stretch]:
        """What nobody reachable covers of the seven days to come."""
        return duty.gaps(self.roster, self.now)

    def days(self, weeks_on: int) -> list[Day]:
        """Seven days from today on, or as many weeks later."""
        first = self.today + timedelta(weeks=weeks_on)
        return [self._day(first + timedelta(days=n)) for n in range(DAYS_SHOWN)]

    def _day(self, on: date) -> Day:
        starts, ends = duty.day_bounds(on)
        return Day(on, duty.stretches(self.roster, starts, ends), self.holidays.get(on))


_BOARD: Reader[DutyBoard] = Reader("duty_board", DutyBoard)


def read(api: Rpc) -> DutyBoard:
    """As it stands now."""
    return _BOARD(api)


def save_hours(api: Rpc, request_id: UUID, person: UUID, hours: Sequence[Hours]) -> None:
    """All of somebody's hours from now on; none: every hour."""
    given = [{"weekday": one.weekday, "starts": str(one.starts), "ends": str(one.ends)} for one in hours]
    api.rpc("save_duty_hours", {"p_request_id": str(request_id), "p_recipient_id": str(person), "p_hours": given})


def save_weeks(api: Rpc, request_id: UUID, person: UUID, weeks: Weeks | None) -> None:
    """One week in so many from now on; None: every week."""
    turn = {"p_every": weeks.every if weeks else None, "p_first_day": weeks.first_day.isoformat() if weeks else None}
    api.rpc("save_duty_weeks", {"p_request_id": str(request_id), "p_recipient_id": str(person), **turn})


def save_exchange(api: Rpc, request_id: UUID, giver: UUID, taker: UUID | None, first: date, last: date) -> None:
    """Whose days somebody takes; `taker` None: nobody takes them any more."""
    who = {"p_giver_id": str(giver), "p_taker_id": str(taker) if taker else None}
    when = {"p_first": first.isoformat(), "p_last": last.isoformat()}
    api.rpc("save_exchange", {"p_request_id": str(request_id), **who, **when})

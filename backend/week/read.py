"""What Ma semaine asks: a week's figures beside those of the week before, and the rows behind a figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import TypeAdapter

from backend.person import Role
from backend.supabase.rpc import Reader, Rpc

VIEWERS: frozenset[Role] = frozenset({"owner"})


@dataclass(frozen=True, slots=True)
class Figures:
    """One week, counted from its rows (`private.week_rows`)."""

    calls: int
    leads: int
    booked: int
    # People who waited for a call; of these, to how many somebody tried to get through, and how soon.
    owed: int
    tried: int
    within_15: int
    within_60: int
    median_s: float | None
    missed: int
    unreached: int
    lost: int
    reasons: dict[str, int]
    # Calls that Vapi has billed, and what it has billed for them.
    billed: int
    paid_usd: Decimal
    # Calls from Monday to Sunday.
    by_day: list[int]


@dataclass(frozen=True, slots=True)
class Week:
    """A week against the one before; against as much of it where the week is not over."""

    now: datetime
    monday: date
    is_over: bool
    figures: Figures
    before: Figures

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)

    @property
    def is_empty(self) -> bool:
        """Nothing came in, in neither week."""
        return not (self.figures.calls or self.figures.leads or self.before.calls or self.before.leads)


@dataclass(frozen=True, slots=True)
class Row:
    """One of those that a figure counts."""

    kind: Literal["lead", "call"]
    id: UUID
    at: datetime
    value: float | None = None
    why: str | None = None
    ref: str | None = None
    name: str | None = None
    phone: str | None = None


_WEEK: Reader[Week] = Reader("my_week", Week)
_ROWS: Reader[list[Row]] = Reader("my_week_rows", list[Row])
_TOLD = TypeAdapter(Week)


def read(api: Rpc, monday: date | None = None) -> Week:
    """That week, or this one."""
    return _WEEK(api, p_monday=monday.isoformat() if monday else None)


def rows(api: Rpc, monday: date, figure: str) -> list[Row]:
    """Whom a figure counts, newest first."""
    return _ROWS(api, p_monday=monday.isoformat(), p_figure=figure)


def from_json(told: object) -> Week:
    """As the worker is told it."""
    return _TOLD.validate_python(told)

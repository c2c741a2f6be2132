"""Latence: how long callers wait for Paul, and how long we take ourselves. Counted turn by turn, never averaged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from backend.supabase.rpc import Reader, Rpc

# What a caller feels: a pause, then a hole.
SLOW_MS = 800
VERY_SLOW_MS = 1500
# Under so many, a share is said as a count: a percentage would promise more than was measured.
FEW = 30
# The worker counts once a minute; after so long, the figures stand still.
STALE_S = 300
Percent = Literal[50, 90, 99]


@dataclass(frozen=True, slots=True)
class Figure:
    """Measurements of one stage, or of one day's or one hour's turns, in ms."""

    key: str
    n: int
    over_800: int
    over_1500: int
    p50: float | None = None
    p90: float | None = None
    p99: float | None = None

    def percentile(self, percent: Percent) -> float | None:
        """None where too few were measured to say it: at least one of them has to lie beyond."""
        if self.n * (100 - percent) < 100:
            return None
        return {50: self.p50, 90: self.p90, 99: self.p99}[percent]


NOTHING = Figure("", 0, 0, 0)


@dataclass(frozen=True, slots=True)
class SlowCall:
    """One of the period's slowest calls, by Paul's longest silence."""

    id: UUID
    created_at: datetime
    turns: int
    median_ms: int
    worst_ms: int
    over_1500: int
    caller_number: str | None = None
    caller_name: str | None = None
    lead_name: str | None = None


@dataclass(frozen=True, slots=True)
class Latency:
    """Everything the screen shows, in one answer; `first` and `last` are local days, both included."""

    now: datetime
    first: date
    last: date
    step: Literal["day", "month"]
    stages: list[Figure]
    calendar: list[Figure]
    hours: list[Figure]
    slow: list[SlowCall]
    # Calls whose delays came in seconds instead of milliseconds.
    converted: int = 0
    rolled_at: datetime | None = None

    def stage(self, key: str) -> Figure:
        """The figures of one stage; n is 0 when nothing was measured."""
        return next((one for one in self.stages if one.key == key), NOTHING)

    @property
    def is_stale(self) -> bool:
        """True when the counting has stopped."""
        return self.rolled_at is None or (self.now - self.rolled_at).total_seconds() > STALE_S


_LATENCY: Reader[Latency] = Reader("latency", Latency)


def read(api: Rpc, first: date, last: date) -> Latency:
    """The figures of these local days."""
    return _LATENCY(api, p_from=first.isoformat(), p_to=last.isoformat())

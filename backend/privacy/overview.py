"""Conformité in four figures: what waits for an answer, the notice, the purge, the person in charge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from backend.supabase.rpc import Reader, Rpc


@dataclass(frozen=True, slots=True)
class Heard:
    """How many of the last calls began with the notice."""

    days: int
    calls: int
    heard: int


@dataclass(frozen=True, slots=True)
class Overview:
    """As it stands now."""

    now: datetime
    open: int
    overdue: int
    rules_off: int
    notice: Heard
    officer: bool
    officer_name: str | None = None
    purged_at: datetime | None = None
    days_left: int | None = None

    @property
    def purge_is_late(self) -> bool:
        """It runs every night: after a day and a half, one was missed."""
        return self.purged_at is None or (self.now - self.purged_at).total_seconds() > 36 * 3600


_OVERVIEW: Reader[Overview] = Reader("privacy_overview", Overview)


def read(api: Rpc) -> Overview:
    """The headline."""
    return _OVERVIEW(api)

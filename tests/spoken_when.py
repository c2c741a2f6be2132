"""A moment as somebody says it, read on a Monday morning of November in Québec."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from backend.utterance.when import When, read_when

ZONE = ZoneInfo("America/Toronto")
# Tuesday is the first of December.
NOW = datetime(2026, 11, 30, 9, 30, tzinfo=ZONE)


def read(said: object, now: datetime = NOW) -> When:
    """What is understood of it."""
    return read_when(said, now, ZONE)


def after(days: int) -> date:
    """The day so many days later."""
    return NOW.date() + timedelta(days=days)

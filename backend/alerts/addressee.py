"""A customer whom a message about their visit is for, with all that decides whether and when it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Literal, Self

from backend.utterance.language import Language

CustomerKind = Literal["visit_booked", "visit_tomorrow", "visit_on_way", "visit_cancelled"]


@dataclass(frozen=True, slots=True)
class Hours:
    """Local hours: nothing leaves from one to the other, the same twice is never; and when the reminder leaves."""

    quiet_from: time
    quiet_until: time
    remind_at: time


@dataclass(frozen=True, slots=True)
class Customer:
    """`visit_at` is the hour that the message tells of, `starts_at` the visit's by now (None: it is gone)."""

    kind: CustomerKind
    phone: str | None
    language: Language
    raised_at: datetime
    visit_at: datetime
    starts_at: datetime | None
    ends_at: datetime | None
    # Booked, confirmed, and no test.
    stands: bool
    # It stood so, and was cancelled.
    is_cancelled: bool
    enabled: bool
    # Why this number gets nothing: stop, hard_bounce, blocklisted.
    refused: str | None
    # The credits that are left are for emergencies, or nobody knows how many there are.
    must_wait: bool
    # Other messages to this number within a day.
    sent_today: int
    hours: Hours
    # Of no row of `recipients`, and never written to by email.
    id: None = None
    email: None = None

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> Self | None:
        """From what `private.alert_case` returns; None where the message is for the team."""
        to, alert, settings = given.get("customer"), given["alert"], given["settings"]
        if not to:
            return None
        visit = given.get("appointment") or {}
        counted = bool(visit) and visit["confirmed"] and not (visit["is_test"] or visit["is_demo"])
        return cls(
            kind=alert["kind"],
            phone=to["phone"],
            language="en" if to["language"] == "en" else "fr",
            raised_at=datetime.fromisoformat(alert["created_at"]),
            visit_at=datetime.fromisoformat(alert["visit_at"]),
            starts_at=datetime.fromisoformat(visit["starts_at"]) if visit else None,
            ends_at=datetime.fromisoformat(visit["ends_at"]) if visit else None,
            stands=counted and visit["status"] == "booked",
            is_cancelled=counted and visit["status"] == "cancelled",
            enabled=to["enabled"],
            refused=to["refused"],
            must_wait=to["must_wait"],
            sent_today=to["sent_today"],
            hours=Hours(*(time.fromisoformat(settings[name]) for name in ("quiet_from", "quiet_until", "remind_at"))),
        )

"""Aujourd'hui: the day's counts, calls going on, people waiting for a call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from backend.alerts.read import Brief
from backend.leads.attempts import CallAttempt
from backend.leads.history import History
from backend.supabase.rpc import Reader, Rpc

CARDS = 100


@dataclass(frozen=True, slots=True)
class Counts:
    """A day's figures; test calls and what people marked as spam are left out."""

    calls: int
    leads: int
    appointments: int


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of a call going on."""

    at: datetime
    speaker: Literal["caller", "paul"]
    text: str


@dataclass(frozen=True, slots=True)
class LiveCall:
    """A call going on, with its last sentences."""

    id: UUID
    created_at: datetime
    started_at: datetime | None
    status: str
    caller_number: str | None
    caller_name: str | None
    has_lead: bool
    is_test: bool
    lines: list[Said]


@dataclass(frozen=True, slots=True)
class Callback:
    """Someone to call back: a lead nobody called yet, or a caller who left before leaving one."""

    kind: Literal["lead", "call"]
    id: UUID
    call_id: UUID | None
    created_at: datetime
    urgency: Literal["urgent", "normal", "low"]
    ref: str | None = None
    name: str | None = None
    phone: str | None = None
    city: str | None = None
    address: str | None = None
    service: str | None = None
    description: str | None = None
    note: str | None = None
    version: int | None = None
    ended_at: datetime | None = None
    ended_reason: str | None = None
    outcome: str | None = None
    assigned_to: UUID | None = None
    assigned_name: str | None = None
    alert: Brief | None = None
    attempt: CallAttempt | None = None
    history: History | None = None
    # Of opening hours, once nobody has had them for too long.
    unowned_minutes: int | None = None
    # Not yet confirmed: else nobody would have to call.
    visit_at: datetime | None = None

    @property
    def tries(self) -> int:
        """How often somebody called this person already."""
        return self.attempt.count if self.attempt else 0

    @property
    def waiting_since(self) -> datetime:
        """When the caller hung up, or called where the end is not known."""
        return self.ended_at or self.created_at


@dataclass(frozen=True, slots=True)
class Today:
    """Everything the first screen shows, in one answer."""

    now: datetime
    counts: Counts
    week_ago: Counts
    # Everybody who waits for a call, and since when the first of them; `callbacks` are the first so many.
    waiting: int
    waiting_since: datetime | None
    last_call_at: datetime | None
    live: list[LiveCall]
    callbacks: list[Callback]
    # Who comes back at an hour to come, the first one first.
    later: list[Callback]


_TODAY: Reader[Today] = Reader("today", Today)


def read(api: Rpc, limit: int = CARDS) -> Today:
    """The day so far, with that many of the people who wait."""
    return _TODAY(api, p_limit=limit)

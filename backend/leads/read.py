"""The lead board: where each lead stands, and who deserves a second chance."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from backend.alerts.read import Brief
from backend.appointments.read import Change
from backend.leads.attempts import CallAttempt
from backend.leads.history import History
from backend.supabase.rpc import Reader, Rpc

Urgency = Literal["urgent", "normal", "low"]
URGENCIES: dict[str, str] = {"urgent": "Urgent", "normal": "Normal", "low": "Peut attendre"}
# How far back a search goes.
LOOK_BACK = timedelta(days=400)
STATUSES: dict[str, str] = {
    "new": "Nouveau", "called_back": "Rappelé", "booked": "Rendez-vous", "won": "Gagné", "lost": "Perdu",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LeadVisit:
    """The lead's latest visit; a cancelled one only where a caller cancelled it and there is no other."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    confirmed: bool
    status: str
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote about a lead; nobody writes over it."""

    at: datetime
    text: str
    # None where whoever wrote it is known to nobody any more.
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Lead:
    """Someone who may become a customer; `version` counts what people changed."""

    id: UUID
    ref: str
    call_id: UUID | None
    source: str
    created_at: datetime
    updated_at: datetime
    version: int
    urgency: Urgency
    status: str
    name: str | None = None
    phone: str | None = None
    address: str | None = None
    city: str | None = None
    postal_code: str | None = None
    service: str | None = None
    description: str | None = None
    lost_reason: str | None = None
    # Paul's own, and what stood there before notes were signed.
    note: str = ""
    notes: list[Note] = field(default_factory=list)
    assigned_to: UUID | None = None
    assigned_name: str | None = None
    called_back_at: datetime | None = None
    appointment: LeadVisit | None = None
    attempt: CallAttempt | None = None
    alert: Brief | None = None
    history: History | None = None
    # Of opening hours, once nobody has had them for too long.
    unowned_minutes: int | None = None
    # The town is none of those that are gone to.
    out_of_area: bool = False

    def visit_to_come(self, now: datetime) -> datetime | None:
        """When somebody is to go there."""
        visit = self.appointment
        return visit.starts_at if visit and visit.status == "booked" and visit.starts_at > now else None


@dataclass(frozen=True, slots=True)
class Board:
    """Counts by state over the period, and one page of leads."""

    now: datetime
    since: datetime
    counts: dict[str, int]
    booked: int
    leads: list[Lead]

    @property
    def total(self) -> int:
        """Every lead of the period."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Someone answered and not booked: a lead called back, or a caller who left nothing."""

    kind: Literal["lead", "call"]
    id: UUID
    call_id: UUID | None
    status: str
    created_at: datetime
    urgency: Urgency
    ref: str | None = None
    name: str | None = None
    phone: str | None = None
    city: str | None = None
    service: str | None = None
    description: str | None = None
    called_back_at: datetime | None = None
    version: int | None = None
    # Not yet confirmed: else they would be booked.
    visit_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What the board is narrowed to."""

    since: datetime | None = None
    statuses: tuple[str, ...] = ()
    assigned_to: UUID | None = None
    words: str = ""
    # That lead alone, whatever its age.
    ref: str | None = None


_BOARD: Reader[Board] = Reader("lead_board", Board)
_CHANCES: Reader[list[FollowUp]] = Reader("second_chances", list[FollowUp])


def board(api: Rpc, choice: Choice, after: Lead | None = None, limit: int = 25) -> Board:
    """The counts, and the leads that follow `after`, newest first."""
    return _BOARD(
        api,
        p_since=choice.since.isoformat() if choice.since else None,
        p_statuses=list(choice.statuses) or None,
        p_assigned_to=str(choice.assigned_to) if choice.assigned_to else None,
        p_text=choice.words.strip() or None,
        p_ref=choice.ref,
        p_before=after.created_at.isoformat() if after else None,
        p_before_id=str(after.id) if after else None,
        p_limit=limit,
    )


def one(api: Rpc, ref: str) -> Lead | None:
    """The lead of that reference as it is this instant."""
    found = board(api, Choice(ref=ref), limit=1).leads
    return found[0] if found else None


def second_chances(api: Rpc, days: int = 30) -> list[FollowUp]:
    """The last `days` days, newest first."""
    return _CHANCES(api, p_days=days, p_limit=50)

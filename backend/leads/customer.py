"""One customer: everything of one number, in one line of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from backend.leads.attempts import CallAttempt
from backend.leads.read import Lead
from backend.supabase.rpc import Reader, Rpc
from backend.visit_messages import VisitMessage

Kind = Literal["lead", "call"]


@dataclass(frozen=True, slots=True)
class CustomerCall:
    """A call of that number."""

    id: UUID
    created_at: datetime
    status: str
    outcome: str
    summary: str | None = None
    caller_name: str | None = None
    classification: str | None = None


@dataclass(frozen=True, slots=True)
class CustomerVisit:
    """A visit, made, to come, or cancelled."""

    id: UUID
    lead_id: UUID
    requested_at: datetime
    starts_at: datetime
    ends_at: datetime
    status: str
    confirmed: bool
    service: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """Something that the team was told about this customer, or the customer themselves: `visit_at` is then given."""

    at: datetime
    kind: str
    state: str
    visit_at: datetime | None = None
    reason: str | None = None
    due_at: datetime | None = None
    handed_over_at: datetime | None = None
    delivered_at: datetime | None = None

    @property
    def to_customer(self) -> VisitMessage | None:
        """As it stands on the visit; None for what the team was told."""
        if self.visit_at is None:
            return None
        return VisitMessage(
            self.at, self.kind, self.state, self.visit_at, self.reason, self.due_at, self.handed_over_at,
            self.delivered_at,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Customer:
    """All of it, the newest first."""

    now: datetime
    phone: str | None
    calls: list[CustomerCall]
    leads: list[Lead]
    visits: list[CustomerVisit]
    attempts: list[CallAttempt]
    messages: list[Message]

    @property
    def names(self) -> list[str]:
        """What this customer is called, the newest first; several people may share a number."""
        known = [one.name for one in self.leads] + [one.caller_name for one in self.calls]
        return list(dict.fromkeys(name for name in known if name))


_CUSTOMER: Reader[Customer | None] = Reader("customer", Customer | None)


def read(api: Rpc, kind: Kind, subject: UUID) -> Customer | None:
    """By one of the customer's leads or calls; None when there is no such thing."""
    return _CUSTOMER(api, p_kind=kind, p_id=str(subject))

"""Alertes: what was sent to whom, by which way, and what became of it; and what one can do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from backend.alerts.costs import Cost, Reckoned
from backend.alerts.words import HOLDS, AttemptState, State, kind
from backend.messaging import Channel, Provider
from backend.supabase.rpc import Reader, Rpc
from backend.visit_messages import VisitMessage

PAGE = 20


@dataclass(frozen=True, slots=True)
class Attempt:
    """One message to one person by one way, from being asked for to its end."""

    id: UUID
    at: datetime
    channel: Channel
    state: AttemptState
    provider_answer: str | None = None
    handed_over_at: datetime | None = None
    delivered_at: datetime | None = None
    asked_by_name: str | None = None
    recipient_name: str | None = None
    phone: str | None = None
    email: str | None = None
    unreachable_reason: str | None = None
    retries: bool = False
    provider: Provider = "brevo"
    # As the providers tell it: Brevo in credits, Twilio in money; None: not told.
    credits: float | None = None
    price: float | None = None
    price_unit: str | None = None
    reckoned: Reckoned | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """To whom the alert went last."""

    id: UUID
    full_name: str
    unreachable_reason: str | None = None


@dataclass(frozen=True, slots=True)
class AboutLead:
    """The lead an alert speaks of."""

    id: UUID
    ref: str
    name: str | None = None
    phone: str | None = None
    city: str | None = None
    service: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class AboutCall:
    """The call an alert speaks of."""

    id: UUID
    caller_number: str | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert with every attempt."""

    id: UUID
    kind: str
    created_at: datetime
    urgent: bool
    state: State
    reason: str | None = None
    detail: str | None = None
    handed_over_at: datetime | None = None
    delivered_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    acknowledged_via: str | None = None
    recipient: Person | None = None
    lead: AboutLead | None = None
    call: AboutCall | None = None
    # The hour that a message to a customer tells of.
    visit_at: datetime | None = None
    due_at: datetime | None = None
    bundled_in: UUID | None = None
    bundled: int = 0
    in_sight: bool = False
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def about(self) -> str:
        """What it is about, in a few words."""
        return kind(self.kind, self.call.outcome if self.call else None)

    @property
    def to_customer(self) -> VisitMessage | None:
        """As it stands on its visit; None for an alert of the team's."""
        if self.visit_at is None:
            return None
        return VisitMessage(
            self.created_at, self.kind, self.state, self.visit_at, self.reason, self.due_at, self.handed_over_at,
            self.delivered_at,
        )  # fmt: skip

    @property
    def told_reason(self) -> str | None:
        """Why it stands where it stands; what only held it back is of no interest once it has left."""
        held = self.reason in HOLDS and (self.state != "waiting" or bool(self.bundled_in))
        return None if held or self.state == "acknowledged" else self.reason


@dataclass(frozen=True, slots=True)
class Alerts:
    """One page: those in sight and the newest, or those that follow."""

    now: datetime
    waiting: int
    failed: int
    on_call: int
    last_delivered_at: datetime | None
    alerts: list[Alert]
    month_cost: Cost = field(default_factory=Cost)


@dataclass(frozen=True, slots=True)
class Brief:
    """What a card about a lead or a call says of its alert."""

    id: UUID
    state: State
    created_at: datetime
    reason: str | None = None
    handed_over_at: datetime | None = None
    delivered_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    acknowledged_via: str | None = None
    recipient_id: UUID | None = None
    last: Attempt | None = None


_LIST: Reader[Alerts] = Reader("alert_list", Alerts)


def read(api: Rpc, after: Alert | None = None, limit: int = PAGE) -> Alerts:
    """Failed first, then what is on its way, then the newest; or the page that follows `after`."""
    return _LIST(
        api,
        p_before=after.created_at.isoformat() if after else None,
        p_before_id=str(after.id) if after else None,
        p_limit=limit,
    )


def of_call(api: Rpc, call_id: UUID) -> list[Alert]:
    """Every alert about one call, the newest first."""
    return _LIST(api, p_call_id=str(call_id), p_limit=PAGE).alerts


def resend(api: Rpc, request_id: UUID, ids: Sequence[UUID], channel: Channel, recipient: UUID | None) -> None:
    """One more message about each of them; `recipient` None: to whom each went before."""
    params = {"p_alert_ids": [str(one) for one in ids], "p_channel": channel, "p_recipient_id": _id(recipient)}
    api.rpc("resend_alerts", {"p_request_id": str(request_id), **params})


def about(
    api: Rpc, request_id: UUID, kind: Literal["lead", "call"], subject: UUID, channel: Channel, recipient: UUID | None
) -> None:
    """A message about a lead or a call, whether or not one went out before."""
    params = {"p_kind": kind, "p_id": str(subject), "p_channel": channel, "p_recipient_id": _id(recipient)}
    api.rpc("alert_about", {"p_request_id": str(request_id), **params})


def send_test(api: Rpc, request_id: UUID, recipient: UUID, channel: Channel) -> None:
    """A message that only says that messages arrive."""
    params = {"p_recipient_id": str(recipient), "p_channel": channel}
    api.rpc("send_test_alert", {"p_request_id": str(request_id), **params})


def acknowledge(api: Rpc, request_id: UUID, ids: Sequence[UUID]) -> None:
    """Somebody has seen them: nothing more is sent about them by itself."""
    api.rpc("acknowledge_alerts", {"p_request_id": str(request_id), "p_alert_ids": [str(one) for one in ids]})


def _id(value: UUID | None) -> str | None:
    return str(value) if value else None

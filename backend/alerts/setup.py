"""Rules, delays and recipients of alerts: everyone reads them, the owner and the administrator change them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from backend import fr
from backend.alerts.ladder_read import Balance
from backend.alerts.read import Attempt
from backend.messaging import Channel
from backend.person import Role
from backend.supabase.rpc import Reader, Rpc

EDITORS: tuple[Role, ...] = ("owner", "admin")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Someone who can be told. `on_call_rank` None: only written to by name."""

    id: UUID
    full_name: str
    phone: str | None
    email: str | None
    on_call_rank: int | None
    starts: time
    ends: time
    weekdays: list[int]
    away_from: date | None = None
    away_until: date | None = None
    unreachable_reason: str | None = None
    unreachable_at: datetime | None = None
    email_unreachable_reason: str | None = None
    email_unreachable_at: datetime | None = None
    sms_delivered_at: datetime | None = None
    email_delivered_at: datetime | None = None
    call_answered_at: datetime | None = None
    # Local hour at which the ways that have proven nothing of late are tried by themselves.
    tested_at: time | None = None
    last: Attempt | None = None

    @property
    def channels(self) -> list[Channel]:
        """The ways that are written down for this person, the one that works first."""
        best_first: tuple[Channel, ...] = ("email", "sms") if self.unreachable_reason else ("sms", "email")
        return [way for way in best_first if self.address(way)]

    @property
    def blocked(self) -> list[tuple[Channel, str, datetime | None]]:
        """The ways that take nothing any more: why, and since when."""
        both: tuple[tuple[Channel, str | None, datetime | None], ...] = (
            ("sms", self.unreachable_reason, self.unreachable_at),
            ("email", self.email_unreachable_reason, self.email_unreachable_at),
        )
        return [(channel, reason, since) for channel, reason, since in both if reason]

    def proofs(self, *, has_second: bool) -> list[tuple[Channel, datetime | None]]:
        """Each way that can be used, and when something last arrived by it."""
        ways: tuple[tuple[Channel, bool, datetime | None], ...] = (
            ("sms", bool(self.phone), self.sms_delivered_at),
            ("call", bool(self.phone) and has_second, self.call_answered_at),
            ("email", bool(self.email), self.email_delivered_at),
        )
        return [(way, at) for way, is_there, at in ways if is_there]

    def address(self, channel: Channel) -> str:
        """Where a message goes by that way."""
        if channel in ("sms", "call"):
            return fr.phone(self.phone) if self.phone else ""
        return self.email or ""


@dataclass(frozen=True, slots=True)
class Rule:
    """What is told of one kind of happening, and how fast."""

    kind: str
    enabled: bool
    urgent: bool
    bundle_minutes: int
    # The first words of its texts, where they are not the usual ones.
    opening: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """The delays that hold for all."""

    receipt_minutes: float
    ack_minutes: float
    throttle_count: int
    throttle_minutes: float
    digest_at: time
    # Of opening hours.
    unowned_minutes: int


@dataclass(frozen=True, slots=True)
class Setup:
    """Everything the second view shows, in one answer."""

    now: datetime
    recipients: list[Recipient]
    rules: list[Rule]
    settings: Settings
    # What its account held when last asked; None: never asked.
    second_provider: Balance | None = None

    @property
    def has_second(self) -> bool:
        """Somebody can be called: a second provider is set up."""
        return self.second_provider is not None and self.second_provider.detail != "not_set"

    @property
    def on_call(self) -> list[Recipient]:
        """Those who are told by themselves, first to last."""
        return [person for person in self.recipients if person.on_call_rank is not None]

    def person(self, recipient_id: UUID | None) -> Recipient | None:
        """The person of that id, if still listed."""
        return next((person for person in self.recipients if person.id == recipient_id), None)


_SETUP: Reader[Setup] = Reader("alert_setup", Setup)


def read(api: Rpc) -> Setup:
    """As it stands now."""
    return _SETUP(api)


def save_recipient(api: Rpc, request_id: UUID, recipient: UUID | None, fields: dict[str, Any]) -> None:
    """Add a person (None), or change what is written of one."""
    params = {"p_recipient_id": str(recipient) if recipient else None, "p_fields": fields}
    api.rpc("save_recipient", {"p_request_id": str(request_id), **params})


def remove_recipient(api: Rpc, request_id: UUID, recipient: UUID) -> None:
    """Take a person off the list; what was sent to them stays told."""
    api.rpc("remove_recipient", {"p_request_id": str(request_id), "p_recipient_id": str(recipient)})


def save_on_call(api: Rpc, request_id: UUID, recipients: Sequence[UUID]) -> None:
    """Who is told by themselves, first to last; the others only by name."""
    api.rpc("save_on_call", {"p_request_id": str(request_id), "p_recipient_ids": [str(one) for one in recipients]})


def save_rule(api: Rpc, request_id: UUID, rule: Rule) -> None:
    """What is told of one kind from now on."""
    params = {"p_kind": rule.kind, "p_enabled": rule.enabled, "p_urgent": rule.urgent}
    api.rpc("save_alert_rule", {"p_request_id": str(request_id), **params, "p_bundle_minutes": rule.bundle_minutes})


def save_settings(api: Rpc, request_id: UUID, fields: dict[str, Any]) -> None:
    """The delays from now on."""
    api.rpc("save_alert_settings", {"p_request_id": str(request_id), "p_fields": fields})


def save_opening(api: Rpc, request_id: UUID, kind: str, opening: str | None, before: str | None) -> None:
    """How the texts of one kind begin from now on; None: as usual. A conflict when it no longer was as `before`."""
    params = {"p_kind": kind, "p_opening": opening, "p_before": before}
    api.rpc("save_alert_opening", {"p_request_id": str(request_id), **params})

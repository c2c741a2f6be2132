"""Appels d'essai: each trial step by step, whether Paul is proven, and whether anything is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from backend.person import Role
from backend.reconciliation.light import Gap
from backend.supabase.rpc import Reader, Rpc

VIEWERS: tuple[Role, ...] = ("admin", "staff")
# What "Paul validé" means.
PROVEN_AFTER = 10
Moment = tuple[str, datetime | None]


@dataclass(frozen=True, slots=True)
class Trial:
    """One trial; `simulated` None until somebody has taken it."""

    id: UUID
    asked_at: datetime
    to_number: str
    to_name: str
    is_whole: bool
    state: Literal["asked", "dialling", "under_way", "passed", "failed"]
    simulated: bool | None = None
    asked_by_name: str | None = None
    scheduled_for: datetime | None = None
    placed_at: datetime | None = None
    answered_at: datetime | None = None
    webhook_at: datetime | None = None
    stored_at: datetime | None = None
    handed_over_at: datetime | None = None
    delivered_at: datetime | None = None
    recipient_name: str | None = None
    failed_step: str | None = None
    failed_reason: str | None = None
    ended_at: datetime | None = None
    call_id: UUID | None = None
    cost_usd: Decimal | None = None

    @property
    def is_over(self) -> bool:
        """Passed or failed."""
        return self.state in ("passed", "failed")

    @property
    def steps(self) -> list[Moment]:
        """Each step with the moment it came, or None."""
        names = ("asked", "placed", "answered", "webhook", "stored", "handed_over", "delivered")
        return [(name, getattr(self, f"{name}_at")) for name in names]

    @property
    def waits_for(self) -> str | None:
        """The step that is to come next."""
        return None if self.is_over else next((name for name, at in self.steps if at is None), None)


@dataclass(frozen=True, slots=True)
class Target:
    """A number that may be dialled."""

    phone: str
    name: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who can get the test message."""

    id: UUID
    full_name: str


@dataclass(frozen=True, slots=True)
class Extra:
    """A call that is here and not at Vapi."""

    id: UUID
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Comparison:
    """The last comparison of one kind with Vapi's list."""

    kind: Literal["recent", "nightly"]
    since: datetime
    finished_at: datetime
    requests: int
    seen: int
    found: int
    caught_up: int
    gap: int
    missed: int
    extra: int
    error: str | None = None
    extras: list[Extra] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Trials:
    """Everything the screen shows, in one answer."""

    now: datetime
    daily_limit: int
    used_today: int
    hours: list[int]
    recipient_id: UUID | None
    in_a_row: int
    targets: list[Target]
    recipients: list[Choice]
    trials: list[Trial]
    comparisons: list[Comparison]
    vapi: Literal["real", "simulated", "absent"] | None = None
    gap: Gap | None = None

    @property
    def under_way(self) -> Trial | None:
        """The one that is not over yet."""
        return next((one for one in self.trials if not one.is_over), None)

    @property
    def left_today(self) -> int:
        """How many more may be asked for today."""
        return max(0, self.daily_limit - self.used_today)

    @property
    def usual_cost(self) -> Decimal | None:
        """What one costs, over the last ones that are known."""
        known = [one.cost_usd for one in self.trials if one.cost_usd is not None]
        return sum(known, Decimal(0)) / len(known) if known else None

    @property
    def last_ones(self) -> list[Trial]:
        """Those over, of the kind that is played now."""
        return [one for one in self.trials if one.is_over and bool(one.simulated) is (self.vapi != "real")]


_TRIALS: Reader[Trials] = Reader("trials", Trials)


def read(api: Rpc) -> Trials:
    """The last ten, and where things stand."""
    return _TRIALS(api)


def ask(api: Rpc, request_id: UUID, to: str) -> None:
    """Have one dialled."""
    api.rpc("ask_trial", {"p_request_id": str(request_id), "p_to": to})


def compare(api: Rpc, request_id: UUID) -> None:
    """Have our calls compared with Vapi's list now."""
    api.rpc("compare_with_vapi", {"p_request_id": str(request_id)})


def save(api: Rpc, request_id: UUID, daily_limit: int, hours: Sequence[int], recipient: UUID | None) -> None:
    """How many a day, at which hours by themselves, and who gets the test message."""
    fields: dict[str, Any] = {"daily_limit": daily_limit, "hours": sorted(hours)}
    fields["recipient_id"] = str(recipient) if recipient else None
    api.rpc("save_trial_settings", {"p_request_id": str(request_id), "p_fields": fields})

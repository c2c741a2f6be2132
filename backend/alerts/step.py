"""What may come next of an alert: the one thing that the worker then does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from backend.alerts.addressee import Customer
from backend.alerts.model import Attempt, Recipient
from backend.messaging import Channel, Provider

# The provider's statistics show an accepted message only after a moment; sooner, absence proves nothing.
LOOK_UP_AFTER_S = 10.0
# An attempt without any outcome may still be on the wire: longer than a request can take, and a moment more.
IN_FLIGHT_S = 45.0
# Refused for now (too many requests, provider away): tried again after these, then every five minutes.
RETRY_AFTER_S = (5, 10, 20, 40, 80, 160, 300)


@dataclass(frozen=True, slots=True)
class Send:
    """Send now; `attempt_id` when a person asked for this very one."""

    channel: Channel
    recipient: Recipient | Customer
    level: int
    attempt_id: UUID | None = None
    # Why this one, when an earlier one should have sufficed.
    reason: str | None = None
    provider: Provider = "brevo"
    rung: int | None = None


@dataclass(frozen=True, slots=True)
class LookUp:
    """Ask the provider whether it has this attempt; what it says counts from `ripe_at` on."""

    attempt: Attempt
    ripe_at: datetime


@dataclass(frozen=True, slots=True)
class GiveUp:
    """A person asked for this attempt, and there is nobody left to send it to."""

    attempt: Attempt


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do before `until`; `failed`: and nobody can be reached before that."""

    until: datetime
    reason: str | None = None
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Escalate:
    """Nobody answered: one step further down the list."""

    level: int


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing more to do by itself; `failed`: nobody could be reached."""

    reason: str | None = None
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Drop:
    """It never leaves: there is nothing to tell any more, or whoever it is for wants nothing."""

    reason: str


Step = Send | LookUp | GiveUp | Wait | Escalate | Rest | Drop


def ripe_at(attempt: Attempt) -> datetime:
    """From when on the provider's not having it counts."""
    # Without any outcome, or too slow to tell one: the request may still be on the wire, or in the provider's queue.
    over = attempt.at + timedelta(seconds=IN_FLIGHT_S)
    if attempt.doubted_at is None:
        return over
    shown = attempt.doubted_at + timedelta(seconds=LOOK_UP_AFTER_S)
    return max(over, shown) if attempt.reason == "provider_slow" else shown


def delay(refusals: int) -> int:
    """How long to leave alone what was refused for now that often, in seconds."""
    return RETRY_AFTER_S[min(refusals, len(RETRY_AFTER_S)) - 1]

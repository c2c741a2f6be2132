"""Cases of an urgent alert that climbs its ladder, made by hand: times are seconds after NOW."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from backend.alerts.model import Attempt, Case, Recipient, Rung
from backend.alerts.step import Send, Wait

NOW = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
EVERY_DAY = frozenset(range(1, 8))
LADDER = (Rung(0, 0, "sms"), Rung(1, 180, "call"), Rung(2, 300, "email"), Rung(3, 360, "next"))


def person(name: str, rank: int, **more: Any) -> Recipient:
    """Somebody reached at any hour by phone and by email."""
    given = {"phone": f"+1514555010{rank}", "email": f"{name}@drainfortin.example"} | more
    return Recipient(
        uuid4(), name, given.pop("phone"), given.pop("email"), rank, time(7), time(21), EVERY_DAY, None, None,
        given.pop("phone_is_blocked", False), given.pop("email_is_blocked", False), **given,
    )  # fmt: skip


GUILLAUME, SYLVIE = person("guillaume", 1), person("sylvie", 2)


def case(*attempts: Attempt, now_s: float = 0, level: int = 0, people: Any = (GUILLAUME, SYLVIE), **more: Any) -> Case:
    given: dict[str, Any] = {"state": "waiting", "rungs": LADDER, "urgent": True} | more
    return Case(
        now=NOW + timedelta(seconds=now_s), level=level, bundled=False, by_hand=False, email_first=False,
        attempts=attempts, recipients=people, sent_recently=0, throttle_count=5, receipt_s=180, ack_s=600, **given,
    )  # fmt: skip


def attempt(rung: int, state: Any, at_s: float = 0, to: Recipient = GUILLAUME, **more: Any) -> Attempt:
    """One by that rung of LADDER; `left`: the provider had taken it."""
    channel = {0: "sms", 1: "call", 2: "email"}[rung]
    left = state in ("handed_over", "delivered") or more.pop("left", False)
    at = NOW + timedelta(seconds=at_s)
    given: dict[str, Any] = {"provider": "twilio" if channel == "call" else "brevo", "level": 0, "permanent": False}
    given |= {"channel": channel, "reason": None, "doubted_at": at if state == "unknown" else None} | more
    return Attempt(
        uuid4(), at, recipient_id=to.id, state=state, by_person=False, retries=False,
        handed_over_at=at if left else None, rung=rung, **given,
    )  # fmt: skip


def sent(step: Any) -> tuple[str, str, UUID]:
    """What is sent, by whom and to whom."""
    assert isinstance(step, Send), step
    return step.channel, step.provider, step.recipient.id


def waits(step: Any) -> float:
    """Until when, in seconds after NOW."""
    assert isinstance(step, Wait), step
    return (step.until - NOW).total_seconds()

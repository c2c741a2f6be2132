"""What an exercise came to: a pure function of what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from backend.plan_b.model import Diversion

NOT_SET_AFTER = timedelta(minutes=2)
TOO_LONG = timedelta(minutes=6)
# Whoever picked up: if it was Paul, his first words reach us within this.
LISTEN_S = 8.0
LISTEN_STANDIN_S = 1.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Passed: somebody picked up, and it was not Paul."""

    passed: bool
    why: str


def verdict(one: Diversion, listen_s: float) -> Verdict | None:
    """None while it goes on."""
    if one.on_at is None:
        return Verdict(False, "not_set") if one.now > one.asked_at + NOT_SET_AFTER else None
    trial = one.trial
    if trial is None or trial.ended_at is None:
        return Verdict(False, "too_long") if one.now > one.on_at + TOO_LONG else None
    if trial.state == "failed":
        return Verdict(False, f"trial:{trial.failed_step}:{trial.failed_reason}")
    if trial.paul_spoke:
        return Verdict(False, "paul_answered")
    return Verdict(True, "rang") if one.now >= trial.ended_at + timedelta(seconds=listen_s) else None

"""What a light means, on the status line and on Santé: never green without a fresh measure, red says what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

State = Literal["good", "warn", "bad", "unknown"]
# How a sign is drawn: good, so-so, bad, or nothing to say.
Tone = Literal["good", "warn", "bad", "plain"]
NOT_MEASURED = "non mesuré"
# Only the administrator sees Santé; everybody reads this.
IF_IT_LASTS = "Si cela dure, l’administrateur en voit la cause sur Santé."


@dataclass(frozen=True, slots=True)
class Light:
    """One thing that works or not: in words, since when, from where, and what to do about it."""

    name: str
    state: State
    text: str
    at: datetime | None = None
    remedy: str = ""
    source: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Probe:
    """The latest measurement of one name."""

    name: str
    at: datetime
    ok: bool
    value: float | None = None
    detail: str | None = None


def age_s(at: datetime, now: datetime) -> float:
    """How old a measure is; never negative, whatever two clocks say."""
    return max(0.0, (now - at).total_seconds())


def not_measured(name: str, source: str = "", meaning: str = "") -> Light:
    """A light that nothing feeds yet."""
    return Light(name, "unknown", NOT_MEASURED, source=source, meaning=meaning)

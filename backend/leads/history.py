"""What is known of a number from before: its earlier calls and visits, in one sentence for whoever calls back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from backend import fr


@dataclass(frozen=True, slots=True)
class Waiting:
    """An earlier demand of the same number that nobody answered."""

    ref: str
    created_at: datetime
    description: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class History:
    """`last_call_at` is the call before this one; `answered`: somebody called back or visited since."""

    last_call_at: datetime | None
    answered: bool
    customer_since: datetime | None
    last_visit_at: datetime | None
    waiting: list[Waiting]


def sentences(history: History | None, now: datetime) -> list[str]:
    """« déjà appelé hier, personne ne l’a rappelé », « client depuis…, dernière visite… »; empty for a first call."""
    if history is None:
        return []
    told = []
    if history.last_call_at:
        back = "rappelé depuis" if history.answered else "personne ne l’a rappelé"
        told.append(f"déjà appelé {fr.day_near(history.last_call_at, now)}, {back}")
    if history.customer_since and history.last_visit_at:
        last = fr.day_near(history.last_visit_at, now)
        told.append(f"client depuis {_month(history.customer_since)}, dernière visite {last}")
    return told + [_still_waits(one) for one in history.waiting]


def _still_waits(one: Waiting) -> str:
    return f"attend aussi: {', '.join(filter(None, (one.description, one.address, one.ref)))}"


def _month(at: datetime) -> str:
    local = fr.local(at)
    return f"{fr.MONTHS[local.month - 1]} {local.year}"

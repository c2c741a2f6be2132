"""Why leads are lost: by reason, service and person, each against how many there were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from backend import business
from backend.supabase.rpc import Reader, Rpc

NOBODY, UNKNOWN = "Personne", "Service inconnu"


@dataclass(frozen=True, slots=True)
class Counted:
    """So many leads alike; `reason` is None for those that were not lost."""

    reason: str | None
    service: str | None
    person: str | None
    n: int


@dataclass(frozen=True, slots=True)
class Share:
    """Lost among all, for one reason, service or person."""

    name: str
    lost: int
    of: int


@dataclass(frozen=True, slots=True)
class Lost:
    """The same leads, told three ways; the most lost first."""

    reasons: list[Share]
    services: list[Share]
    people: list[Share]
    lost: int
    of: int


_LOST: Reader[list[Counted]] = Reader("lost_leads", list[Counted])


def read(api: Rpc, since: datetime) -> Lost:
    """Of the leads made since then."""
    return summed(_LOST(api, p_since=since.isoformat()))


def summed(rows: list[Counted]) -> Lost:
    """The rows of the database, added up."""
    lost = sum(row.n for row in rows if row.reason)
    reasons: Counter[str] = Counter()
    for row in rows:
        if row.reason:
            reasons[business.lost_reason(row.reason)] += row.n
    return Lost(
        [Share(name, n, lost) for name, n in reasons.most_common()],
        _by(rows, lambda row: _capital(business.service(row.service)) or UNKNOWN),
        _by(rows, lambda row: row.person or NOBODY),
        lost,
        sum(row.n for row in rows),
    )


def _by(rows: list[Counted], name: Callable[[Counted], str]) -> list[Share]:
    lost: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for row in rows:
        of[name(row)] += row.n
        lost[name(row)] += row.n if row.reason else 0
    return sorted((Share(one, lost[one], of[one]) for one in of), key=lambda one: (-one.lost, one.name))


def _capital(words: str | None) -> str:
    return words[:1].upper() + words[1:] if words else ""

"""Calling somebody back: what came of it, and when to try again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from backend import fr

Outcome = Literal["reached", "no_answer", "voicemail", "later", "wrong_number"]
WORDS: dict[Outcome, str] = {
    "reached": "Rejoint", "no_answer": "Pas de réponse", "voicemail": "Boîte vocale", "later": "Rappeler plus tard",
    "wrong_number": "Mauvais numéro",
}  # fmt: skip
# After the first try, the second, and from then on. A message left is given time to be heard.
_WAIT = {
    "no_answer": (timedelta(hours=1), timedelta(hours=3), timedelta(days=1)),
    "voicemail": (timedelta(hours=3), timedelta(days=1), timedelta(days=1)),
}
# Nobody is called at home before or after.
_FROM, _UNTIL = time(8), time(20)


@dataclass(frozen=True, slots=True)
class CallAttempt:
    """The newest try, and how many there were."""

    outcome: Outcome
    at: datetime
    count: int
    again_at: datetime | None = None
    by: str | None = None

    def waits(self, now: datetime) -> bool:
        """True until the hour to call again has come."""
        return self.again_at is not None and self.again_at > now

    def words(self, now: datetime) -> str:
        """`2 essais, le dernier à 13 h 05 (Josée): pas de réponse; à rappeler à 14 h 05`."""
        tries = f"{fr.count(self.count, 'essai')}, le dernier {_near(self.at, now)}"
        by = f" ({self.by})" if self.by else ""
        again = f"; à rappeler {_near(self.again_at, now)}" if self.again_at else ""
        return f"{tries}{by}: {WORDS[self.outcome].lower()}{again}"


def unowned(minutes: int) -> str:
    """`sans personne depuis 50 min d’ouverture`: nights and closed days are not counted."""
    long = fr.span(minutes * 60) if minutes < 24 * 60 else f"{minutes // 60}{fr.NBSP}h"
    return f"sans personne depuis {long} d’ouverture"


def again_at(outcome: Literal["no_answer", "voicemail"], now: datetime, tries_before: int) -> datetime:
    """When to call again somebody who was not reached; never at night."""
    waits = _WAIT[outcome]
    return _by_day(now + waits[min(tries_before, len(waits) - 1)])


def hours(now: datetime, most: int = 8) -> list[datetime]:
    """Hours to choose from for `rappeler à`: the full ones to come, by day."""
    found: list[datetime] = []
    at = fr.local(now).replace(minute=0, second=0, microsecond=0)
    while len(found) < most:
        at += timedelta(hours=1)
        if _FROM <= at.time() <= _UNTIL:
            found.append(at)
    return found


def _by_day(at: datetime) -> datetime:
    here = fr.local(at)
    if here.time() < _FROM:
        return _morning(here)
    return at if here.time() <= _UNTIL else _morning(here + timedelta(days=1))


def _morning(here: datetime) -> datetime:
    return datetime.combine(here.date(), _FROM, fr.ZONE)


def _near(at: datetime, now: datetime) -> str:
    day = fr.day_near(at, now)
    return f"à {fr.clock(at)}" if fr.local(at).date() == fr.local(now).date() else f"{day} à {fr.clock(at)}"

"""Sixty days of calls, placed: who makes each of them."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

from backend.local.standins.vapi.catalogue import scenario
from backend.local.standins.vapi.faults.catalogue import NONE
from backend.local.standins.vapi.people import Person, crowd
from backend.local.standins.vapi.placed import DEMO_ORG, PlacedCall, place
from backend.local.standins.vapi.rhythm import history

CALLS_AGAIN = 0.05


def placed_history(rng: Random, now: datetime, days: int, org_id: str = DEMO_ORG) -> list[PlacedCall]:
    """Every call of the last days, oldest first; most callers are new, a few called before."""
    strangers = crowd(rng)
    known: list[Person] = []
    calls = []
    for moment in history(rng, now, days):
        at = moment.at.astimezone(UTC)
        again = known and rng.random() < CALLS_AGAIN
        person = rng.choice(known[-80:]) if again else next(strangers)
        known.append(person)
        calls.append(place(scenario(moment.name, rng, at, person, NONE), at, rng, org_id))
    return calls

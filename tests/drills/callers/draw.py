"""One seed is one caller: who calls, when, with which scenario, and what goes wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from backend.local.standins.vapi.catalogue import SCENARIOS, scenario
from backend.local.standins.vapi.faults.catalogue import drawn
from backend.local.standins.vapi.people import CALLERS, person_at
from backend.local.standins.vapi.placed import PlacedCall, place
from backend.local.standins.vapi.scenario import Truth
from backend.local.standins.vapi.slots import TORONTO

# Those of a batch share a database: each has a number, and three weeks of the calendar, of its own.
BATCH = 380
_APART = timedelta(days=21)
_FIRST = datetime(2027, 1, 4, tzinfo=TORONTO)
_LATER = timedelta(hours=1, minutes=4)
# Neither of the demonstration nor of a trial: business, as far as our programs know.
_ORG = "3f2b9c1e-7d54-4a0e-9a61-0c5b8e2d7f10"
NAMES: Sequence[str] = tuple(name for name, script in SCENARIOS.items() if not script.trial)


@dataclass(frozen=True)
class Drawn:
    """The calls of one person, in order, and what is so."""

    seed: int
    calls: tuple[PlacedCall, ...]

    @property
    def first(self) -> PlacedCall:
        """The call that begins it."""
        return self.calls[0]

    @property
    def truth(self) -> Truth:
        """What is so, whatever Paul and the line make of it."""
        return self.first.scenario.truth

    @property
    def faults(self) -> frozenset[str]:
        """What goes wrong in it, by name."""
        return frozenset(self.first.scenario.faults)

    def __str__(self) -> str:
        wrong = ", ".join(self.first.scenario.faults) or "no fault"
        at = self.first.at.astimezone(TORONTO)
        return f"seed {self.seed}: {self.first.scenario.name} at {at:%a %Y-%m-%d %H:%M}, {wrong}"


def draw(seed: int, faults: Sequence[str] | None = None, name: str | None = None) -> Drawn:
    """The caller of this seed; with a word about scenario or faults, the same one in those."""
    dice = Random(seed)
    # Mostly while people are up, now and then at any hour of any day of the week.
    minutes = dice.randint(420, 1260) if dice.random() < 0.9 else dice.randint(0, 10_079)
    at = _FIRST + seed % BATCH * _APART + timedelta(days=dice.randrange(7), minutes=minutes)
    called, wrong = dice.choice(NAMES), drawn(dice, ("paul", "caller", "way"))
    person = person_at(CALLERS[seed % BATCH])
    chosen = scenario(name or called, dice, at.astimezone(UTC), person, wrong if faults is None else faults)
    calls = [place(chosen, at.astimezone(UTC), dice, _ORG)]
    if chosen.again:
        calls.append(place(chosen.again, at.astimezone(UTC) + _LATER, dice, _ORG))
    return Drawn(seed, tuple(calls))

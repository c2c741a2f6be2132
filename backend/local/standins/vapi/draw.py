"""What a scenario is drawn from: the dice, the moment, and who calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import TypeVar

from backend.local.standins.vapi.latency import think
from backend.local.standins.vapi.people import Person, somebody_else
from backend.local.standins.vapi.scenario import CallerSays, Line, PaulSays

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Draw:
    """One draw. The same dice, moment and person give the same call."""

    rng: Random
    at: datetime
    person: Person
    # What a script chose, for its sentences to hold.
    chosen: Mapping[str, str] = field(default_factory=dict)

    def pick(self, options: Sequence[T]) -> T:
        """One of them."""
        return self.rng.choice(options)

    def likely(self, chance: float) -> bool:
        """True that often."""
        return self.rng.random() < chance

    def paul(self, *options: str) -> PaulSays:
        """Paul says one of these."""
        return PaulSays(self._filled(options), think(self.rng, self.at))

    def says(self, *options: str) -> CallerSays:
        """The caller says one of these."""
        return CallerSays(self._filled(options), round(self.rng.uniform(0.4, 1.6), 1))

    def talk(self, *lines: str) -> tuple[Line, ...]:
        """Paul first, then the caller, and so on."""
        return tuple(self.says(text) if i % 2 else self.paul(text) for i, text in enumerate(lines))

    def _filled(self, options: Sequence[str]) -> str:
        person, other = self.person, somebody_else(self.person)
        return self.pick(options).format(
            name=person.name, polite=person.polite, number=person.spoken_number, address=person.spoken_address,
            street=person.door_and_street, postal=person.postal_code, town=person.town,
            business=person.business, family=person.family, first=person.first, quand="{quand}",
            other=other.name, other_number=other.spoken_number, other_street=other.door_and_street,
            other_town=other.town,
            **self.chosen,
        )  # fmt: skip

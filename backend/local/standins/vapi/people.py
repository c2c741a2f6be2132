"""The invented callers: one number, one person, always the same, so that a second call is from the same person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from backend.local.standins.vapi.texts import read, text


@text
class Names:
    """What people and businesses are called."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    english: tuple[tuple[str, str], ...]
    businesses: tuple[str, ...]


@text
class Town:
    """A town with the first halves of its postal codes, and how often the business hears of it."""

    name: str
    prefixes: tuple[str, ...]
    weight: int


@text
class Places:
    """Where people live."""

    area_codes: tuple[str, ...]
    streets: tuple[str, ...]
    towns: tuple[Town, ...]


NAMES = read("names", Names)
PLACES = read("places", Places)
ENGLISH = NAMES.english
POSTAL_LETTERS = "ABCEGHJKLMNPRSTVWXYZ"
# 555-0100 to 555-0199 belong to nobody. The first of 514 is the demonstration's Guillaume.
GUILLAUME = "+15145550100"
NUMBERS = tuple(f"+1{area}55501{last:02}" for area in PLACES.area_codes for last in range(100))
CALLERS = tuple(number for number in NUMBERS if number != GUILLAUME)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may call."""

    number: str
    first: str
    family: str
    title: str
    door: str
    street: str
    town: str
    postal_code: str
    business: str

    @property
    def name(self) -> str:
        """First name and family name."""
        return f"{self.first} {self.family}"

    @property
    def polite(self) -> str:
        """How Paul addresses them."""
        return f"{self.title} {self.family}"

    @property
    def address(self) -> str:
        """As written in a file."""
        return f"{self.door}, {self.street}, {self.town}"

    @property
    def door_and_street(self) -> str:
        """Without the town."""
        return f"{self.door} {self.street}"

    @property
    def spoken_address(self) -> str:
        """As said on the phone."""
        return f"{self.door_and_street}, à {self.town}"

    @property
    def spoken_number(self) -> str:
        """As read back by Paul."""
        return spoken_number(self.number)


def spoken_number(number: str) -> str:
    """`450 555-0134`."""
    return f"{number[2:5]} {number[5:8]}-{number[8:]}"


@lru_cache
def somebody_else(person: Person) -> Person:
    """A neighbour, a mother or a tenant of theirs: always the same one."""
    here = CALLERS.index(person.number) if person.number in CALLERS else 0
    # Not the same seven figures under another area code.
    return person_at(CALLERS[(here + len(CALLERS) // 2 + 7) % len(CALLERS)])


@lru_cache(1000)
def person_at(number: str) -> Person:
    """The one person who has this number."""
    rng = Random(f"person {number}")
    woman = rng.random() < 0.55
    town: Town = rng.choices(PLACES.towns, [t.weight for t in PLACES.towns])[0]
    return Person(
        number=number,
        first=rng.choice(NAMES.women if woman else NAMES.men),
        family=rng.choice(NAMES.families),
        title="madame" if woman else "monsieur",
        door=str(rng.randint(11, 2990)),
        street=rng.choice(PLACES.streets),
        town=town.name,
        postal_code=_postal_code(rng, town),
        business=rng.choice(NAMES.businesses),
    )


def anyone(rng: Random) -> Person:
    """Somebody."""
    return person_at(rng.choice(CALLERS))


def crowd(rng: Random) -> Iterator[Person]:
    """Everybody once in a random order, then again: few people call twice in two months."""
    while True:
        yield from map(person_at, rng.sample(CALLERS, len(CALLERS)))


def _postal_code(rng: Random, town: Town) -> str:
    return f"{rng.choice(town.prefixes)} {rng.randint(1, 9)}{rng.choice(POSTAL_LETTERS)}{rng.randint(1, 9)}"

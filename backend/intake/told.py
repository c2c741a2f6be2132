"""What is written of a call's people: what is known of them so far, and what a message adds, computed anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from backend.intake.people import Person, people
from backend.intake.statement import Statement
from backend.vapi.lead_facts import LeadFacts


@dataclass(frozen=True, slots=True)
class Known:
    """All that was said in a call before a message, as far as we know; the database says so when there is more."""

    call_id: str | None = None
    statements: tuple[Statement, ...] = ()

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> Self:
        """From what `private.said_in` returns."""
        statements = tuple(_statement(row) for row in given["statements"])
        # A call of which nothing was said may not even be kept yet.
        return cls(given["call_id"] if statements else None, statements)

    def with_more(self, call_id: str, new: Sequence[Statement]) -> Known:
        """The same once these were written too."""
        mine = self.statements if self.call_id in (call_id, None) else ()
        return Known(call_id, mine + tuple(one for one in new if one.key not in {s.key for s in mine}))


@dataclass(frozen=True, slots=True)
class Told:
    """As `private.write_people` reads it: `known` statements of `call` before, the `new` ones, the people of all."""

    call: str | None
    known: int
    new: tuple[Statement, ...]
    people: list[dict[str, Any]] = field(default_factory=list)


def tell(known: Known, new: Sequence[Statement]) -> Told:
    """What a call comes down to once these are said too. What was said before stays as it was read then."""
    before = {one.key for one in known.statements}
    fresh = tuple(one for one in new if one.key not in before)
    found = people((*known.statements, *fresh))
    return Told(known.call_id, len(known.statements), fresh, person_rows(found))


def person_rows(found: Sequence[Person]) -> list[dict[str, Any]]:
    """As `private.write_leads` reads them."""
    return [
        {
            "keys": [one.key for one in person.said],
            "source": person.source,
            "since": person.since,
            "note": person.note,
            "lead": person.facts,
            "visits": person.visits,
        }
        for person in found
    ]


def _statement(row: dict[str, Any]) -> Statement:
    names = LeadFacts.__dataclass_fields__
    facts = {name: row["facts"].get(name) for name in names}
    flags = {name: bool(facts[name]) for name in ("phone_is_callers", "for_another")}
    said_at = datetime.fromisoformat(row["said_at"])
    return Statement(row["key"], row["source"], said_at, LeadFacts(**facts | flags), row["note"])

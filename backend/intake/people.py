"""Who a call speaks of: a pure function from all that was said in it to its people, each of whom is one lead.

One call is one person, unless Paul says that it is somebody else's, or another name comes with another number and
another address. Whatever else differs was put right, and the last that was said counts. The statements are taken in
the order in which they were said: in which order they came, and how often, cannot matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from backend.folding import fold
from backend.intake.address import fuller_address, is_piece, same_street
from backend.intake.likeness import alike, fuller_name, fuller_problem, same_problem, same_words, says_more
from backend.intake.statement import Source, Statement
from backend.utterance.phone import in_groups
from backend.vapi.lead_facts import LeadFacts

_SURER: tuple[Source, ...] = ("report", "booking", "tool")
# Whoever calls back has to know it.
SPEAKS_ENGLISH = "Parle anglais."
_PLACE = ("address", "city", "postal_code")
# A booking words the problem in passing; a demand that was noted words it for whoever calls back.
_PROBLEM = ("service", "description", "client_type")


@dataclass(frozen=True, slots=True)
class Person:
    """All that was said of one person. `remark` is what later words went over and that may still be needed;
    `put_right` are the addresses that later words put right, with what each of them is now."""

    said: tuple[Statement, ...]
    facts: LeadFacts
    remark: str | None = None
    put_right: dict[str, str] = field(default_factory=dict)

    @property
    def source(self) -> Source:
        """The surest that speaks of this person."""
        return max((one.source for one in self.said), key=_SURER.index)

    @property
    def note(self) -> str:
        """What no column of a lead holds, in the order in which it was said."""
        speaks = SPEAKS_ENGLISH if self.facts.language == "en" else None
        # A figure may have been misheard, and nobody put it right before they hung up.
        shown = f"Appelait du {in_groups(self.facts.shown)}." if self.facts.shown else None
        return "\n".join(filter(None, (speaks, *(one.note for one in self.said), self.remark, shown)))

    @property
    def since(self) -> datetime:
        """When this person was first spoken of."""
        return min(one.said_at for one in self.said)

    @property
    def visits(self) -> list[dict[str, Any]]:
        """Where each booking's visit is after all that was said, None where nothing was; `at` is when it was asked for,
        None where another was asked for in the same moment."""
        asked = [one for one in self.said if one.source == "booking"]
        moments = [one.said_at for one in asked]
        return [
            {
                "key": one.key,
                "at": one.said_at if moments.count(one.said_at) == 1 else None,
                "address": self.put_right.get(one.facts.address or "", one.facts.address),
            }
            for one in asked
        ]


def people(statements: Iterable[Statement]) -> list[Person]:
    """The people of a call, in the order in which they were first spoken of."""
    once = {one.key: one for one in sorted(statements, key=_canonical)}
    live = [one for one in once.values() if one.source != "report"]
    found: list[Person] = []
    for one in live:
        place = _whose(found, one)
        if place is None:
            found.append(Person((one,), one.facts))
        else:
            found[place] = _told_more(found[place], one)
    for report in (one for one in once.values() if one.source == "report"):
        found = _with_report(found, report)
    return _distinct(found)


def asked_apart(statements: Sequence[Statement], key: str) -> tuple[datetime, ...]:
    """When other visits were asked for, for whoever was somebody else than this booking's person when the later of the
    two was asked: the last wish takes the place of one's own, and not of theirs who turned out later to be the same."""
    booked = {one.key: one for one in statements if one.source == "booking"}
    mine = booked.pop(key, None)
    if mine is None or not booked:
        return ()
    return tuple(one.said_at for one in booked.values() if not _were_one(statements, mine, one))


def _were_one(statements: Sequence[Statement], one: Statement, other: Statement) -> bool:
    until = max(one.said_at, other.said_at)
    then = people([each for each in statements if each.said_at <= until])
    return any({one.key, other.key} <= {each.key for each in person.said} for person in then)


def _distinct(found: list[Person]) -> list[Person]:
    """One name at one number is one person, whatever Paul says: whoever calls back could not tell two apart."""
    distinct: dict[tuple[str | None, str], Person] = {}
    for person in found:
        who = (person.facts.phone, fold(person.facts.name or ""))
        distinct[who] = _joined(distinct[who], person) if who in distinct else person
    return list(distinct.values())


def _joined(first: Person, other: Person) -> Person:
    for one in other.said:
        first = _completed(first, one) if one.source == "report" else _told_more(first, one)
    return first


def _canonical(one: Statement) -> tuple[datetime, str, str]:
    return one.said_at, one.key, repr(one)


def _whose(found: list[Person], one: Statement) -> int | None:
    """The person whom these words are about, None for somebody new; the one spoken of last where nothing tells."""
    latest_first = list(range(len(found)))[::-1]
    if one.facts.for_another:
        # The first person is the one whom the others are not, unless they call for somebody else from the start.
        others = latest_first if found and found[0].facts.for_another else latest_first[:-1]
        other = next((i for i in others if not one.facts.name or _is_named(found[i], one)), None)
        return 0 if other is None and found and _is_again(found[0], one, len(found) > 1) else other
    by_number = (i for i in latest_first if one.dictated and one.dictated in {s.dictated for s in found[i].said})
    by_name = (i for i in latest_first if _is_named(found[i], one))
    by_nothing = (i for i in latest_first if not _is_somebody_else(found[i].facts, one))
    return next((i for ways in (by_number, by_name, by_nothing) for i in ways), None)


def _is_named(person: Person, one: Statement) -> bool:
    names = {s.facts.name for s in person.said if s.facts.name}
    return one.facts.name is not None and any(alike(one.facts.name, name) for name in names)


def _is_again(first: Person, one: Statement, after_another: bool) -> bool:
    """Whether these words are about the first person after all: nothing in them tells somebody else."""
    known, said = first.facts, one.facts
    is_there = alike(known.address, said.address) if known.address and said.address else after_another
    return _is_named(first, one) and one.dictated in (None, known.phone) and is_there


def _is_somebody_else(known: LeadFacts, one: Statement) -> bool:
    said = one.facts
    if not (known.name and said.name and one.dictated and said.address):
        return False
    is_elsewhere = known.address is None or not alike(known.address, said.address)
    return not alike(known.name, said.name) and one.dictated != known.phone and is_elsewhere


def _told_more(person: Person, one: Statement) -> Person:
    """The same person after these words: the last said counts, and what was not said stays."""
    old, new = person.facts, one.facts
    moved = bool(old.address and new.address) and not same_street(old.address or "", new.address or "")
    is_second = moved or not same_problem(old.description or "", new.description or "")
    facts = replace(
        old,
        name=fuller_name(old.name, new.name),
        phone=one.dictated or old.phone or new.phone,
        phone_is_callers=old.phone_is_callers and one.dictated is None,
        language=new.language or old.language,
        shown=new.shown if one.dictated else old.shown,
        urgency="urgent" if old.urgency == "urgent" and is_second else new.urgency or old.urgency,
    )
    goes_over = one.source == "tool" or all(s.source == one.source for s in person.said)
    problem = _problem(new, old) if goes_over else _problem(old, new)
    now = replace(facts, **_place(old, new, moved), **problem)
    elsewhere = moved or (is_second and bool(old.address) and not same_words(_where(old), _where(now)))
    remarks = filter(None, (person.remark, _gone_over(old, now, elsewhere)))
    put_right = _put_right(person, one, now.address, elsewhere or is_second)
    return Person((*person.said, one), now, " ".join(remarks) or None, put_right)


def _put_right(person: Person, one: Statement, said: str | None, is_other_place: bool) -> dict[str, str]:
    """What each address said before is after these words. A booking tells of its own visit: it puts no other right,
    unless it goes back to what was put right."""
    old = person.facts.address
    if not said or not one.facts.address:
        return person.put_right
    if one.source == "booking" and is_piece(one.facts.address):
        return person.put_right | {one.facts.address: said}
    wrong = person.put_right.get(said)
    # The apartment that is not said again is not taken back.
    if not wrong and one.source != "booking" and old and not is_other_place and says_more(said, old):
        wrong = old
    if not wrong or wrong == said:
        return person.put_right
    return {was: said if now == wrong else now for was, now in person.put_right.items()} | {wrong: said, said: said}


def _place(old: LeadFacts, new: LeadFacts, moved: bool) -> dict[str, Any]:
    if moved:
        return {name: getattr(new, name) for name in _PLACE}
    rest = {name: getattr(new, name) or getattr(old, name) for name in _PLACE}
    return rest | {"address": fuller_address(old.address, new.address)}


def _problem(told: LeadFacts, untold: LeadFacts) -> dict[str, Any]:
    rest = {name: getattr(told, name) or getattr(untold, name) for name in _PROBLEM}
    return rest | {"description": fuller_problem(untold.description, told.description)}


def _where(facts: LeadFacts) -> str:
    return " ".join(filter(None, (facts.address, facts.city)))


def _gone_over(old: LeadFacts, new: LeadFacts, elsewhere: bool) -> str | None:
    """What may be no mistake that was put right, but a second place or problem, or a person whom nothing told apart."""
    renamed = bool(old.name and new.name) and not alike(old.name or "", new.name or "")
    if elsewhere:
        problem = f" ({old.description})" if old.description else ""
        return f"Dit avant: {', '.join(filter(None, (old.name if renamed else None, old.address, old.city)))}{problem}."
    if renamed and old.phone != new.phone:
        return f"Dit avant: {', '.join(filter(None, (old.name, old.phone)))}."
    if not same_problem(old.description or "", new.description or ""):
        return f"Dit avant: {old.description}."
    return None


def _with_report(found: list[Person], report: Statement) -> list[Person]:
    """A report is about whom it names, else about the first person; it only tells what nobody told in the call."""
    if not found:
        return [Person((report,), report.facts)]
    if all(one.source == "report" for one in found[0].said):
        # A later report knows better than the one before.
        return [_told_more(found[0], report)]
    named = [i for i, person in enumerate(found) if report.dictated and report.dictated == person.facts.phone]
    named += [i for i, person in enumerate(found) if _is_named(person, report)]
    place = named[0] if named else 0
    return [_completed(person, report) if i == place else person for i, person in enumerate(found)]


def _completed(person: Person, report: Statement) -> Person:
    known, more = person.facts, report.facts
    missing = ("name", "phone", *_PROBLEM, "urgency", "language", *(() if known.address else _PLACE))
    filled: dict[str, Any] = {name: getattr(known, name) or getattr(more, name) for name in missing}
    if known.phone_is_callers and report.dictated:
        filled |= {"phone": report.dictated, "phone_is_callers": False, "shown": more.shown}
    # Nobody said in the call that it can wait after all: the safe side.
    if more.urgency == "urgent" and all(one.facts.urgency != "urgent" for one in person.said):
        filled["urgency"] = "urgent"
    return replace(person, said=(*person.said, report), facts=replace(known, **filled))

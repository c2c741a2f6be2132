"""Which of the visits to come is the caller's: the line that shows is proof enough, or a file number with its name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.utterance.plain import plain

_TITLES = frozenset(
    ["m", "mr", "mrs", "ms", "mme", "mlle", "monsieur", "madame", "mister", "dr", "de", "la", "le", "du"]
)


@dataclass(frozen=True, slots=True)
class OwnVisit:
    """A visit to come that may be the caller's; `id` is None for one that this very message asks for."""

    id: UUID | None
    starts_at: datetime
    minutes: int
    booked: bool
    address: str | None
    name: str | None
    phone: str | None
    ref: str | None
    booked_from: str | None
    in_this_call: bool

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Self:
        """From an element of what `private.visits_of` returns."""
        own = {**row, "id": UUID(row["id"]), "starts_at": datetime.fromisoformat(row["starts_at"])}
        return cls(**own)

    def is_on(self, day: date, zone: ZoneInfo) -> bool:
        """Begins on that local day."""
        return self.starts_at.astimezone(zone).date() == day


@dataclass(frozen=True, slots=True)
class Claim:
    """By what somebody says that a visit is theirs; `caller` is the number that shows."""

    caller: str | None
    name: str | None
    ref: str | None = None


def certain(visits: Sequence[OwnVisit], claim: Claim) -> list[OwnVisit]:
    """Those that this person may move or cancel without anybody asking back."""
    return [visit for visit in visits if _proven(visit, claim) and same_name(visit.name, claim.name)]


def read_ref(said: object, at: datetime) -> str | None:
    """`DF-2026-1042` as it is said: with its year or, for this year's, without."""
    digits = re.sub(r"\D", "", str(said or ""))
    found = re.fullmatch(r"(20\d\d)?(\d{4,8})", digits)
    return f"DF-{found[1] or at.year}-{found[2]}" if found else None


def _proven(visit: OwnVisit, claim: Claim) -> bool:
    if visit.in_this_call or (claim.caller and claim.caller in (visit.phone, visit.booked_from)):
        return True
    return bool(claim.name and claim.ref and claim.ref == visit.ref)


def same_person(visit: OwnVisit, name: str | None, phone: str | None) -> bool:
    """For a booking: the same number and no other name; within one call, one of the two."""
    has_its_number = phone is not None and phone == visit.phone
    if visit.in_this_call:
        return has_its_number or bool(name and visit.name and same_name(visit.name, name))
    return has_its_number and same_name(visit.name, name)


def same_name(one: str | None, other: str | None) -> bool:
    """True unless both are known and share no word: `Mme Morin` may be `Jacqueline Morin`."""
    mine, theirs = _words(one), _words(other)
    return not mine or not theirs or bool(mine & theirs)


def another_place(one: str | None, other: str | None) -> bool:
    """True when both addresses have a number in the street, and not the same one."""
    mine, theirs = re.search(r"\d+", one or ""), re.search(r"\d+", other or "")
    return bool(mine and theirs and mine[0] != theirs[0])


def _words(name: str | None) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", plain(name or ""))) - _TITLES

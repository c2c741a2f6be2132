"""Who may be given a call."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from backend.supabase.rpc import Reader, Rpc


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person of the team."""

    user_id: UUID
    full_name: str
    role: str


_PEOPLE: Reader[list[Colleague]] = Reader("people", list[Colleague])


def read(api: Rpc) -> list[Colleague]:
    """Everyone who is not suspended, by name."""
    return _PEOPLE(api)

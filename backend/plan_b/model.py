"""A diversion at a moment, as small typed values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from backend.vapi.phone_line import Hook


@dataclass(frozen=True, slots=True)
class ExerciseTrial:
    """The trial that an exercise dialled: over or not, where it stopped, and whether Paul was heard after all."""

    state: str
    failed_step: str | None
    failed_reason: str | None
    ended_at: datetime | None
    paul_spoke: bool


@dataclass(frozen=True, slots=True)
class Diversion:
    """One diversion. `hooks_before` None: the line was not touched yet."""

    now: datetime
    id: UUID
    state: Literal["asked", "on", "ending"]
    is_exercise: bool
    to_number: str
    asked_at: datetime
    on_at: datetime | None
    tries: int
    hooks_before: list[Hook] | None
    trial: ExerciseTrial | None

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> Self:
        """From what `private.diversion_case` returns."""
        row = given["diversion"]
        return cls(
            now=datetime.fromisoformat(given["now"]),
            id=UUID(row["id"]),
            state=row["state"],
            is_exercise=row["is_exercise"],
            to_number=row["to_number"],
            asked_at=datetime.fromisoformat(row["asked_at"]),
            on_at=_moment(row["on_at"]),
            tries=row["tries"],
            hooks_before=row["hooks_before"],
            trial=_trial(given["trial"]),
        )


def _trial(given: dict[str, Any] | None) -> ExerciseTrial | None:
    if given is None:
        return None
    return ExerciseTrial(**{**given, "ended_at": _moment(given["ended_at"])})


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None

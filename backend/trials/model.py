"""A trial at a moment, as small typed values: what happened to it so far, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

Step = Literal["placed", "answered", "webhook", "stored", "handed_over", "delivered"]
# Dialled while the line is diverted: a person picks up, and nothing else is to come.
DIVERTED_STEPS: tuple[Step, ...] = ("placed", "answered")
STEPS: tuple[Step, ...] = ("placed", "answered", "webhook", "stored", "handed_over", "delivered")
# Each must come so many seconds after the one before it.
LIMITS_S: dict[Step, float] = {
    "placed": 60.0,
    "answered": 45.0,
    "webhook": 20.0,
    "stored": 20.0,
    "handed_over": 45.0,
    "delivered": 90.0,
}


@dataclass(frozen=True, slots=True)
class Trial:
    """One trial with the moment of each step that has come."""

    now: datetime
    id: UUID
    name: str
    to_number: str
    is_whole: bool
    diverted: bool
    state: str
    allowed: bool
    asked_at: datetime
    dialling_at: datetime | None
    looked_at: datetime | None
    due_at: datetime | None
    vapi_call_id: str | None
    came: dict[Step, datetime]
    # What the message's provider said last, and whether there is nothing more to expect from it.
    alerted: bool
    answer: str | None
    message_ended: bool

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> Self:
        """From what `private.trial_case` returns."""
        row, alert = given["trial"], given["alert"] or {}
        result = {step: row.get(f"{step}_at") or alert.get(f"{step}_at") for step in STEPS}
        return cls(
            now=datetime.fromisoformat(given["now"]),
            id=UUID(row["id"]),
            name=row["name"],
            to_number=row["to_number"],
            is_whole=row["is_whole"],
            diverted=row["diverted"],
            state=row["state"],
            allowed=given["allowed"],
            asked_at=datetime.fromisoformat(row["asked_at"]),
            dialling_at=_moment(row["dialling_at"]),
            looked_at=_moment(row["looked_at"]),
            due_at=_moment(row["due_at"]),
            vapi_call_id=row["vapi_call_id"],
            came={step: datetime.fromisoformat(at) for step, at in result.items() if at},
            alerted=row["alert_id"] is not None,
            answer=alert.get("answer"),
            message_ended=bool(alert.get("ended")),
        )

    @property
    def waits_for(self) -> Step | None:
        """The first step that has not come; None when all have."""
        steps = DIVERTED_STEPS if self.diverted else STEPS
        return next((step for step in steps if step not in self.came), None)

    @property
    def last_at(self) -> datetime:
        """When something last came."""
        return max([self.asked_at, *self.came.values()])


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None

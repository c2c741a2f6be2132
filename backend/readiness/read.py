"""Mise en service: the gates and what they stand on, the verdict, and how far the line is open."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import TypeAdapter

from backend.person import Role
from backend.supabase.rpc import Reader, Rpc

VIEWERS: tuple[Role, ...] = ("owner", "admin")
CheckState = Literal["good", "bad", "expired", "unmeasured"]
Verdict = Literal["go", "limited", "no"]


@dataclass(frozen=True, slots=True)
class Check:
    """One measurement of a gate."""

    code: str
    state: CheckState
    method: str | None = None
    measured_at: datetime | None = None
    valid_until: datetime | None = None
    valid_seconds: float | None = None
    n: int | None = None
    detail: dict[str, Any] | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """What is known beside the answer."""
        return self.detail or {}


@dataclass(frozen=True, slots=True)
class Risk:
    """Accepted by the owner in a gate's place, until a date."""

    id: UUID
    reason: str
    expires_at: datetime
    holds: bool
    accepted_by_name: str | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """One thing that must be true before customers' calls go to Paul."""

    gate: str
    is_good: bool
    # Good, or covered by a risk.
    holds: bool
    checks: list[Check]
    risk: Risk | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """So many real calls a day, for so many days; `days` None: the last one."""

    stage: int
    least_calls: int
    most_calls: int
    calls_at_once: int
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Rollout:
    """How far the line is open; stage 0: not at all."""

    stage: int
    calls_today: int
    most_today: int
    exceeded: bool
    lacking: list[str]
    may_move_up: bool
    stages: list[Stage]
    since: datetime | None = None
    days_done: int | None = None
    next: int | None = None

    def at(self, number: int) -> Stage | None:
        """That stage."""
        return next((one for one in self.stages if one.stage == number), None)


@dataclass(frozen=True, slots=True)
class Readiness:
    """Everything the screen and the report show, in one answer."""

    now: datetime
    verdict: Verdict
    # At which the gates are judged.
    stage: int
    releases: list[str]
    gates: list[Gate]
    rollout: Rollout
    # Asked for and not measured yet.
    asked: list[str] = field(default_factory=list)

    @property
    def risks(self) -> list[Gate]:
        """Gates that hold by a risk only."""
        return [one for one in self.gates if one.holds and not one.is_good]

    @property
    def failing(self) -> list[Gate]:
        """Gates that do not hold."""
        return [one for one in self.gates if not one.holds]


_READINESS: Reader[Readiness] = Reader("readiness", Readiness)
_SHAPE: TypeAdapter[Readiness] = TypeAdapter(Readiness)


def read(api: Rpc) -> Readiness:
    """As the signed-in person may see it."""
    return _READINESS(api)


def read_answer(answer: object) -> Readiness:
    """The same, from a program that asked the database itself."""
    return _SHAPE.validate_python(answer)


def accept_risk(api: Rpc, request_id: UUID, gate: str, reason: str, until: date) -> None:
    """Answer for a gate that does not hold; the owner alone may."""
    params = {"p_gate": gate, "p_reason": reason, "p_until": until.isoformat()}
    api.rpc("accept_risk", {"p_request_id": str(request_id), **params})


def withdraw_risk(api: Rpc, request_id: UUID, gate: str) -> None:
    """Answer for it no longer."""
    api.rpc("withdraw_risk", {"p_request_id": str(request_id), "p_gate": gate})


def move_stage(api: Rpc, request_id: UUID, stage: int) -> None:
    """Open the line further, or less."""
    api.rpc("move_stage", {"p_request_id": str(request_id), "p_stage": stage})


def measure(api: Rpc, request_id: UUID, code: str) -> None:
    """Have something measured now."""
    api.rpc("measure_now", {"p_request_id": str(request_id), "p_code": code})

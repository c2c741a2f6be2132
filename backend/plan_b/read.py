"""Plan B: what speaks against Paul, the diversion of his line under way, exercises; and the buttons behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from backend.paul.model import Drift
from backend.person import Role
from backend.supabase.rpc import Reader, Rpc
from backend.trials.read import Trial

EDITORS: tuple[Role, ...] = ("owner", "admin")


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that speaks against Paul, since when; `n` counts trials, broken calls, usual calls or comparisons."""

    sign: str
    since: datetime
    n: int


@dataclass(frozen=True, slots=True)
class Diversion:
    """The line set to ring at a person's; `is_diverted` is what Vapi last read back, at `checked_at`."""

    id: UUID
    is_exercise: bool
    state: Literal["asked", "on", "ending", "off", "failed"]
    to_number: str
    to_name: str
    asked_at: datetime
    asked_by_name: str | None = None
    undo_asked_by_name: str | None = None
    simulated: bool | None = None
    on_at: datetime | None = None
    off_at: datetime | None = None
    checked_at: datetime | None = None
    is_diverted: bool | None = None
    error: str | None = None
    passed: bool | None = None
    verdict: str | None = None
    trial: Trial | None = None

    @property
    def rings(self) -> bool:
        """True from when Vapi was read to send calls there until it was read to send them to Paul again."""
        return self.state in ("on", "ending") and self.on_at is not None and self.is_diverted is not False


@dataclass(frozen=True, slots=True)
class State:
    """What every page needs to know."""

    signs: list[Sign] = field(default_factory=list)
    to_name: str | None = None
    diversion: Diversion | None = None
    drift: Drift | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Whose phone rings."""

    phone: str
    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody whose phone may ring."""

    id: UUID
    full_name: str
    phone: str


@dataclass(frozen=True, slots=True)
class PlanB:
    """Everything the screen shows, in one answer."""

    now: datetime
    state: State
    vapi: Literal["absent", "simulated", "real"] | None = None
    target: Target | None = None
    recipient_id: UUID | None = None
    recipients: list[Choice] = field(default_factory=list)
    left_today: int = 0
    last: list[Diversion] = field(default_factory=list)
    last_exercise_at: datetime | None = None


_PLAN_B: Reader[PlanB] = Reader("plan_b", PlanB)


def read(api: Rpc) -> PlanB:
    """As it stands now."""
    return _PLAN_B(api)


def divert(api: Rpc, request_id: UUID, *, exercise: bool) -> None:
    """Have the line ring at a person's; an exercise places a trial meanwhile and puts the line back."""
    api.rpc("divert_line", {"p_request_id": str(request_id), "p_exercise": exercise})


def undo(api: Rpc, request_id: UUID) -> None:
    """Have Paul answer again."""
    api.rpc("undo_diversion", {"p_request_id": str(request_id)})


def save_target(api: Rpc, request_id: UUID, recipient: UUID | None) -> None:
    """Whose phone rings from now on; None: the first on call."""
    api.rpc(
        "save_plan_b_settings",
        {"p_request_id": str(request_id), "p_recipient_id": str(recipient) if recipient else None},
    )

"""One ramp or soak as it was run, and what it may call itself: an accelerated hour is never a real one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

# Clocks of two machines differ by that much at most.
AHEAD = timedelta(minutes=5)
# What a soak may have played more or less than it was asked, for chance and for the edges.
SHARE_OFF, CALLS_OFF = 0.1, 3
HOURS_OFF = 0.01
Count = Annotated[int, Field(ge=0, le=2**62)]
Figure = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class BadRun(ValueError):
    """The file is not the record of a run, or says of itself what cannot be."""


class LoadRun(BaseModel):
    """The columns of `public.load_runs`."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    kind: Literal["ramp", "soak"]
    started_at: Annotated[AwareDatetime, Field(strict=False)]
    finished_at: Annotated[AwareDatetime, Field(strict=False)]
    # Simulated hours in a real one; 1 is real time.
    speed: Annotated[float, Field(ge=1, le=1e6, allow_inf_nan=False)]
    real_hours: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    calls_per_day: Annotated[int, Field(ge=0, le=2**31 - 1)]
    calls: Annotated[int, Field(ge=1, le=2**62)]
    lost: Count
    twice: Count
    p95_ms: Figure | None
    calls_at_once: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None
    events_per_second: Figure | None = None
    held: bool
    detail: dict[str, Any] = {}
    release: Annotated[str, Field(min_length=1, max_length=100)]

    @property
    def in_real_time(self) -> bool:
        """True for a run that lasted as long as it says it simulated."""
        return self.speed == 1

    @property
    def played_hours(self) -> float:
        """Hours as the calls saw them pass."""
        return self.real_hours * self.speed

    @property
    def label(self) -> str:
        """What this run is, in words that claim no more than it was."""
        real = f"{self.real_hours:.2f} h réelles"
        if self.in_real_time:
            return f"temps réel, {real}"
        if self.kind == "ramp":
            return f"appels accélérés {self.speed:g}×, {real}"
        return f"accéléré {self.speed:g}×: {self.played_hours:.1f} h simulées en {real}; pas du temps réel"

    @model_validator(mode="after")
    def _says_what_can_be(self) -> Self:
        lasted = (self.finished_at - self.started_at) / timedelta(hours=1)
        if lasted <= 0:
            raise ValueError("it ends before it begins")
        if self.finished_at > datetime.now(UTC) + AHEAD:
            raise ValueError("it ends in the future")
        if abs(lasted - self.real_hours) > HOURS_OFF * (1 + self.real_hours):
            raise ValueError(f"real_hours is {self.real_hours:g}, but {lasted:g} h passed from start to end")
        if self.held and (self.lost or self.twice):
            raise ValueError("it cannot have held and lost or doubled something")
        _check_soak(self) if self.kind == "soak" else _check_ramp(self)
        if self.detail.get("label", self.label) != self.label:
            raise ValueError(f"its label must be: {self.label}")
        return self


def read(text: str) -> LoadRun:
    """The run in that JSON. Raises BadRun with the first thing wrong."""
    try:
        return LoadRun.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadRun(f"{where}: {first['msg']}" if where else str(first["msg"])) from None


def _check_soak(run: LoadRun) -> None:
    if run.calls_per_day == 0 or (run.held and run.p95_ms is None):
        raise ValueError("a soak has calls a day, and a p95 where it held")
    asked = run.calls_per_day * run.played_hours / 24
    if abs(run.calls - asked) > SHARE_OFF * asked + CALLS_OFF:
        raise ValueError(f"{run.calls} calls in {run.played_hours:g} h are not {run.calls_per_day} a day")


def _check_ramp(run: LoadRun) -> None:
    if run.calls_at_once is None or run.events_per_second is None:
        raise ValueError("a ramp says how many calls at once and events per second held")
    if run.held and (run.calls_at_once == 0 or run.p95_ms is None):
        raise ValueError("a ramp of which no level held did not hold")

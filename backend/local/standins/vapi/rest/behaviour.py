"""How the stand-in treats requests, tells calls and plays trials: changed by commands alone."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Mode = Literal["normal", "down", "500", "429", "401", "cut", "accept_then_cut", "accept_then_500", "slow"]
Scope = Literal["all", "reads", "writes"]
# What becomes of a trial: answered, nobody answers, Vapi fails to start it, or Paul answers and no message is sent.
Fate = Literal["answered", "no_answer", "start_error", "not_told"]


class Command(BaseModel):
    """What one order may change; what it does not name stays."""

    model_config = ConfigDict(extra="forbid")

    mode: Mode | None = None
    scope: Scope | None = None
    # For so many requests, then normal again; None: until the next order.
    times: Annotated[int, Field(ge=1)] | None = None
    seconds: Annotated[float, Field(ge=0)] | None = None
    speed: Annotated[float, Field(gt=0)] | None = None
    patience: Annotated[float, Field(ge=0)] | None = None
    lose: Annotated[float, Field(ge=0, le=1)] | None = None
    duplicate: bool | None = None
    shuffle: bool | None = None
    fate: Fate | None = None
    link_s: Annotated[float, Field(gt=0)] | None = None


class Standing(BaseModel):
    """What is in force."""

    mode: Mode = "normal"
    scope: Scope = "all"
    times: int | None = None
    seconds: float = 5.0
    # Of the trials: 1 is real time. `patience` scales the pauses between two attempts at a message.
    speed: float = 1.0
    patience: float = 1.0
    # The share of messages that are lost; tool calls too. Twice; in another order.
    lose: float = 0.0
    duplicate: bool = False
    shuffle: bool = False
    fate: Fate = "answered"
    # A recording's link is good for so long.
    link_s: float = 120.0


class Behaviour:
    """Belongs to the event loop."""

    def __init__(self) -> None:
        self.standing = Standing()

    def reset(self) -> None:
        """As at the start."""
        self.standing = Standing()

    def obey(self, command: Command) -> None:
        """Take over what the command names; a new mode forgets the old one's scope and count."""
        result = command.model_dump(exclude_none=True)
        if command.mode is not None:
            result = {"scope": "all", "times": None, **result}
        self.standing = self.standing.model_copy(update=result)

    def next(self, *, writes: bool) -> Mode:
        """How to treat this request; counts it."""
        now = self.standing
        if now.mode == "normal" or now.scope == ("reads" if writes else "writes") or now.times == 0:
            return "normal"
        if now.times is not None:
            now.times -= 1
        return now.mode

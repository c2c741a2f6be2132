"""What a call is, before it is told in Vapi's words: who calls, what is said and done, how it ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any, Literal

from backend.local.standins.vapi.posting import OnTheWay
from backend.local.standins.vapi.texts import text


@dataclass(frozen=True, slots=True)
class Latency:
    """Where the time went before one of Paul's lines, in milliseconds."""

    model: int
    voice: int
    transcriber: int
    endpointing: int

    @property
    def turn(self) -> int:
        """What the caller waited in all."""
        return self.model + self.voice + self.transcriber + self.endpointing


@dataclass(frozen=True, slots=True)
class PaulSays:
    """One line of Paul's. `{quand}` in the text is the slot being talked about."""

    text: str
    latency: Latency


@dataclass(frozen=True, slots=True)
class CallerSays:
    """One line of the caller's, after a pause in seconds. `{quand}` as for Paul."""

    text: str
    pause: float = 0.7


Line = PaulSays | CallerSays


@dataclass(frozen=True, slots=True)
class UsesTool:
    """Paul calls one of our tools and waits for the answer."""

    name: str
    arguments: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Books:
    """Paul offers the wished slots one after the other until one is accepted by the booking tool."""

    name: str
    phone: str
    service: str
    address: str
    town: str
    description: str
    wishes: tuple[datetime, ...]
    # Said before the first attempt, before each further one, after success, and when every wish was refused.
    offer: tuple[Line, ...]
    next_offer: tuple[Line, ...]
    confirmed: tuple[Line, ...]
    given_up: tuple[Line, ...]
    # Or the tool that moves a visit which stands.
    tool: str = "prendre_rendez_vous"


@dataclass(frozen=True, slots=True)
class Waits:
    """Nobody speaks for some seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Stalls:
    """Paul is stuck (model, voice or tool too slow): Vapi says `hang`."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Transfers:
    """The call is forwarded to a person, who picks up or does not."""

    number: str
    message: str
    description: str
    status: str = "connected"


Step = PaulSays | CallerSays | UsesTool | Books | Waits | Stalls | Transfers


@dataclass(frozen=True, slots=True)
class Caller:
    """The number is None when it is withheld; the name only what the line shows before anybody speaks."""

    number: str | None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the analysis after the call says; empty for calls too short to be analysed."""

    summary: str | None = None
    facts: Mapping[str, str] | None = None
    success: bool | None = None


@text
class Ending:
    """Vapi's reason, and its sentence for people where there is one."""

    reason: str
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Truth:
    """What is so, whatever Paul and the line make of it: a test holds what people see against it."""

    # Somebody wanted something of the business; for how many people in all.
    wants: bool = False
    people: int = 0
    name: str | None = None
    # The number that they give when they are asked; None: they give none.
    number: str | None = None
    address: str | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Writing:
    """What a model has before it when it writes the arguments of a tool."""

    at: datetime
    caller: str | None
    dice: Random


# How a model writes what it means to write otherwise: the arguments, and the call around them.
Slip = Callable[[dict[str, object], Writing], dict[str, object]]
Shape = Callable[[dict[str, Any], Random], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One whole call. A rejected call never reached Paul; an outbound one is a test call that we placed."""

    name: str
    caller: Caller
    steps: tuple[Step, ...]
    ending: Ending
    verdict: Verdict = Verdict()
    rejected: Mapping[str, object] | None = None
    outbound: bool = False
    label: str | None = None
    interruptions: int = 0
    truth: Truth = Truth()
    # What errs in it, by name, and how.
    faults: tuple[str, ...] = ()
    slips: tuple[Slip, ...] = ()
    shapes: tuple[Shape, ...] = ()
    on_the_way: tuple[OnTheWay, ...] = ()
    # What Paul and the caller speak.
    language: Literal["fr", "en"] = "fr"
    # The same person calls once more, about the same.
    again: Scenario | None = None

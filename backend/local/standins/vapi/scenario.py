"""What a call is, before it is told in Vapi's words: who calls, what is said and done, how it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

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
    minutes: int
    wishes: tuple[datetime, ...]
    # Said before the first attempt, before each further one, after success, and when every wish was refused.
    offer: tuple[Line, ...]
    next_offer: tuple[Line, ...]
    confirmed: tuple[Line, ...]
    given_up: tuple[Line, ...]


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

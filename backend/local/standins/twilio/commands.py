"""The commands that a test or a drill gives to the stand-in, and how it behaves until the next."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Mode = Literal[
    "normal", "down", "cut", "slow", "401", "429", "accept_never_deliver", "accept_then_cut", "accept_then_500",
    "undelivered",
]  # fmt: skip
# What a phone does with a call; with a message it does the same whatever this says.
Manners = Literal[
    "answers", "key1", "key2", "says_mine", "says_next", "says_hello", "no_answer", "busy", "voicemail", "hangs_up",
    "unreachable",
]  # fmt: skip
# Where the whole provider fails, its lists fail with it.
WHOLE = frozenset({"down", "cut", "slow", "401"})

Status = BeforeValidator(lambda given: str(given) if isinstance(given, int) else given)
NotNegative = Annotated[float, Field(ge=0)]


class Command(BaseModel):
    """Every field is optional; what is not named stays as it is."""

    model_config = ConfigDict(extra="forbid")

    # How requests are treated from now on, or the next `times` that are sent.
    mode: Annotated[Mode, Status] | None = None
    times: Annotated[int, Field(ge=1)] | None = None
    # For `slow`: the message is accepted at once, the answer comes that late.
    seconds: NotNegative | None = None
    # What phones do from now on: all of them, or these.
    phone: Manners | None = None
    phones: dict[str, Manners] = {}
    # How callbacks are told.
    event_delay_s: NotNegative | None = None
    lose_callbacks: bool | None = None
    duplicate_callbacks: bool | None = None
    shuffle_callbacks: bool | None = None
    balance: float | None = None


class Behaviour:
    """Belongs to the event loop."""

    def __init__(self, event_delay_s: float) -> None:
        self._first_delay_s = event_delay_s
        self.reset()

    def reset(self) -> None:
        """As at the start: nobody presses a key."""
        self.mode: Mode = "normal"
        self.times: int | None = None
        self.seconds = 5.0
        self.phone: Manners = "no_answer"
        self.phones: dict[str, Manners] = {}
        self.event_delay_s = self._first_delay_s
        self.lose_callbacks = self.duplicate_callbacks = self.shuffle_callbacks = False
        self.balance = 25.0

    def obey(self, command: Command) -> None:
        """Take over what the command names."""
        if command.mode is not None:
            self.mode, self.times = command.mode, command.times
        self.phones |= command.phones
        for name in ("seconds", "phone", "event_delay_s", "balance", "lose_callbacks", "duplicate_callbacks",
                     "shuffle_callbacks"):  # fmt: skip
            if (value := getattr(command, name)) is not None:
                setattr(self, name, value)

    def next(self, *, sending: bool) -> Mode:
        """How to treat this request; counts it."""
        if self.times == 0 or (self.mode not in WHOLE and not sending):
            return "normal"
        if self.times is not None and sending:
            self.times -= 1
        return self.mode

    def of(self, number: str) -> Manners:
        """What that phone does."""
        return self.phones.get(number, self.phone)

"""The commands that a test or a drill gives to the stand-in."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Channel = Literal["sms", "email"]
CHANNELS: tuple[Channel, ...] = ("sms", "email")
Mode = Literal[
    "normal", "down", "cut", "slow", "401", "402", "403", "429",
    "accept_never_deliver", "accept_then_cut", "accept_then_500", "bounce_hard", "bounce_soft", "rejected",
]  # fmt: skip
# `all` includes the statistics, the account and so on; `sends` only what sends.
Scope = Literal["sends", "all"]
# Where the whole provider fails, its statistics fail with it.
WHOLE = frozenset({"down", "cut", "slow", "401"})
NEEDS_MODE = ("times", "scope", "seconds", "reset_s")

Status = BeforeValidator(lambda given: str(given) if isinstance(given, int) else given)
NotNegative = Annotated[float, Field(ge=0)]
Count = Annotated[int, Field(ge=0)]


class Command(BaseModel):
    """Every field is optional; what is not named stays as it is."""

    model_config = ConfigDict(extra="forbid")

    # How requests are treated from now on, or for the next `times` of them.
    mode: Annotated[Mode, Status] | None = None
    channel: Literal["sms", "email", "both"] = "both"
    times: Annotated[int, Field(ge=1)] | None = None
    scope: Scope | None = None
    # For `slow`: the message is accepted at once, the answer comes that late.
    seconds: NotNegative | None = None
    # For `429`: what the header says, and nothing else: the refusals end with `times` or with the next command.
    reset_s: Count | None = None

    # How events are told.
    event_delay_s: NotNegative | None = None
    duplicate_events: bool | None = None
    shuffle_events: bool | None = None
    batched: bool | None = None
    batch_window_s: NotNegative | None = None
    retry_scale: NotNegative | None = None
    # How long after an event the statistics know of it.
    statistics_delay_s: NotNegative | None = None

    # Numbers or addresses that get nothing any more, and those that do again.
    block: list[str] = []
    unblock: list[str] = []
    credits: NotNegative | None = None
    # What the account holds: addresses that may send, domains that are authenticated, whether our webhooks are made.
    senders: list[str] | None = None
    domains: list[str] | None = None
    webhooks: bool | None = None
    # Rates: 0 is no limit.
    sms_per_second: Count | None = None
    email_per_second: Count | None = None
    others_per_hour: Count | None = None

    @model_validator(mode="after")
    def _modes_only(self) -> Command:
        alone = [name for name in NEEDS_MODE if getattr(self, name) is not None]
        if alone and self.mode is None:
            raise ValueError(f"{alone[0]} says nothing without a mode")
        return self

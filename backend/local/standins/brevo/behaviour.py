"""What the stand-in does with the next request, and how it tells events: changed by commands alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from backend.local.standins.brevo.commands import CHANNELS, WHOLE, Channel, Command, Mode, Scope

SLOW_S = 5.0
RESET_S = 60


@dataclass
class Plan:
    """One mode, for a number of requests or until the next command."""

    mode: Mode = "normal"
    scope: Scope = "sends"
    times: int | None = None
    seconds: float = SLOW_S
    reset_s: int = RESET_S


@dataclass(frozen=True)
class Manner:
    """How events are told."""

    # Between two events of one message, and before the first.
    event_delay_s: float = 0.5
    duplicate_events: bool = False
    shuffle_events: bool = False
    batched: bool = False
    # Brevo's five minutes, at the same scale as the retries.
    batch_window_s: float = 3.0
    # 10 min, 1 h, 2 h, 8 h become 6 s, 36 s, 72 s, 288 s.
    retry_scale: float = 0.01
    statistics_delay_s: float = 0.0


class Behaviour:
    """Belongs to the event loop."""

    def __init__(self, manner: Manner) -> None:
        self._first = manner
        self.reset()

    def reset(self) -> None:
        """As at the start."""
        self.manner = self._first
        normal = Plan()
        self._plans: dict[Channel, Plan] = dict.fromkeys(CHANNELS, normal)

    def obey(self, command: Command) -> None:
        """Take over what the command names."""
        result = {name: value for name in vars(self.manner) if (value := getattr(command, name)) is not None}
        self.manner = replace(self.manner, **result)
        if command.mode is None:
            return
        scope: Scope = command.scope or ("all" if command.mode in WHOLE else "sends")
        plan = Plan(command.mode, scope, command.times)
        plan.seconds = plan.seconds if command.seconds is None else command.seconds
        plan.reset_s = plan.reset_s if command.reset_s is None else command.reset_s
        # Both channels share one plan, and so one count.
        for channel in CHANNELS:
            if command.channel in (channel, "both"):
                self._plans[channel] = plan

    def next(self, channel: Channel | None, *, sending: bool) -> Plan:
        """How to treat this request; counts it. Requests of no channel fail when both channels do."""
        plan = self._plans[channel or "sms"]
        if channel is None and plan is not self._plans["email"]:
            return Plan()
        if plan.mode == "normal" or (plan.scope == "sends" and not sending) or plan.times == 0:
            return Plan()
        if plan.times is not None:
            plan.times -= 1
        return plan

    def described(self) -> dict[str, Any]:
        """For whoever asks how it stands."""
        answer: dict[str, Any] = {"events": asdict(self.manner)}
        for channel, plan in self._plans.items():
            answer[channel] = asdict(Plan() if plan.times == 0 else plan)
        return answer

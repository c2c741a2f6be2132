"""The next step of a trial: a pure function of what is known of it. Nothing is ever dialled twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.trials.model import LIMITS_S, Step, Trial

# A call whose outcome is unknown shows in Vapi's list after a moment; after long enough, it was never made.
FIND_AFTER_S = 5.0
UNKNOWN_FOR_S = 120.0
# What comes by itself is looked at this often; nobody is asked for it.
LOOK_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class Dial:
    """Place the call, once."""


@dataclass(frozen=True, slots=True)
class Find:
    """Look in Vapi's list for a call whose outcome is unknown."""


@dataclass(frozen=True, slots=True)
class AskVapi:
    """Ask how the call stands: whether anybody answered, or why not."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do before then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Fail:
    """Over: it stopped at that step."""

    step: Step
    reason: str


@dataclass(frozen=True, slots=True)
class Pass:
    """Over: every step came in time."""


Next = Dial | Find | AskVapi | Wait | Fail | Pass


def decide(trial: Trial, ask_every_s: float) -> Next:
    """The one thing to do next; `ask_every_s`: how often Vapi may be asked."""
    step = trial.waits_for
    if step is None:
        return Pass()
    if step == "placed":
        return _placing(trial, ask_every_s)
    if trial.now > trial.last_at + timedelta(seconds=LIMITS_S[step]):
        return Fail(step, _why(trial, step))
    if step in ("handed_over", "delivered") and trial.message_ended:
        return Fail(step, _why(trial, step))
    if step == "handed_over" and not trial.alerted:
        return Fail(step, "nobody")
    # Picked up, and nothing reached us: only Vapi knows that it was picked up at all.
    if step in ("answered", "webhook") and _may_ask(trial, ask_every_s):
        return AskVapi()
    return Wait(trial.now + timedelta(seconds=LOOK_EVERY_S))


def _placing(trial: Trial, ask_every_s: float) -> Next:
    if trial.state == "asked":
        too_late = trial.now > trial.asked_at + timedelta(seconds=LIMITS_S["placed"])
        if too_late or not trial.allowed:
            return Fail("placed", "too_late" if too_late else "not_allowed")
        return Dial()
    dialled_at = trial.dialling_at or trial.asked_at
    if trial.now < dialled_at + timedelta(seconds=FIND_AFTER_S):
        return Wait(dialled_at + timedelta(seconds=FIND_AFTER_S))
    if not _may_ask(trial, ask_every_s):
        return Wait(trial.now + timedelta(seconds=LOOK_EVERY_S))
    return Find()


def gave_up(trial: Trial) -> bool:
    """True when a call that Vapi does not list was never made."""
    return trial.now > (trial.dialling_at or trial.asked_at) + timedelta(seconds=UNKNOWN_FOR_S)


def _may_ask(trial: Trial, ask_every_s: float) -> bool:
    last = trial.looked_at or trial.last_at
    return trial.now >= last + timedelta(seconds=ask_every_s)


def _why(trial: Trial, step: Step) -> str:
    if step in ("handed_over", "delivered") and trial.answer and trial.message_ended:
        return trial.answer.partition(":")[0][:80]
    return "too_late"

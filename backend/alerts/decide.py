"""The next step of an alert: a pure function of what is known of it. The worker carries it out and asks again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from backend.alerts.case import Attempt, Case, Channel, Recipient

# The provider's statistics show an accepted message only after a moment; sooner, absence proves nothing.
LOOK_UP_AFTER_S = 10.0
# Refused for now (too many requests, provider away): tried again after these, then every five minutes.
RETRY_AFTER_S = (5, 10, 20, 40, 80, 160, 300)
THROTTLED_FOR_S = 60.0


@dataclass(frozen=True, slots=True)
class Send:
    """Send now; `attempt_id` when a person asked for this very one."""

    channel: Channel
    recipient: Recipient
    level: int
    attempt_id: UUID | None = None
    # Why this one, when an earlier one should have sufficed.
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class LookUp:
    """Ask the provider whether it has this attempt."""

    attempt: Attempt


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do before `until`."""

    until: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Escalate:
    """Nobody answered: one step further down the list."""

    level: int


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing more to do by itself; `failed`: nobody could be reached."""

    reason: str | None = None
    failed: bool = False


Step = Send | LookUp | Wait | Escalate | Rest


def decide(case: Case) -> Step:
    """The one thing to do next."""
    if case.state == "acknowledged" or case.bundled:
        return Rest()
    in_doubt = next((a for a in case.attempts if a.state in ("prepared", "unknown")), None)
    if in_doubt:
        return _look_up(case, in_doubt)
    asked = next((a for a in case.attempts if a.state == "asked"), None)
    if asked:
        return _asked(case, asked)
    return _on_its_own(case)


def _look_up(case: Case, attempt: Attempt) -> Step:
    ripe = attempt.at + timedelta(seconds=LOOK_UP_AFTER_S)
    return LookUp(attempt) if case.now >= ripe else Wait(ripe, "in_doubt")


def _asked(case: Case, attempt: Attempt) -> Step:
    recipient = case.recipient(attempt.recipient_id)
    if recipient is None:
        return Rest("nobody", failed=True)
    same = (attempt.channel, attempt.recipient_id)
    refused = [a for a in case.attempts if a.by_person and (a.channel, a.recipient_id) == same and a.state == "failed"]
    # Asked again by the worker itself after a refusal that was only for now: not before its time.
    again = attempt.at + timedelta(seconds=_delay(len(refused))) if refused and attempt.retries else attempt.at
    if case.now < again:
        return Wait(again)
    return Send(attempt.channel, recipient, attempt.level, attempt.id)


def _on_its_own(case: Case) -> Step:
    mine = [a for a in case.attempts if not a.by_person]
    if case.by_hand:
        return Rest(failed=bool(case.attempts) and case.attempts[-1].state == "failed")
    chain = case.chain
    if not chain:
        return Wait(case.now + timedelta(seconds=60), "nobody")
    held = _held(case, chain[0]) if not mine and not case.urgent else None
    if held:
        return held
    here = [a for a in mine if a.level == case.level]
    overdue = _overdue(case, here, len(chain))
    if overdue:
        return overdue
    # The first repeat goes to the same person again, then to the next one down the list.
    person = chain[min(max(case.level - 1, 0), len(chain) - 1)]
    return _reach(case, person, here, len(chain))


def _held(case: Case, first: Recipient) -> Step | None:
    if not first.may_be_disturbed(case.now):
        return Wait(case.now + timedelta(minutes=5), "night")
    if case.sent_recently >= case.throttle_count:
        return Wait(case.now + timedelta(seconds=THROTTLED_FOR_S), "throttle")
    return None


def _overdue(case: Case, here: list[Attempt], people: int) -> Step | None:
    if not case.urgent or not here or case.level >= people:
        return None
    answered_by = here[0].at + timedelta(seconds=case.ack_s)
    return Escalate(case.level + 1) if case.now >= answered_by else None


def _reach(case: Case, person: Recipient, here: list[Attempt], people: int) -> Step:
    if any(a.state == "delivered" for a in here):
        return Wait(here[0].at + timedelta(seconds=case.ack_s)) if case.urgent and case.level < people else Rest()
    waits: list[datetime] = []
    for channel in reversed(person.channels) if case.email_first else person.channels:
        step = _by(case, channel, person, [a for a in here if a.channel == channel])
        if isinstance(step, Send):
            return replace(step, reason="no_receipt") if any(a.state == "handed_over" for a in here) else step
        if step is not None:
            waits.append(step.until)
            if step.reason != "go_on":
                break
    if case.urgent and here and case.level < people:
        waits.append(here[0].at + timedelta(seconds=case.ack_s))
    if waits:
        return Wait(min(waits))
    if any(a.state == "handed_over" for a in here):
        return Rest("no_receipt")
    return Escalate(case.level + 1) if case.level < people else Rest("nobody_reached", failed=True)


def _delay(refusals: int) -> int:
    return RETRY_AFTER_S[min(refusals, len(RETRY_AFTER_S)) - 1]


def _by(case: Case, channel: Channel, person: Recipient, tries: list[Attempt]) -> Send | Wait | None:
    """Send, wait (`go_on`: the next channel need not wait too), or None when this channel has nothing more to give."""
    if not tries:
        return Send(channel, person, case.level)
    last = tries[-1]
    if last.state == "handed_over":
        receipt_due = (last.handed_over_at or last.at) + timedelta(seconds=case.receipt_s)
        return Wait(receipt_due) if case.now < receipt_due else None
    if last.permanent:
        return None
    again = last.at + timedelta(seconds=_delay(len(tries)))
    if case.now >= again:
        return Send(channel, person, case.level)
    too_long = case.now >= tries[0].at + timedelta(seconds=case.receipt_s)
    return Wait(again, "go_on" if too_long else None)

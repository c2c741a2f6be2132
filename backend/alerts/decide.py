"""The next step of an alert: a pure function of what is known of it. The worker carries it out and asks again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from backend.alerts import ladder
from backend.alerts.addressee import Customer
from backend.alerts.customer import held
from backend.alerts.model import Attempt, Case, Recipient
from backend.alerts.step import Drop, Escalate, GiveUp, LookUp, Rest, Send, Step, Wait, delay, ripe_at
from backend.messaging import Channel

THROTTLED_FOR_S = 60.0


def decide(case: Case) -> Step:
    """The one thing to do next."""
    in_doubt = next((a for a in case.attempts if a.in_doubt), None)
    if in_doubt is None:
        return _next(case)
    look_up = LookUp(in_doubt, ripe_at(in_doubt))
    if case.climbs:
        # Each rung knows what a doubt holds up: no other channel, and nobody else.
        return ladder.beside_doubt(case, look_up, _next(case))
    if case.now < look_up.ripe_at:
        return Wait(look_up.ripe_at, "in_doubt")
    if case.now < in_doubt.at + timedelta(seconds=case.receipt_s):
        return look_up
    # Long in doubt, it holds up no other channel and no other person; it is still asked about.
    step = _next(case)
    return step if isinstance(step, Send | Escalate) else look_up


def _next(case: Case) -> Step:
    if case.customer:
        return _to_customer(case, case.customer)
    asked = next((a for a in case.attempts if a.state == "asked"), None)
    if asked:
        return _asked(case, asked)
    if case.state == "acknowledged" or case.bundled:
        return Rest()
    return _on_its_own(case)


def _to_customer(case: Case, to: Customer) -> Step:
    """One text, by whichever provider takes it; nobody else is told instead, and nothing climbs."""
    tries = list(case.attempts)
    if case.state == "acknowledged" or any(a.state in ("handed_over", "delivered") for a in tries):
        return Rest()
    step = _by(case, "sms", to, tries)
    if step is None:
        return Rest(failed=True)
    hold = held(to, case.now)
    if tries and hold == Drop("too_late"):
        # Refused for now until it was of no use any more: that is a failure, under its own name.
        return Rest(failed=True)
    return hold or step


def _asked(case: Case, attempt: Attempt) -> Step:
    recipient = case.recipient(attempt.recipient_id)
    if recipient is None:
        return GiveUp(attempt)
    same = (attempt.channel, attempt.recipient_id)
    refused = [a for a in case.attempts if a.by_person and (a.channel, a.recipient_id) == same and a.state == "failed"]
    # Asked again by the worker itself after a refusal that was only for now: not before its time.
    again = attempt.at + timedelta(seconds=delay(len(refused))) if refused and attempt.retries else attempt.at
    if case.now < again:
        return Wait(again)
    return Send(attempt.channel, recipient, attempt.level, attempt.id, provider=attempt.provider)


def _on_its_own(case: Case) -> Step:
    mine = [a for a in case.attempts if not a.by_person]
    if case.by_hand:
        return Rest(failed=bool(case.attempts) and case.attempts[-1].state == "failed")
    if case.climbs and case.chain:
        return ladder.climb(case, mine)
    chain = case.chain
    if not chain:
        # Everybody listed may have become unreachable by what was just tried.
        missed = bool(mine) and all(a.state == "failed" for a in mine)
        return Wait(case.now + timedelta(seconds=60), "nobody_reached" if missed else "nobody", failed=missed)
    held = _held(case, chain[0]) if not mine and not case.urgent else None
    if held:
        return held
    # Who has left the list since is waited for no longer.
    here = [a for a in mine if a.level == case.level and case.recipient(a.recipient_id)]
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
    repeats = case.urgent and here and case.level < people
    acknowledged_by = [here[0].at + timedelta(seconds=case.ack_s)] if repeats else []
    if any(a.state == "delivered" for a in here):
        return Wait(acknowledged_by[0]) if acknowledged_by else Rest()
    # The list may have changed meanwhile: what failed for one person says nothing of the next.
    tries = [a for a in here if a.recipient_id == person.id]
    receipts = [due for a in tries if (due := _receipt_due(case, a)) and case.now < due]
    if receipts:
        return Wait(min(receipts + acknowledged_by))
    step = _by_any_channel(case, person, tries)
    if isinstance(step, Send):
        return replace(step, reason="no_receipt") if any(a.state == "handed_over" for a in tries) else step
    if step:
        return replace(step, until=min([step.until, *acknowledged_by]))
    if acknowledged_by and any(a.state == "handed_over" for a in here):
        return Wait(acknowledged_by[0], "no_receipt")
    if any(a.state == "handed_over" for a in here):
        return Rest("no_receipt")
    # Somebody else before the same person again, if there is anybody else.
    next_level = max(case.level + 1, min(2, people))
    return Escalate(next_level) if case.level < people else Rest("nobody_reached", failed=True)


def _receipt_due(case: Case, attempt: Attempt) -> datetime | None:
    """Until when a message that was handed over may take to arrive."""
    if attempt.state != "handed_over":
        return None
    return (attempt.handed_over_at or attempt.at) + timedelta(seconds=case.receipt_s)


def _by_any_channel(case: Case, person: Recipient, tries: list[Attempt]) -> Send | Wait | None:
    waits: list[datetime] = []
    for channel in reversed(person.channels) if case.email_first else person.channels:
        step = _by(case, channel, person, [a for a in tries if a.channel == channel])
        if isinstance(step, Send):
            return step
        if step is not None:
            waits.append(step.until)
            if step.reason != "go_on":
                break
    if not waits:
        return None
    last = {a.channel: a for a in tries}
    return Wait(min(waits), failed=all(a.refused_by_account for a in last.values()))


def _by(case: Case, channel: Channel, person: Recipient | Customer, tries: list[Attempt]) -> Send | Wait | None:
    """Send, wait (`go_on`: the next channel need not wait too), or None when this channel has nothing more to give."""
    if not tries:
        return Send(channel, person, case.level)
    last = tries[-1]
    if last.in_doubt:
        return Wait(case.now + timedelta(seconds=60), "go_on")
    if last.state == "handed_over" or (last.permanent and not last.refused_by_account):
        return None
    carriers = case.carriers if channel == "sms" else case.carriers[:1]
    tried = {a.provider: a.at for a in tries}
    other = next((one for one in carriers if one not in tried), None)
    if other:
        return Send(channel, person, case.level, reason="other_provider", provider=other)
    again = last.at + timedelta(seconds=delay(max(1, len(tries) // len(carriers))))
    if case.now >= again:
        # By the one that was left alone for longest; one that is set up no more is not among them.
        return Send(channel, person, case.level, provider=min(carriers, key=lambda one: tried[one]))
    too_long = case.now >= tries[0].at + timedelta(seconds=case.receipt_s)
    return Wait(again, "go_on" if too_long or last.refused_by_account else None)

"""How an urgent alert insists: rung by rung, by both providers and by phone, until somebody acts. Pure, as `decide` is.

Handed over, delivered, voicemail, busy: none of these ends it. A message in doubt at one provider is never sent by the
other; what it holds up is that message alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.alerts.model import Attempt, Case, Recipient, Rung, Way
from backend.alerts.step import Escalate, LookUp, Send, Step, Wait, delay, ripe_at
from backend.messaging import Channel, Provider

# So many calls at most to one person within so many seconds: a phone that rings without end is switched off.
VOICE_LIMITS = ((3, 15 * 60), (7, 60 * 60), (15, 3 * 60 * 60))
# A phone that is being called is asked again soon.
ON_PHONE_S = 5.0
# A doubt that was not lifted that long after it could be: the provider cannot tell now, and the next rung goes ahead.
STUCK_S = 5.0
# After so many rounds of everybody, one begins every quarter of an hour only.
QUICK_ROUNDS, SLOW_ROUND_S = 3, 900.0
LONGEST_PAUSE_S = 60
NOBODY_AGAIN_S = 30.0
CHANNELS: dict[Way, Channel] = {"sms": "sms", "sms_other": "sms", "call": "call", "email": "email"}


@dataclass(frozen=True, slots=True)
class _Passed:
    """Nothing to do on this rung now. `hurry`: the next one need not wait for its time; None: as before."""

    hurry: bool | None = False
    again: datetime | None = None


def climb(case: Case, mine: list[Attempt]) -> Step:
    """The next step up; `mine` are the attempts that no person asked for, and `case.chain` is not empty."""
    for level in range(case.level, case.level + len(case.chain)):
        step = _with(case, mine, level)
        if step is not None:
            return step if level == case.level else Escalate(level)
    return Wait(_in(case, NOBODY_AGAIN_S), "nobody_reached", failed=True)


def beside_doubt(case: Case, look_up: LookUp, step: Step) -> Step:
    """What to do while an attempt is in doubt: what the ladder says where that is another thing, else ask about it."""
    if isinstance(step, Escalate) or (isinstance(step, Send) and step.attempt_id is None):
        return step
    if case.now >= look_up.ripe_at:
        return look_up
    until = min(look_up.ripe_at, step.until) if isinstance(step, Wait) else look_up.ripe_at
    return Wait(until, "in_doubt")


def _with(case: Case, mine: list[Attempt], level: int) -> Step | None:
    """With the person whose turn it is at that level; None: nothing can be sent to them."""
    person = case.chain[level % len(case.chain)]
    here = [a for a in mine if a.level == level and a.recipient_id == person.id and a.rung is not None]
    if any(a.reason == "passed" for a in here):
        return Escalate(level + 1)
    if not here and level >= QUICK_ROUNDS * len(case.chain) and mine:
        begins = mine[-1].at + timedelta(seconds=SLOW_ROUND_S)
        if case.now < begins:
            return Wait(begins, "next_round")
    rungs = case.ladder(person)
    step = _up(case, person, rungs, here, level)
    if isinstance(step, Send | Wait):
        return step
    return _to_the_next(case, mine, here, rungs[-1], step) if here else None


def _up(
    case: Case, person: Recipient, rungs: list[Rung], here: list[Attempt], level: int
) -> Send | Wait | list[datetime]:
    """The first rung with something to do, or to wait for; else when what was refused for now is tried again."""
    began = here[0].at if here else case.now
    again: list[datetime] = []
    hurried = False
    # Once more by a way that was refused: after the ways that were not tried yet, or they would wait behind it.
    retry: Send | None = None
    for rung in rungs:
        if rung.way == "next":
            break
        tries = [a for a in here if a.rung == rung.place]
        due = began + timedelta(seconds=rung.after_s)
        if not tries and not hurried and case.now < due:
            return retry or Wait(min([due, *again]))
        step = _on(case, person, rung, here, level)
        if isinstance(step, Send) and tries and step.reason is None:
            retry, hurried = retry or step, True
            continue
        if isinstance(step, Send):
            return step
        if isinstance(step, Wait):
            return retry or Wait(min([step.until, *again]))
        again += [step.again] if step.again else []
        hurried = hurried if step.hurry is None else step.hurry
    return retry or again


def _on(case: Case, person: Recipient, rung: Rung, here: list[Attempt], level: int) -> Send | Wait | _Passed:
    tries = [a for a in here if a.rung == rung.place]
    channel = CHANNELS[rung.way]
    doubt = next((a for a in here if a.channel == channel and _holds_up(case, a)), None)
    if doubt is not None:
        # Not a second time, by whomever, before it is known that the first one did not leave.
        stuck = ripe_at(doubt) + timedelta(seconds=STUCK_S)
        return Wait(stuck) if doubt in tries and case.now < stuck else _Passed(hurry=True)
    if any(a.state in ("handed_over", "delivered") or (a.channel == "call" and a.handed_over_at) for a in tries):
        return _Passed()
    providers = _providers(person, rung.way, here)
    if not providers:
        return _Passed(hurry=True)
    if channel == "call" and not _may_ring(case, person):
        return _Passed(hurry=None)
    if channel == "call" and person.on_phone:
        # Another alert has it: this one's next way waits for its own time, and for no phone.
        return _Passed(hurry=None, again=_in(case, ON_PHONE_S))
    return _by(case, providers, tries, Send(channel, person, level, rung=rung.place))


def _holds_up(case: Case, attempt: Attempt) -> bool:
    """In doubt; not where the provider said 503 of it and, asked since, could tell nothing else: the other may send."""
    stuck = ripe_at(attempt) + timedelta(seconds=STUCK_S)
    return attempt.in_doubt and not (attempt.disowned and case.now >= stuck)


def _by(case: Case, providers: list[Provider], tries: list[Attempt], send: Send) -> Send | _Passed:
    """By the first provider that has not refused it; when all have, again after a while by the first of them."""
    last = {a.provider: a for a in tries}
    untried = next((one for one in providers if one not in last), None)
    if untried:
        return _with_provider(send, untried, "other_provider" if tries else None)
    known = [a for one, a in last.items() if one in providers and not a.in_doubt]
    open_to_it = [a for a in known if not a.permanent or a.refused_by_account]
    if not open_to_it:
        return _Passed(hurry=True)
    again = tries[-1].at + timedelta(seconds=delay(max(1, len(tries) // len(providers))))
    if case.now < again:
        return _Passed(hurry=True, again=again)
    return _with_provider(send, min(open_to_it, key=lambda a: a.at).provider, None)


def _with_provider(send: Send, provider: Provider, reason: str | None) -> Send:
    return Send(send.channel, send.recipient, send.level, reason=reason, provider=provider, rung=send.rung)


def _providers(person: Recipient, way: Way, here: list[Attempt]) -> list[Provider]:
    """Who can carry it to this person, best first."""
    match way:
        case "call":
            return ["twilio"] if person.phone else []
        case "email":
            return ["brevo"] if "email" in person.channels else []
    if "sms" not in person.channels:
        return []
    carried = [a.provider for a in here if a.channel == "sms" and a.handed_over_at]
    first_is_brevo = way == "sms" or carried[-1:] == ["twilio"]
    return ["brevo", "twilio"] if first_is_brevo else ["twilio", "brevo"]


def _may_ring(case: Case, person: Recipient) -> bool:
    def within(seconds: int) -> int:
        return sum(at > case.now - timedelta(seconds=seconds) for at in person.called_at)

    return all(within(seconds) < most for most, seconds in VOICE_LIMITS)


def _to_the_next(case: Case, mine: list[Attempt], here: list[Attempt], last: Rung, again: list[datetime]) -> Step:
    """On to the next person when this one's time is over; sooner where nothing left at all."""
    unheard = {a.level for a in mine} - {a.level for a in mine if a.handed_over_at}
    over_s = last.after_s if last.way == "next" else case.ack_s
    left = any(a.handed_over_at for a in here)
    if not left:
        over_s = min(over_s, LONGEST_PAUSE_S, delay(len(unheard)))
    over = here[0].at + timedelta(seconds=over_s)
    if case.now >= over:
        return Escalate(here[0].level + 1)
    if left:
        return Wait(min([over, *again]))
    return Wait(min([over, *again]), "nobody_reached", failed=len(unheard) >= len(case.chain))


def _in(case: Case, seconds: float) -> datetime:
    return case.now + timedelta(seconds=seconds)

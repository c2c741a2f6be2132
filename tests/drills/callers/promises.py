"""What must hold for any caller, whatever goes wrong. Each promise yields what breaks it, in a few words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import time

from backend.alerts.gsm7 import LONG_CODE_SINGLE, septets, to_gsm7
from backend.alerts.text import BRAND_JOIN, sms
from backend.alerts.words import LEFT_NOTHING
from backend.local.standins.vapi.heard import aloud
from backend.local.standins.vapi.slots import TORONTO
from tests.drills.callers.case import Case
from tests.drills.callers.seen import Row
from tests.drills.callers.spoken import bare_days, offered, other_language, refused_and_offered

# What is said when it is written down, or that somebody will call, or come.
_NOTED = re.compile(r"c'est noté|est notée|dossier DF-|noted|file DF-", re.IGNORECASE)
_REF = re.compile(r"DF-\d{4}-\d+")
_WILL_CALL = re.compile(r"va (?:vous )?rappeler|will call (?:you )?back", re.IGNORECASE)
# Paul's own misreading of the caller that nobody put right: there is nothing for us to know better.
_NOT_LEGIBLE = frozenset({"cut", "hangs_up_midway"})
# Nothing can be read of these arguments, the language neither.
_NOT_WRITTEN = frozenset({"cut", "unreadable"})
_ASKS_NUMBER = re.compile(r"À quel numéro|un numéro de téléphone|What phone number|a phone number")
# What is told again, with what changed: one alert more.
_CHANGES = frozenset({
    "corrects_the_number", "corrects_the_name", "corrects_the_address", "is_urgent_after_all", "changes_the_day",
})  # fmt: skip
_LINK, _BRAND = "https://crochet.drainfortin.example/a/Zk3v9QxT2mBfA7wE", "DrainFortin"
_OPENS, _CLOSES = time(8), time(17)


def every_message_is_taken(case: Case) -> Iterator[str]:
    """200 to all, and one line of words to each tool call; asked again, the same words."""
    if set(case.played.statuses) - {200}:
        yield f"answered {sorted(set(case.played.statuses))}"
    first = {answer.tool_call_id: answer.text for answer in case.played.heard}
    for answer in case.played.answers:
        if not answer.text.strip() or "\n" in answer.text:
            yield f"{answer.tool} was answered {answer.text!r}"
        if answer.text != first[answer.tool_call_id]:
            yield f"asked again, {answer.text!r} after {first[answer.tool_call_id]!r}"


def one_person_is_one_lead(case: Case) -> Iterator[str]:
    """However often they were noted or corrected; and, of those who call again, one card."""
    cards = [lead for lead in case.seen.leads if not lead["called_again"]]
    # Without a number, or with half a name, nobody can know that it is the same person who calls again.
    unknown = not case.numbers or "cut" in case.faults
    if len(cards) > case.truth.people * (len(case.seen.calls) if unknown else 1):
        who = [(lead["name"], lead["phone"]) for lead in cards]
        yield f"{case.truth.people} people, {len(who)} leads: {who}"


def whoever_wanted_something_is_called_back(case: Case) -> Iterator[str]:
    """A lead with a number that is theirs, or a call that is owed one; whoever gave none leaves a lead all the same."""
    if not (case.truth.wants and case.left_a_number):
        return
    owed = any(call["needs_callback"] for call in case.seen.calls)
    reached = [lead for lead in case.seen.leads if case.numbers & _numbers_on(lead) or not case.numbers]
    if not owed and not reached:
        yield f"wants something, and is reached at none of {sorted(lead['phone'] or '' for lead in case.seen.leads)}"


def _numbers_on(lead: Row) -> set[str]:
    """Where the lead says that they can be called: of who is gone before a misheard number is put right, the line."""
    written = re.findall(r"\b(\d{3}) (\d{3})-(\d{4})\b", lead["note"] or "")
    return {lead["phone"] or "", *(f"+1{''.join(groups)}" for groups in written)}


def what_was_said_last_is_read(case: Case) -> Iterator[str]:
    """The name, the number and the door as they were put right."""
    truth = case.truth
    if truth.people != 1 or not case.seen.leads or case.faults & _NOT_LEGIBLE:
        return
    lead = case.seen.leads[-1]
    if truth.number and lead["phone"] != truth.number:
        yield f"to be called at {truth.number}, the lead says {lead['phone']}"
    if lead["name"] and lead["name"] != truth.name:
        yield f"called {truth.name}, the lead says {lead['name']}"
    # Who calls again about a visit does not say once more where they live.
    lives = next((one["address"] for one in reversed(case.seen.leads) if one["address"]), "")
    if "corrects_the_address" in case.faults and not lives.startswith(truth.address or ""):
        yield f"lives at {truth.address}, the lead says {lives}"


def urgent_is_urgent(case: Case) -> Iterator[str]:
    """In whatever words; what can wait wakes nobody."""
    if case.truth.people != 1 or case.faults & _NOT_LEGIBLE or not case.seen.leads:
        return
    urgent = any(lead["urgency"] == "urgent" for lead in case.seen.leads)
    noted = any(answer.tool == "enregistrer_lead" for answer in case.played.heard)
    woken = any(alert["alert"]["urgent"] and alert["alert"]["kind"] == "urgent_lead" for alert in case.seen.alerts)
    if noted and urgent != case.truth.urgent:
        yield f"urgent: {case.truth.urgent}, the lead says {urgent}"
    if urgent and not woken:
        yield "urgent, and nobody is woken"


def no_visit_that_was_not_spoken(case: Case) -> Iterator[str]:
    """A visit stands at an hour that the caller agreed to and that Paul was told is confirmed, or not at all."""
    confirmed = {moment for moment, stands in case.told_of_visits.items() if stands}
    for starts_at, visit in case.seen.visits:
        if visit in case.standing and starts_at not in confirmed:
            yield f"a visit at {starts_at.astimezone(TORONTO)}, confirmed to the caller: {sorted(map(str, confirmed))}"
        if visit in case.standing and starts_at not in case.played.agreed:
            yield f"a visit at {starts_at.astimezone(TORONTO)}, to which nobody agreed"
    if len(case.standing) > case.truth.people:
        yield f"{len(case.standing)} visits for {case.truth.people}"


def a_visit_has_somebody_to_visit(case: Case) -> Iterator[str]:
    """A name, a number and an address."""
    for visit in case.standing:
        lead = next((lead for lead in case.seen.leads if lead["id"] == visit["lead_id"]), {})
        missing = [what for what in ("name", "phone") if not lead.get(what)] + ["address"] * (
            not (visit["address"] or lead.get("address"))
        )
        if missing:
            yield f"a visit without {', '.join(missing)}"


def what_was_confirmed_stands(case: Case) -> Iterator[str]:
    """Each hour that the caller was told is confirmed, and not told otherwise since, is in the calendar."""
    booked = {starts_at for starts_at, visit in case.seen.visits if visit["status"] == "booked"}
    for moment, stands in case.told_of_visits.items():
        if stands and moment not in booked:
            yield f"told that {moment.astimezone(TORONTO)} stands, and no such visit"


def what_was_given_up_is_free(case: Case) -> Iterator[str]:
    """What the caller was told is cancelled, or left for another hour, is nobody's visit any more."""
    for starts_at, _ in case.seen.visits:
        booked = any(visit["status"] == "booked" for at, visit in case.seen.visits if at == starts_at)
        if booked and case.told_of_visits.get(starts_at) is False:
            yield f"told that {starts_at.astimezone(TORONTO)} is given up, and it stands"


def the_caller_hears_their_language(case: Case) -> Iterator[str]:
    """What they are told is French to who speaks French, and English to who speaks English."""
    if case.faults & _NOT_WRITTEN:
        return
    for answer in case.played.heard:
        foreign = other_language(aloud(answer.text), case.call_of(answer).scenario.language)
        if foreign:
            yield f"{foreign} in {answer.text!r}"


def what_was_said_is_not_asked_again(case: Case) -> Iterator[str]:
    """A number that was understood once in a call is not asked for again in it, unless another one was not."""
    known: set[str] = set()
    for answer in case.played.heard:
        call = case.call_of(answer).call_id
        if call in known and _ASKS_NUMBER.search(aloud(answer.text)):
            yield f"asked {answer.text!r} for a number that was given"
        if case.truth.number and case.truth.number[2:] in _digits(answer.written):
            known.add(call)


def _digits(written: object) -> str:
    return re.sub(r"\D", "", str(written))


def what_was_noted_is_there(case: Case) -> Iterator[str]:
    """« C'est noté » with a lead, and under the number that was said."""
    refs = {lead["ref"] for lead in case.seen.leads}
    for answer in case.said(_NOTED):
        if not refs or set(_REF.findall(aloud(answer.text))) - refs:
            yield f"told {answer.text!r}, and there is {sorted(refs)}"


def nobody_is_promised_a_call_without_a_number(case: Case) -> Iterator[str]:
    """« Guillaume va rappeler » only with somewhere to call."""
    if case.said(_WILL_CALL) and not any(lead["phone"] for lead in case.seen.leads):
        yield f"told {case.said(_WILL_CALL)[0].text!r}, with no number"


def days_are_said_whole(case: Case) -> Iterator[str]:
    """A weekday with its date, which is that weekday."""
    for answer in case.played.heard:
        yield from (f"said {bare!r} in {answer.text!r}" for bare in bare_days(answer.text, answer.at))


def nothing_is_refused_and_offered(case: Case) -> Iterator[str]:
    """Not in one breath."""
    for answer in case.played.heard:
        if refused_and_offered(answer.text, answer.at):
            yield f"refused and offered: {answer.text!r}"


def what_is_offered_can_be_had(case: Case) -> Iterator[str]:
    """At most three, to come, while the business is open."""
    for answer in case.played.heard:
        slots = offered(answer.text)
        closed = [slot for slot in slots if slot.weekday() > 4 or not _OPENS <= slot.time() < _CLOSES]
        if len(slots) > 3 or closed or any(slot < answer.at for slot in slots):
            yield f"offered {answer.text!r}"


def people_are_told_once(case: Case) -> Iterator[str]:
    """One alert a person, and one more when something changed, or when they call again."""
    kinds = [alert["alert"]["kind"] for alert in case.seen.alerts if alert["alert"]["kind"] != "paul_trouble"]
    most = max(1, case.truth.people) + len(case.faults & _CHANGES) + len(case.played.caller.calls) - 1
    if len(kinds) > most:
        yield f"{len(kinds)} alerts for {case.truth.people}: {kinds}"


def a_text_message_is_one(case: Case) -> Iterator[str]:
    """Within its septets, brand and link included, and no word cut."""
    for given in case.seen.alerts:
        text = sms(given, _LINK, _BRAND, LONG_CODE_SINGLE)
        if septets(text) + septets(_BRAND) + BRAND_JOIN > LONG_CODE_SINGLE:
            yield f"{septets(text)} septets: {text!r}"
        whole = set(_WORD.findall(to_gsm7(_values({**given, "settings": None}))))
        cut = [word for word in _WORD.findall(text.replace(_LINK, "")) if word not in whole and word not in _OURS]
        if any(any(known.startswith(word) for known in whole) for word in cut):
            yield f"{cut} in {text!r}"


_WORD = re.compile(r"[^\W\d_]{3,}")
_OURS = frozenset(
    ("URGENT", "Demande", "RDV", "PAUL", "DIFFICULTÉ", "pour", "Appelant", "parti",
     *(word for words in LEFT_NOTHING.values() for word in words.split()))
)  # fmt: skip


def _values(value: object) -> str:
    if isinstance(value, Mapping):
        return " ".join(_values(one) for one in value.values())
    if isinstance(value, list):
        return " ".join(map(_values, value))
    return str(value).replace("_", " ")


Promise = Callable[[Case], Iterator[str]]
PROMISES: tuple[Promise, ...] = (
    every_message_is_taken, one_person_is_one_lead, whoever_wanted_something_is_called_back,
    what_was_said_last_is_read, urgent_is_urgent, no_visit_that_was_not_spoken, a_visit_has_somebody_to_visit,
    what_was_confirmed_stands, what_was_given_up_is_free, the_caller_hears_their_language,
    what_was_said_is_not_asked_again, what_was_noted_is_there, nobody_is_promised_a_call_without_a_number,
    days_are_said_whole, nothing_is_refused_and_offered, what_is_offered_can_be_had, people_are_told_once,
    a_text_message_is_one,
)  # fmt: skip


@dataclass(frozen=True)
class Broken:
    """A promise that was not kept to somebody."""

    case: Case
    promise: str
    why: str

    def __str__(self) -> str:
        return f"{self.promise}: {self.why}\n    {self.case.played.caller}"


def broken(case: Case) -> list[Broken]:
    """What was not kept."""
    return [Broken(case, promise.__name__, why) for promise in PROMISES for why in promise(case)]

"""Paul's tools to move and to cancel a visit: what is certain is done, what is not is asked, or left to a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from backend.appointments.calendar import Calendar
from backend.appointments.own import Claim, OwnVisit, certain
from backend.appointments.wanted import wanted_start
from backend.intake.tools.action import ToolAction, ToolContext
from backend.intake.tools.french import FRENCH
from backend.intake.tools.speech import Speech
from backend.intake.tools.spoken import say_moment, speech_of
from backend.intake.tools.visit import own_slot, refuse
from backend.utterance.when import When
from backend.vapi.lead_facts import LeadFacts
from backend.vapi.tool_calls import ToolCall

Verb = Literal["déplacer", "annuler"]
_MAX_SAID = 300


@dataclass(frozen=True, slots=True)
class Request:
    """A tool call that is about a visit that stands, with who speaks and what the agenda holds of theirs."""

    asked: ToolContext
    call: ToolCall
    lead: LeadFacts
    claim: Claim
    own: Sequence[OwnVisit]
    calendar: Calendar
    # The day for which the visit stands, as the person says it.
    day: date | None = None

    @property
    def speech(self) -> Speech:
        """In which language the caller hears the answer."""
        return speech_of(self.call)

    def spoken(self, visit: OwnVisit) -> str:
        """`mardi 24 novembre à 9 h`, for the caller's ear."""
        return say_moment(visit.starts_at, self.calendar.zone, self.asked.at, self.speech)

    def noted(self, visit: OwnVisit) -> str:
        """The same for the owner's eye."""
        return say_moment(visit.starts_at, self.calendar.zone, self.asked.at, FRENCH)


def move(request: Request, when: When) -> ToolAction:
    """To the hour that was agreed; whatever stands in the way, the visit stays where it is."""
    found = _found(request, "déplacer")
    if isinstance(found, ToolAction):
        return found
    asked, calendar, speech = request.asked, request.calendar, request.speech
    start = wanted_start(when, calendar, found.minutes, asked.at)
    if not isinstance(start, datetime):
        why = refuse(start, calendar, when, found.minutes, asked.at, speech)
        return _kept(request, "déplacer", f"{why} {speech.stands.format(moment=request.spoken(found))}", found)
    if start == found.starts_at:
        return own_slot(asked, request.call, found, request.lead, calendar)
    to = say_moment(start, calendar.zone, asked.at, speech)
    words = speech.moved.format(before=request.spoken(found), moment=to)
    return replace(_done(request, "move", words, found), starts_at=start, minutes=found.minutes)


def cancel(request: Request) -> ToolAction:
    """Take it off the agenda."""
    found = _found(request, "annuler")
    if isinstance(found, ToolAction):
        return found
    return _done(request, "cancel", request.speech.cancelled.format(moment=request.spoken(found)), found)


def ask_a_person(request: Request, verb: Verb) -> ToolAction:
    """What nobody can be sure of, or nobody hears any more: kept for whoever calls back."""
    speech = request.speech
    promise = speech.person_calls if request.lead.phone else speech.ask_number
    how = speech.paul_request + ("" if request.lead.phone else f"; {speech.paul_digits}")
    return _kept(request, verb, f"{speech.not_found} {promise} {speech.paul(how)}", None)


def _found(request: Request, verb: Verb) -> OwnVisit | ToolAction:
    """The visit that is meant; else what is to be said instead."""
    mine = [visit for visit in certain(request.own, request.claim) if visit.id]
    booked = [visit for visit in mine if visit.booked]
    day = request.day
    meant = [visit for visit in booked if day is None or visit.is_on(day, request.calendar.zone)]
    if not request.asked.live or not mine:
        return ask_a_person(request, verb)
    if len(meant) == 1:
        return meant[0]
    if not booked:
        words = request.speech.cancelled_already.format(moment=request.spoken(mine[-1]))
        return ToolAction(request.call.id, request.call.name, words, ok=verb == "annuler")
    return _kept(request, verb, _which(request, meant or booked), None)


def _which(request: Request, visits: Sequence[OwnVisit]) -> str:
    speech = request.speech
    seen = speech.seen.format(moments=speech.or_the_one.join(request.spoken(visit) for visit in visits))
    ask = speech.which_one if len(visits) > 1 else speech.this_one
    return f"{seen} {ask} {speech.paul(speech.paul_which.format(days=_days(request, visits)))}"


def _days(request: Request, visits: Sequence[OwnVisit]) -> str:
    return ", ".join(visit.starts_at.astimezone(request.calendar.zone).date().isoformat() for visit in visits)


def _done(request: Request, action: Literal["move", "cancel"], words: str, visit: OwnVisit) -> ToolAction:
    step = ToolAction(request.call.id, request.call.name, words, action=action)
    said = str(request.call.arguments.get("raison") or "").strip()[:_MAX_SAID] or None
    return replace(step, visit_id=visit.id, visit_starts_at=visit.starts_at, said=said)


def _kept(request: Request, verb: Verb, words: str, visit: OwnVisit | None) -> ToolAction:
    """Not done: the person is to be called, with what they wished and all that is known of the visit."""
    given = request.call.arguments
    asked_for = [str(given[name]) for name in ("date_actuelle", "debut", "reference", "raison") if given.get(name)]
    about = f" du {request.noted(visit)}" if visit else ""
    in_words = f" ({', '.join(asked_for)})"[:_MAX_SAID] if asked_for else ""
    wish = f"Souhaitait {verb} son rendez-vous{about}{in_words}."
    lead = request.lead
    lead = replace(lead, description=lead.description or f"Veut {verb} son rendez-vous{about}")
    if visit:
        lead = replace(lead, name=lead.name or visit.name, address=lead.address or visit.address)
    step = ToolAction(request.call.id, request.call.name, words, ok=False, action="wish", lead=lead)
    return replace(step, wish=wish, asks=True)

"""Paul's booking tool: a visit is confirmed with a moment, a name, a number and an address, or refused and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from backend.appointments.calendar import Calendar
from backend.appointments.offers import offer
from backend.appointments.own import OwnVisit, another_place, same_person
from backend.appointments.wanted import Refused, wanted_start
from backend.intake.address import names_place
from backend.intake.tools.action import ToolAction, ToolContext
from backend.intake.tools.refusals import offered, refusal, wished
from backend.intake.tools.speech import Speech
from backend.intake.tools.spoken import HANDLE, say_moment, speech_of
from backend.utterance.plain import plain
from backend.utterance.when import When
from backend.vapi.lead_facts import LeadFacts, heard_phone
from backend.vapi.tool_calls import ToolCall

NOT_UNDERSTOOD: frozenset[Refused] = frozenset({"not_understood", "no_such_day", "another_weekday"})
# What a visit needs, in the order in which the caller is asked for it.
Needed = Literal["name", "number", "address"]
# What `autre_visite` says when the person wants this visit beside the one of the same call.
BESIDE = "en_plus"
# And what models say instead.
_BESIDE = frozenset({BESIDE, "oui", "yes", "true", "vrai", "autre", "deuxieme"})


def book(
    asked: ToolContext, call: ToolCall, lead: LeadFacts, known: LeadFacts, calendar: Calendar, when: When,
    own: Sequence[OwnVisit],
) -> ToolAction:  # fmt: skip
    """The visit, or what stands in its way. Whatever is refused, the person and the wish are kept.

    `lead` is what these words say and what is kept of them; `known`, with what the call told before, decides what is
    still to be asked. Kept apart, so that what a call comes down to does not depend on the order of its messages.
    """
    speech = speech_of(call)
    minutes = calendar.minutes(call.arguments.get("duree_minutes"))
    start = wanted_start(when, calendar, minutes, asked.at)
    kept = ToolAction(call.id, call.name, "", ok=False, action="wish", lead=lead)
    wish = wished(when, calendar, minutes)
    mine = [visit for visit in own if visit.booked and same_person(visit, known.name, known.phone)]
    # The hour on the wall: with a wrong offset it would be taken for another one, for theirs is not free.
    theirs = next((visit for visit in mine if visit.starts_at in (start, when.local(calendar.zone))), None)
    if theirs:
        return own_slot(asked, call, theirs, lead, calendar)
    if not isinstance(start, datetime):
        words = f"{refuse(start, calendar, when, minutes, asked.at, speech)}{_unreachable(known, speech)}"
        return replace(kept, say=words, wish=f"{wish}: pas offert.")
    spoken = say_moment(start, calendar.zone, asked.at, speech)
    missing = _missing(call, known)
    if missing:
        words = _asking(missing, spoken, speech)
        return replace(kept, say=words, wish=f"{wish}: il manquait {_missed(missing)}.")
    beside = plain(str(call.arguments.get("autre_visite") or "")).strip().replace(" ", "_") in _BESIDE
    first = None if beside else _first(mine, known)
    if first == "ask":
        words = _which(mine, spoken, calendar, asked.at, speech)
        return replace(kept, say=words, wish=f"{wish}: à préciser.", asks=True)
    phone = heard_phone(call.arguments, asked.caller, asked.line)
    told = replace(lead, description=" ".join(filter(None, (lead.description, phone.note))) or None)
    misheard = _misheard(speech) if phone.number is None and phone.unread is not None else ""
    rest = _of_the_first(first, mine, known, calendar, asked.at, speech)
    words = f"{speech.confirmed.format(moment=spoken)}{rest}{misheard}"
    booked = replace(kept, say=words, ok=True, action="book", lead=told, starts_at=start, minutes=minutes)
    return replace(booked, confirmed=asked.live, another=beside, visit_id=first.id if first else None)


def own_slot(asked: ToolContext, call: ToolCall, visit: OwnVisit, lead: LeadFacts, calendar: Calendar) -> ToolAction:
    """They ask for what they have. What the same call says more of it is kept."""
    speech = speech_of(call)
    words = speech.own_already.format(moment=say_moment(visit.starts_at, calendar.zone, asked.at, speech))
    step = ToolAction(call.id, call.name, words, minutes=visit.minutes, visit_id=visit.id)
    if visit.in_this_call:
        known = replace(lead, address=lead.address or visit.address)
        return replace(step, action="book", lead=known, starts_at=visit.starts_at, confirmed=asked.live)
    return replace(step, action="keep", visit_starts_at=visit.starts_at)


def _first(mine: Sequence[OwnVisit], lead: LeadFacts) -> OwnVisit | Literal["ask"] | None:
    """The visit of this call that this one replaces, for the last wish holds; `ask` where nobody could be sure."""
    here = [visit for visit in mine if visit.in_this_call]
    if len(here) == 1:
        return here[0]
    # Somebody with several houses books another one in another call; at the same one it is likely a change.
    same_place = [visit for visit in mine if not another_place(visit.address, lead.address)]
    return "ask" if here or same_place else None


def _of_the_first(
    first: OwnVisit | None,
    mine: Sequence[OwnVisit],
    lead: LeadFacts,
    calendar: Calendar,
    now: datetime,
    speech: Speech,
) -> str:
    if first is None:
        return speech.another_stands.format(moments=_spoken(mine, calendar, now, speech)) if mine else "."
    told = speech.instead_of.format(moment=say_moment(first.starts_at, calendar.zone, now, speech))
    if not another_place(first.address, lead.address):
        return told
    handle = first.starts_at.astimezone(calendar.zone).strftime(HANDLE)
    return f"{told} {speech.paul(speech.paul_both.format(handle=handle, beside=BESIDE))}"


def _which(mine: Sequence[OwnVisit], spoken: str, calendar: Calendar, now: datetime, speech: Speech) -> str:
    ask = speech.has_already.format(own=_spoken(mine, calendar, now, speech), moment=spoken)
    return f"{ask} {speech.paul(speech.paul_has_already.format(beside=BESIDE))}"


def _spoken(visits: Sequence[OwnVisit], calendar: Calendar, now: datetime, speech: Speech) -> str:
    return speech.and_the_one.join(say_moment(visit.starts_at, calendar.zone, now, speech) for visit in visits)


def refuse(refused: Refused, calendar: Calendar, when: When, minutes: int, now: datetime, speech: Speech) -> str:
    """Why it cannot be had, then what can; nothing is offered for a day that was not understood."""
    why = refusal(refused, when, calendar, minutes, now, speech)
    if refused in NOT_UNDERSTOOD:
        return why
    found = offer(when, calendar, minutes, now, when.local(calendar.zone))
    return f"{why} {offered(found, calendar, now, speech)}"


def _missing(call: ToolCall, lead: LeadFacts) -> list[Needed]:
    # With `lead_telephone` Paul points at a lead that he noted before: name and address are in it.
    is_noted = bool(call.arguments.get("lead_telephone"))
    is_placed = names_place(lead.address) or is_noted
    have: dict[Needed, object] = {"name": lead.name or is_noted, "number": lead.phone, "address": is_placed}
    return [what for what, value in have.items() if not value]


def _asking(missing: list[Needed], spoken: str, speech: Speech) -> str:
    how = speech.paul_missing + (speech.paul_for_number if "number" in missing else "")
    return f"{speech.missing.format(moment=spoken, what=_listed(missing, speech))} {speech.paul(how)}"


def _listed(missing: list[Needed], speech: Speech) -> str:
    names = [{"name": speech.name, "number": speech.number, "address": speech.address}[what] for what in missing]
    return f"{', '.join(names[:-1])}{speech.last_of_list}{names[-1]}" if len(names) > 1 else names[0]


def _missed(missing: list[Needed]) -> str:
    """The same for whoever calls back."""
    names: dict[Needed, str] = {"name": "le nom", "number": "le numéro", "address": "l'adresse"}
    return ", ".join(names[what] for what in missing)


def _unreachable(lead: LeadFacts, speech: Speech) -> str:
    return "" if lead.phone else f" {speech.ask_number}"


def _misheard(speech: Speech) -> str:
    return f" {speech.misheard} {speech.paul(speech.paul_misheard)}"

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
from backend.intake.tools.action import ToolAction, ToolContext
from backend.intake.tools.refusals import offered, refusal, wished
from backend.intake.tools.spoken import ASK_DIGITS, ASK_NUMBER, HANDLE, for_paul, say_moment
from backend.utterance.when import When
from backend.vapi.lead_facts import LeadFacts, heard_phone
from backend.vapi.tool_calls import ToolCall

NOT_UNDERSTOOD: frozenset[Refused] = frozenset({"not_understood", "no_such_day", "another_weekday"})
# What the caller is asked for, in the order in which it is asked.
_NAME, _NUMBER, _ADDRESS = "votre nom", "un numéro de téléphone", "l'adresse de la visite"
# What `autre_visite` says when the person wants this visit beside the one of the same call.
BESIDE = "en_plus"


def book(
    asked: ToolContext, call: ToolCall, lead: LeadFacts, calendar: Calendar, when: When, own: Sequence[OwnVisit]
) -> ToolAction:
    """The visit, or what stands in its way. Whatever is refused, the person and the wish are kept."""
    minutes = calendar.minutes(call.arguments.get("duree_minutes"))
    start = wanted_start(when, calendar, minutes, asked.at)
    kept = ToolAction(call.id, call.name, "", ok=False, action="wish", lead=lead)
    wish = wished(when, calendar, minutes)
    mine = [visit for visit in own if visit.booked and same_person(visit, lead.name, lead.phone)]
    # The hour on the wall: with a wrong offset it would be taken for another one, for theirs is not free.
    theirs = next((visit for visit in mine if visit.starts_at in (start, when.local(calendar.zone))), None)
    if theirs:
        return own_slot(asked, call, theirs, lead, calendar)
    if not isinstance(start, datetime):
        words = f"{refuse(start, calendar, when, minutes, asked.at)}{_unreachable(lead)}"
        return replace(kept, say=words, wish=f"{wish}: pas offert.")
    spoken = say_moment(start, calendar.zone, asked.at)
    missing = _missing(call, lead)
    if missing:
        asking = f"Pour réserver le {spoken}, il me manque {_listed(missing)}."
        again = for_paul(f"rien n'est réservé; demandez-le, puis rappelez prendre_rendez_vous{_dictate(missing)}")
        return replace(kept, say=f"{asking} {again}", wish=f"{wish}: il manquait {_listed(missing)}.")
    beside = call.arguments.get("autre_visite") == BESIDE
    first = None if beside else _first(mine, lead)
    if first == "ask":
        return replace(kept, say=_which(mine, spoken, calendar, asked.at), wish=f"{wish}: à préciser.", asks=True)
    phone = heard_phone(call.arguments, asked.caller)
    told = replace(lead, description=" ".join(filter(None, (lead.description, phone.note))) or None)
    misheard = _misheard(phone.number is None and phone.unread is not None)
    words = f"Rendez-vous confirmé le {spoken}{_of_the_first(first, mine, lead, calendar, asked.at)}{misheard}"
    booked = replace(kept, say=words, ok=True, action="book", lead=told, starts_at=start, minutes=minutes)
    return replace(booked, confirmed=asked.live, another=beside, visit_id=first.id if first else None)


def own_slot(asked: ToolContext, call: ToolCall, visit: OwnVisit, lead: LeadFacts, calendar: Calendar) -> ToolAction:
    """They ask for what they have. What the same call says more of it is kept."""
    words = f"C'est déjà réservé pour vous: le {say_moment(visit.starts_at, calendar.zone, asked.at)}."
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
    first: OwnVisit | None, mine: Sequence[OwnVisit], lead: LeadFacts, calendar: Calendar, now: datetime
) -> str:
    if first is None:
        return f"; celui du {_spoken(mine, calendar, now)} tient toujours." if mine else "."
    told = f", au lieu du {say_moment(first.starts_at, calendar.zone, now)}."
    if not another_place(first.address, lead.address):
        return told
    again = f"{first.starts_at.astimezone(calendar.zone).strftime(HANDLE)} avec autre_visite {BESIDE}"
    return f"{told} {for_paul(f'si la personne veut les deux visites, réservez de nouveau debut {again}')}"


def _which(mine: Sequence[OwnVisit], spoken: str, calendar: Calendar, now: datetime) -> str:
    have = f"Vous avez déjà un rendez-vous le {_spoken(mine, calendar, now)}."
    ask = f"Voulez-vous le déplacer au {spoken}, ou est-ce une deuxième visite?"
    how = for_paul(
        "rien n'est réservé; pour déplacer, deplacer_rendez_vous; pour une visite de plus, prendre_rendez_vous avec "
        f"autre_visite {BESIDE}"
    )
    return f"{have} {ask} {how}"


def _spoken(visits: Sequence[OwnVisit], calendar: Calendar, now: datetime) -> str:
    return " et celui du ".join(say_moment(visit.starts_at, calendar.zone, now) for visit in visits)


def refuse(refused: Refused, calendar: Calendar, when: When, minutes: int, now: datetime) -> str:
    """Why it cannot be had, then what can; nothing is offered for a day that was not understood."""
    why = refusal(refused, when, calendar, minutes, now)
    if refused in NOT_UNDERSTOOD:
        return why
    return f"{why} {offered(offer(when, calendar, minutes, now, when.local(calendar.zone)), calendar, now)}"


def _missing(call: ToolCall, lead: LeadFacts) -> list[str]:
    # With `lead_telephone` Paul points at a lead that he noted before: name and address are in it.
    is_noted = bool(call.arguments.get("lead_telephone"))
    have = {_NAME: lead.name or is_noted, _NUMBER: lead.phone, _ADDRESS: lead.address or is_noted}
    return [what for what, value in have.items() if not value]


def _listed(missing: list[str]) -> str:
    return f"{', '.join(missing[:-1])} et {missing[-1]}" if len(missing) > 1 else missing[0]


def _dictate(missing: list[str]) -> str:
    return f"; pour le numéro, {ASK_DIGITS}" if _NUMBER in missing else ""


def _unreachable(lead: LeadFacts) -> str:
    return "" if lead.phone else f" {ASK_NUMBER}"


def _misheard(is_misheard: bool) -> str:
    again = for_paul(f"le numéro dicté n'a pas été compris: {ASK_DIGITS}")
    return f" Je n'ai pas bien saisi le numéro de téléphone. {again}" if is_misheard else ""

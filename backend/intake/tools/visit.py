"""Paul's booking tool: a visit is confirmed with a moment, a name, a number and an address, or refused and kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from backend.appointments.calendar import Calendar
from backend.appointments.offers import offer
from backend.appointments.wanted import Refused, wanted_start
from backend.intake.tools.action import ToolAction, ToolContext
from backend.intake.tools.refusals import offered, refusal, wished
from backend.intake.tools.spoken import ASK_DIGITS, ASK_NUMBER, for_paul, say_moment
from backend.utterance.when import When
from backend.vapi.lead_facts import LeadFacts, heard_phone
from backend.vapi.tool_calls import ToolCall

NOT_UNDERSTOOD: frozenset[Refused] = frozenset({"not_understood", "no_such_day", "another_weekday"})
# What the caller is asked for, in the order in which it is asked.
_NAME, _NUMBER, _ADDRESS = "votre nom", "un numéro de téléphone", "l'adresse de la visite"


def book(asked: ToolContext, call: ToolCall, lead: LeadFacts, calendar: Calendar, when: When) -> ToolAction:
    """The visit, or what stands in its way. Whatever is refused, the person and the wish are kept."""
    minutes = calendar.minutes(call.arguments.get("duree_minutes"))
    start = wanted_start(when, calendar, minutes, asked.at)
    kept = ToolAction(call.id, call.name, "", ok=False, action="wish", lead=lead)
    wish = wished(when, calendar, minutes)
    if not isinstance(start, datetime):
        words = f"{refuse(start, calendar, when, minutes, asked.at)}{_unreachable(lead)}"
        return replace(kept, say=words, wish=f"{wish}: pas offert.")
    spoken = say_moment(start, calendar.zone, asked.at)
    missing = _missing(call, lead)
    if missing:
        asking = f"Pour réserver le {spoken}, il me manque {_listed(missing)}."
        again = for_paul(f"rien n'est réservé; demandez-le, puis rappelez prendre_rendez_vous{_dictate(missing)}")
        return replace(kept, say=f"{asking} {again}", wish=f"{wish}: il manquait {_listed(missing)}.")
    phone = heard_phone(call.arguments, asked.caller)
    told = replace(lead, description=" ".join(filter(None, (lead.description, phone.note))) or None)
    words = f"Rendez-vous confirmé le {spoken}.{_misheard(phone.number is None and phone.unread is not None)}"
    return replace(
        kept, say=words, ok=True, action="book", confirmed=asked.live, lead=told, starts_at=start, minutes=minutes
    )


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

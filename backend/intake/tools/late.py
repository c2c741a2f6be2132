"""A booking that Paul could only note: tried late, and when it cannot be had, kept as a wish for a person to read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from backend.appointments.calendar import Calendar
from backend.appointments.slots import is_offered
from backend.intake.tools.action import ToolAction, ToolContext
from backend.intake.tools.spoken import noted_words, say_moment
from backend.vapi.lead_facts import LeadFacts
from backend.vapi.tool_calls import ToolCall

_MAX_QUOTED = 100
_NO_WORDS = "Demande de rendez-vous"


def book_late(asked: ToolContext, call: ToolCall, lead: LeadFacts, calendar: Calendar) -> ToolAction:
    """Book it unconfirmed when that hour is offered; the wish is noted when it is not, or is taken."""
    start = calendar.read_moment(call.arguments.get("debut"))
    minutes = calendar.minutes(call.arguments.get("duree_minutes"))
    known = lead if lead.is_somebody else replace(lead, description=_NO_WORDS)
    step = ToolAction(call.id, call.name, noted_words(call.name), lead=known, minutes=minutes, confirmed=False)
    if start is None:
        return replace(step, action="wish", wish=_unread(call.arguments.get("debut")))
    wished = _wished(start, minutes, calendar)
    if not is_offered(calendar, start, minutes, asked.at):
        return replace(step, action="wish", wish=f"{wished}: cette heure n'est pas offerte.")
    return replace(step, action="book", starts_at=start, wish=f"{wished}: cette plage était déjà prise.")


def _wished(start: datetime, minutes: int, calendar: Calendar) -> str:
    year = start.astimezone(calendar.zone).year
    return f"Souhaitait un rendez-vous le {say_moment(start, calendar.zone)} ({year}, {minutes} min)"


def _unread(words: object) -> str:
    quoted = " ".join(str(words or "").split())[:_MAX_QUOTED]
    return f"Souhaitait un rendez-vous: «{quoted}»." if quoted else "Souhaitait un rendez-vous, moment inconnu."

"""A booking that Paul could only note: tried late, and when it cannot be had, kept as a wish for a person to read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from backend.appointments.calendar import Calendar
from backend.appointments.wanted import wanted_start
from backend.intake.tools.action import ToolAction, ToolContext
from backend.intake.tools.refusals import wished
from backend.intake.tools.spoken import noted_words
from backend.utterance.when import When
from backend.vapi.lead_facts import LeadFacts
from backend.vapi.tool_calls import ToolCall

_NO_WORDS = "Demande de rendez-vous"


def book_late(asked: ToolContext, call: ToolCall, lead: LeadFacts, calendar: Calendar, when: When) -> ToolAction:
    """Book it unconfirmed when that hour is offered; the wish is noted when it is not, or is taken."""
    minutes = calendar.minutes(call.arguments.get("duree_minutes"))
    start = wanted_start(when, calendar, minutes, asked.at)
    known = lead if lead.is_somebody else replace(lead, description=_NO_WORDS)
    words = noted_words(call, asked.caller, asked.line)
    step = ToolAction(call.id, call.name, words, lead=known, minutes=minutes, confirmed=False)
    wish = wished(when, calendar, minutes)
    if isinstance(start, datetime):
        return replace(step, action="book", starts_at=start, wish=f"{wish}: cette plage était déjà prise.")
    not_offered = ": cette heure n'est pas offerte." if when.local(calendar.zone) else "."
    return replace(step, action="wish", wish=wish + not_offered)

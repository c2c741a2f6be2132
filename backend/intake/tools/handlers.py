"""Paul's three tools: what each call comes down to, and the one line of French that he can say as it is."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from psycopg.rows import dict_row

from backend.appointments.calendar import Calendar
from backend.appointments.offers import Offer, offer
from backend.db import Pool, query
from backend.intake.tools.action import ToolAction, ToolContext
from backend.intake.tools.late import book_late
from backend.intake.tools.refusals import offered, refusal
from backend.intake.tools.spoken import ASK_DIGITS, ASK_NUMBER, UNREADABLE, for_paul, noted_words, say_day, say_moment
from backend.intake.tools.visit import NOT_UNDERSTOOD, book
from backend.utterance.clock import Clock
from backend.utterance.phone import HeardPhone
from backend.utterance.when import When, read_when
from backend.vapi.lead_facts import LeadFacts, heard_phone, read_lead
from backend.vapi.tool_calls import ToolAnswer, ToolCall

# Every booking asks for the hours, and they change once a year.
HOURS_ARE_GOOD_FOR_S = 10.0
_hours_read: dict[str, tuple[float, Calendar | None]] = {}
WHO = "Il me manque votre nom et votre numéro de téléphone. " + for_paul("rien n'est enregistré encore")
AGAIN = f"{UNREADABLE} " + for_paul("arguments illisibles, rien n'est enregistré; rappelez l'outil avec un objet JSON")
NO_SUCH_TOOL = "Guillaume s'en occupera lui-même. " + for_paul(
    "cet outil n'existe pas, rien n'est fait; notez la demande avec enregistrer_lead"
)


async def work_out(pool: Pool, asked: ToolContext, call: ToolCall) -> ToolAction:
    """What a tool call comes down to. Unknown tools and unusable arguments are answered in words, never raised."""
    tool = _TOOLS.get(call.name)
    if not call.readable:
        step = _sorry(call, AGAIN)
    elif tool is None:
        step = _sorry(call, NO_SUCH_TOOL)
    else:
        step = await tool(pool, asked, call)
    # Too late to be heard: what is logged is what Paul was really answered then.
    return replace(step, say=noted_words(call, asked.caller), ok=True) if asked.noted else step


async def finish(
    pool: Pool, asked: ToolContext, call: ToolCall, step: ToolAction, answer: dict[str, Any]
) -> ToolAnswer:
    """The answer as it was given, or, for a slot that was taken meanwhile, one that offers the next free ones."""
    if answer["text"] is not None:
        return ToolAnswer(call, answer["text"], bool(answer["ok"]))
    started = time.perf_counter()
    calendar = await _calendar(pool, asked.at)
    minutes = step.minutes or calendar.slot_minutes
    taken = step.starts_at or asked.at
    instead = offer(_on_the_day_of(taken, calendar), calendar, minutes, asked.at, taken)
    why = f"Le {say_moment(taken, calendar.zone, asked.at)}, c'est déjà pris."
    words = f"{why} {offered(instead, calendar, asked.at)}"
    ms = round((time.perf_counter() - started) * 1000)
    async with pool.connection() as conn:
        await conn.execute(query("keep_answer"), [answer["call_id"], call.id, call.name, asked.at, words, False, ms])
    return ToolAnswer(call, words, False)


async def _save_lead(pool: Pool, asked: ToolContext, call: ToolCall) -> ToolAction:
    lead, phone = read_lead(call.arguments, asked.caller), heard_phone(call.arguments, asked.caller)
    if not lead.is_somebody:
        return _sorry(call, WHO)
    step = ToolAction(call.id, call.name, _noted(lead, phone), action="lead", lead=lead)
    # What the columns of a lead cannot hold is for whoever calls back to read.
    return replace(step, action="wish", wish=phone.note) if phone.note else step


def _noted(lead: LeadFacts, phone: HeardPhone) -> str:
    """« C'est noté », with what is still to be asked; a call back is promised only to who can be called."""
    if lead.phone is None:
        alone = for_paul(f"sans numéro, ne promettez aucun rappel; {ASK_DIGITS}")
        return f"C'est noté, dossier {{ref}}. {ASK_NUMBER} {alone}"
    if phone.unread and phone.number is None:
        return (
            f"C'est noté, dossier {{ref}}, mais je n'ai pas bien saisi le numéro de téléphone. {for_paul(ASK_DIGITS)}"
        )
    if not (lead.name or lead.description):
        return f"J'ai votre numéro. Quel est votre nom, et quel est le problème? {for_paul('dossier {ref}, incomplet')}"
    return "C'est noté, dossier {ref}. Guillaume va rappeler."


async def _find_slots(pool: Pool, asked: ToolContext, call: ToolCall) -> ToolAction:
    calendar = await _calendar(pool, asked.at)
    given = call.arguments
    wanted = " ".join(str(given[name]) for name in ("date", "debut", "moment") if given.get(name))
    when = read_when(wanted, asked.at, calendar.zone)
    minutes = calendar.minutes(given.get("duree_minutes"))
    found = offer(when, calendar, minutes, asked.at)
    if found.refused in NOT_UNDERSTOOD:
        return _sorry(call, refusal(found.refused, when, calendar, minutes, asked.at))
    why = (
        refusal(found.refused, when, calendar, minutes, asked.at)
        if found.refused
        else _elsewhere(found, when, asked, calendar)
    )
    return ToolAction(call.id, call.name, f"{why} {offered(found, calendar, asked.at)}".strip())


def _elsewhere(found: Offer, when: When, asked: ToolContext, calendar: Calendar) -> str:
    if not (found.elsewhere and found.slots):
        return ""
    day = f" le {say_day(when.day, asked.at.astimezone(calendar.zone).date())}" if when.day and not when.until else ""
    return f"Plus rien de libre{day} au moment demandé."


async def _book(pool: Pool, asked: ToolContext, call: ToolCall) -> ToolAction:
    calendar = await _hours(pool, asked.at)
    lead = read_lead(call.arguments, asked.caller)
    when = read_when(call.arguments.get("debut"), asked.at, calendar.zone)
    if asked.noted:
        return book_late(asked, call, lead, calendar, when)
    if not lead.is_somebody:
        return _sorry(call, WHO)
    step = book(asked, call, lead, calendar, when)
    if step.action == "book" and when.stated is None:
        return step
    # Slots are told, or an hour is held against them: what is taken must be known as it is now.
    return book(asked, call, lead, await _calendar(pool, asked.at), when)


_TOOLS: dict[str, Callable[[Pool, ToolContext, ToolCall], Awaitable[ToolAction]]] = {
    "enregistrer_lead": _save_lead,
    "consulter_disponibilites": _find_slots,
    "prendre_rendez_vous": _book,
}


def _sorry(call: ToolCall, words: str) -> ToolAction:
    return ToolAction(call.id, call.name, words, ok=False)


def _on_the_day_of(taken: datetime, calendar: Calendar) -> When:
    local = taken.astimezone(calendar.zone)
    return When("", local.date(), Clock(local.time()))


async def _hours(pool: Pool, from_at: datetime) -> Calendar:
    """Opening hours and settings, up to HOURS_ARE_GOOD_FOR_S old; what is busy in it is not to be believed."""
    database = str(pool.conninfo)
    read_at, calendar = _hours_read.get(database, (0.0, None))
    if calendar is None or time.monotonic() - read_at > HOURS_ARE_GOOD_FOR_S:
        calendar = await _calendar(pool, from_at)
        _hours_read[database] = time.monotonic(), calendar
    return calendar


async def _calendar(pool: Pool, from_at: datetime) -> Calendar:
    async with pool.connection() as conn, conn.cursor(row_factory=dict_row) as cursor:
        row = await (await cursor.execute(query("calendar"), [from_at])).fetchone()
    assert row is not None, "booking_settings always has its one row"
    return Calendar.from_json(row["calendar"])

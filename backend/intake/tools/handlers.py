"""Paul's three tools: what each call comes down to, and the one line of French that he can say as it is."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from psycopg.rows import dict_row

from backend.appointments.calendar import Calendar
from backend.appointments.slots import free_slots, is_offered
from backend.db import Pool, query
from backend.intake.tools.action import ToolAction, ToolContext
from backend.intake.tools.late import book_late
from backend.intake.tools.spoken import noted_words, say_moment, say_moments
from backend.vapi.lead_facts import read_lead
from backend.vapi.tool_calls import ToolAnswer, ToolCall

OFFERED_SLOTS = 3
# Every booking asks for the hours, and they change once a year.
HOURS_ARE_GOOD_FOR_S = 10.0
_hours_read: dict[str, tuple[float, Calendar | None]] = {}
WHO = "Il me manque le nom et le numéro de téléphone pour noter la demande."
NOTHING_FREE = "Aucune plage libre dans les prochains jours, Guillaume va rappeler pour en trouver une."


async def work_out(pool: Pool, asked: ToolContext, call: ToolCall) -> ToolAction:
    """What a tool call comes down to. Unknown tools and unusable arguments are answered in words, never raised."""
    tool = _TOOLS.get(call.name)
    if tool is None:
        step = _sorry(call, "Cet outil n'existe pas. Notez le nom et le numéro, Guillaume rappellera.")
    else:
        step = await tool(pool, asked, call)
    # Too late to be heard: what is logged is what Paul was really answered then.
    return replace(step, say=noted_words(call.name), ok=True) if asked.noted else step


async def finish(
    pool: Pool, asked: ToolContext, call: ToolCall, step: ToolAction, answer: dict[str, Any]
) -> ToolAnswer:
    """The answer as it was given, or, for a slot that was taken meanwhile, one that offers the next free ones."""
    if answer["text"] is not None:
        return ToolAnswer(call, answer["text"], bool(answer["ok"]))
    started = time.perf_counter()
    calendar = await _calendar(pool, asked.at)
    minutes = step.minutes or calendar.slot_minutes
    words = _offer("Cette plage est déjà prise.", calendar, asked.at, step.starts_at or asked.at, minutes)
    ms = round((time.perf_counter() - started) * 1000)
    async with pool.connection() as conn:
        await conn.execute(query("keep_answer"), [answer["call_id"], call.id, call.name, asked.at, words, False, ms])
    return ToolAnswer(call, words, False)


async def _save_lead(pool: Pool, asked: ToolContext, call: ToolCall) -> ToolAction:
    lead = read_lead(call.arguments, asked.caller)
    if not lead.is_somebody:
        return _sorry(call, WHO)
    return ToolAction(call.id, call.name, "C'est noté, dossier {ref}. Guillaume va rappeler.", action="lead", lead=lead)


async def _find_slots(pool: Pool, asked: ToolContext, call: ToolCall) -> ToolAction:
    calendar = await _calendar(pool, asked.at)
    wanted = calendar.day_start(call.arguments.get("date") or call.arguments.get("debut"), asked.at)
    minutes = calendar.minutes(call.arguments.get("duree_minutes"))
    until = calendar.horizon(asked.at)
    if wanted >= until:
        return ToolAction(
            call.id, call.name, _offer("L'agenda ne va pas si loin.", calendar, asked.at, asked.at, minutes)
        )
    slots = free_slots(calendar, max(wanted, asked.at), minutes, OFFERED_SLOTS, until)
    return ToolAction(
        call.id, call.name, f"Plages libres: {say_moments(slots, calendar.zone)}." if slots else NOTHING_FREE
    )


async def _book(pool: Pool, asked: ToolContext, call: ToolCall) -> ToolAction:
    calendar = await _hours(pool, asked.at)
    lead = read_lead(call.arguments, asked.caller)
    if asked.noted:
        return book_late(asked, call, lead, calendar)
    start = calendar.read_moment(call.arguments.get("debut"))
    if start is None:
        return _sorry(call, "Je n'ai pas compris l'heure voulue. Redemandez le jour et l'heure.")
    if not lead.is_somebody:
        return _sorry(call, WHO)
    minutes = calendar.minutes(call.arguments.get("duree_minutes"))
    if not is_offered(calendar, start, minutes, asked.at):
        calendar = await _calendar(pool, asked.at)
        after = start if asked.at < start < calendar.horizon(asked.at) else asked.at
        return _sorry(call, _offer("Cette heure n'est pas offerte.", calendar, asked.at, after, minutes))
    words = f"Rendez-vous confirmé le {say_moment(start, calendar.zone)}."
    said = ToolAction(call.id, call.name, words, action="book", confirmed=asked.live)
    return replace(said, lead=lead, starts_at=start, minutes=minutes)


_TOOLS: dict[str, Callable[[Pool, ToolContext, ToolCall], Awaitable[ToolAction]]] = {
    "enregistrer_lead": _save_lead,
    "consulter_disponibilites": _find_slots,
    "prendre_rendez_vous": _book,
}


def _sorry(call: ToolCall, words: str) -> ToolAction:
    return ToolAction(call.id, call.name, words, ok=False)


def _offer(why: str, calendar: Calendar, now: datetime, after: datetime, minutes: int) -> str:
    slots = free_slots(calendar, after, minutes, OFFERED_SLOTS, calendar.horizon(now))
    return f"{why} Plages libres: {say_moments(slots, calendar.zone)}." if slots else f"{why} {NOTHING_FREE}"


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

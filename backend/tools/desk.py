"""Paul's three tools. Each answers with one line of French that he can say as it is."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from backend.appointments.calendar import Calendar
from backend.appointments.slots import fits, free_slots
from backend.db import query
from backend.tools.spoken import say_moment, say_moments
from backend.vapi.lead_facts import read_lead
from backend.vapi.tool_calls import ToolCall

Conn = AsyncConnection[dict[str, object]]
OFFERED_SLOTS = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """The circumstances of a tool call. Not `live`: Paul already answered that the wish was only noted."""

    call_id: UUID
    at: datetime
    caller: str | None
    live: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """What Paul hears back; `ok` false makes it an error that he turns into words."""

    text: str
    ok: bool = True


async def handle(conn: Conn, asked: Asked, call: ToolCall) -> Spoken:
    """Carry out one tool call. Unknown tools and unusable arguments are answered, not raised."""
    tool = _TOOLS.get(call.name)
    if tool is None:
        return Spoken("Cet outil n'existe pas. Notez le nom et le numéro, Guillaume rappellera.", ok=False)
    return await tool(conn, asked, call.arguments)


async def save_lead(conn: Conn, asked: Asked, arguments: dict[str, Any]) -> Spoken:
    """`enregistrer_lead`: the lead exists from here on, before the call ends."""
    lead = read_lead(arguments, asked.caller)
    if not (lead.phone or lead.name or lead.description):
        return Spoken("Il me manque le nom et le numéro de téléphone pour noter la demande.", ok=False)
    row = await _one(conn, "save_lead", [asked.call_id, _json(lead), asked.at])
    return Spoken(f"C'est noté, dossier {row['ref'] if row else ''}. Guillaume va rappeler.")


async def find_slots(conn: Conn, asked: Asked, arguments: dict[str, Any]) -> Spoken:
    """`consulter_disponibilites`: the next free slots from the day asked for."""
    calendar = await _calendar(conn, asked.at)
    wanted = calendar.day_start(arguments.get("date") or arguments.get("debut"), asked.at)
    minutes = calendar.minutes(arguments.get("duree_minutes"))
    slots = free_slots(calendar, max(wanted, asked.at), minutes, OFFERED_SLOTS)
    if not slots:
        return Spoken("Aucune plage libre dans les prochains jours. Guillaume va rappeler pour en trouver une.")
    return Spoken(f"Plages libres: {say_moments(slots, calendar.zone)}.")


async def book(conn: Conn, asked: Asked, arguments: dict[str, Any]) -> Spoken:
    """`prendre_rendez_vous`: the slot asked for, or the next free ones when it is taken or outside the hours."""
    calendar = await _calendar(conn, asked.at)
    start = calendar.read_moment(arguments.get("debut"))
    if start is None:
        return Spoken("Je n'ai pas compris l'heure voulue. Redemandez le jour et l'heure.", ok=False)
    minutes = calendar.minutes(arguments.get("duree_minutes"))
    if start < asked.at - timedelta(minutes=5) or not fits(calendar, start, minutes):
        return _offer("Cette heure n'est pas offerte.", calendar, max(start, asked.at), minutes)
    lead = read_lead(arguments, asked.caller)
    row = await _one(conn, "book", [asked.call_id, _json(lead), start, minutes, asked.at, asked.live])
    if row is None:
        # Read again: the slot was taken meanwhile, and what is offered must be free now.
        return _offer("Cette plage est déjà prise.", await _calendar(conn, asked.at), start, minutes)
    return Spoken(f"Rendez-vous confirmé le {say_moment(start, calendar.zone)}.")


_TOOLS: dict[str, Callable[[Conn, Asked, dict[str, Any]], Awaitable[Spoken]]] = {
    "enregistrer_lead": save_lead,
    "consulter_disponibilites": find_slots,
    "prendre_rendez_vous": book,
}


def _offer(why: str, calendar: Calendar, after: datetime, minutes: int) -> Spoken:
    slots = free_slots(calendar, after, minutes, OFFERED_SLOTS)
    if not slots:
        return Spoken(f"{why} Aucune plage libre bientôt, Guillaume va rappeler.", ok=False)
    return Spoken(f"{why} Plages libres: {say_moments(slots, calendar.zone)}.", ok=False)


async def _calendar(conn: Conn, from_at: datetime) -> Calendar:
    row = await _one(conn, "calendar", [from_at])
    return Calendar.from_json(row["calendar"] if row else {})


async def _one(conn: Conn, name: str, values: list[Any]) -> dict[str, Any] | None:
    async with conn.cursor(row_factory=dict_row) as cursor:
        return await (await cursor.execute(query(name), values)).fetchone()


def _json(lead: Any) -> str:
    return json.dumps(asdict(lead), ensure_ascii=False)

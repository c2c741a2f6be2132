"""Paul's five tools: what each call comes down to, and the one line that he can say as it is."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from backend.appointments.calendar import Calendar
from backend.appointments.offers import Offer, offer
from backend.appointments.own import Claim, certain, read_ref
from backend.db import Pool, query
from backend.intake.address import names_place
from backend.intake.tools import change
from backend.intake.tools.action import ToolAction, ToolContext
from backend.intake.tools.agenda import agenda
from backend.intake.tools.agenda import calendar as read_calendar
from backend.intake.tools.changed_since import of_a_visit
from backend.intake.tools.late import book_late
from backend.intake.tools.refusals import offered, refusal
from backend.intake.tools.said import known_with
from backend.intake.tools.speech import Speech
from backend.intake.tools.spoken import noted_words, say_day, say_moment, speech_of
from backend.intake.tools.visit import NOT_UNDERSTOOD, book
from backend.utterance.clock import Clock
from backend.utterance.phone import HeardPhone, in_groups
from backend.utterance.when import When, read_when
from backend.vapi.lead_facts import LeadFacts, heard_phone, read_lead
from backend.vapi.tool_calls import ToolAnswer, ToolCall


async def work_out_all(pool: Pool, asked: ToolContext, calls: Sequence[ToolCall]) -> list[ToolAction]:
    """The tool calls of one message in their order, each knowing what those before it ask for."""
    steps: list[ToolAction] = []
    for call in calls:
        steps.append(await work_out(pool, replace(asked, before=tuple(steps)), call))
    return steps


async def work_out(pool: Pool, asked: ToolContext, call: ToolCall) -> ToolAction:
    """What a tool call comes down to. Unknown tools and unusable arguments are answered in words, never raised."""
    tool, speech = _TOOLS.get(call.name), speech_of(call)
    if not call.readable:
        step = _sorry(call, f"{speech.say_again} {speech.paul(speech.paul_unreadable)}")
    elif tool is None:
        step = _sorry(call, f"{speech.no_such_tool} {speech.paul(speech.paul_no_such_tool)}")
    else:
        step = await tool(pool, asked, call)
    # Too late to be heard: what is logged is what Paul was really answered then.
    return replace(step, say=noted_words(call, asked.caller, asked.line), ok=True) if asked.noted else step


async def finish(
    pool: Pool, asked: ToolContext, call: ToolCall, step: ToolAction, answer: dict[str, Any]
) -> ToolAnswer:
    """The answer as it was given, or, for a slot that was taken meanwhile, one that offers the next free ones."""
    if answer["text"] is not None:
        return ToolAnswer(call, answer["text"], bool(answer["ok"]))
    started = time.perf_counter()
    speech = speech_of(call)
    if answer["came_to"] == "gone":
        words = f"{speech.changed_meanwhile} {speech.paul(speech.paul_changed_meanwhile)}"
    else:
        words = await _taken(pool, asked, step, speech)
    ms = round((time.perf_counter() - started) * 1000)
    async with pool.connection() as conn:
        await conn.execute(query("keep_answer"), [answer["call_id"], call.id, call.name, asked.at, words, False, ms])
    return ToolAnswer(call, words, False)


async def _taken(pool: Pool, asked: ToolContext, step: ToolAction, speech: Speech) -> str:
    calendar = await read_calendar(pool, asked.at)
    minutes = step.minutes or calendar.slot_minutes
    taken = step.starts_at or asked.at
    instead = offer(_on_the_day_of(taken, calendar), calendar, minutes, asked.at, taken)
    why = speech.taken.format(moment=say_moment(taken, calendar.zone, asked.at, speech))
    if step.visit_starts_at:
        stays = say_moment(step.visit_starts_at, calendar.zone, asked.at, speech)
        why += f" {speech.stands.format(moment=stays)}"
    return f"{why} {offered(instead, calendar, asked.at, speech)}"


async def _save_lead(pool: Pool, asked: ToolContext, call: ToolCall) -> ToolAction:
    speech, lead, phone = speech_of(call), _read(asked, call), _heard(asked, call)
    known = lead if lead.phone else await known_with(pool, asked, call, lead)
    # The town, or that it presses, may come alone: of somebody whom the same call named before, it is worth keeping.
    if not known.is_somebody:
        return _sorry(call, f"{speech.who} {speech.paul(speech.paul_nothing_saved)}")
    step = ToolAction(call.id, call.name, _noted(known, phone, lead.phone, speech), action="lead", lead=lead)
    # What the columns of a lead cannot hold is for whoever calls back to read.
    step = replace(step, action="wish", wish=phone.note) if phone.note else step
    if lead.description and of_a_visit(lead.description):
        _, own = await agenda(pool, asked, lead)
        if certain([visit for visit in own if visit.booked], Claim(asked.caller, lead.name)):
            return replace(step, say=f"{step.say} {speech.paul(speech.paul_only_noted)}", asks=True)
    return step


def _read(asked: ToolContext, call: ToolCall) -> LeadFacts:
    return read_lead(call.arguments, asked.caller, asked.line)


def _heard(asked: ToolContext, call: ToolCall) -> HeardPhone:
    return heard_phone(call.arguments, asked.caller, asked.line)


def _noted(known: LeadFacts, phone: HeardPhone, said: str | None, speech: Speech) -> str:
    """« C'est noté », with what is still to be asked; a call back is promised only to who can be called."""
    if known.phone is None:
        return f"{speech.noted_without_number} {speech.paul(speech.paul_without_number)}"
    if phone.unread and phone.number is None:
        return f"{speech.noted_misheard} {speech.paul(speech.paul_digits)}"
    if not (known.name or known.description):
        return f"{speech.only_number} {speech.paul(speech.paul_incomplete)}"
    if said is None:
        # Said earlier in this call, and not now: heard again, it can still be put right.
        return speech.noted_number.format(ref="{ref}", number=in_groups(known.phone))
    return speech.noted


async def _find_slots(pool: Pool, asked: ToolContext, call: ToolCall) -> ToolAction:
    calendar, speech = await read_calendar(pool, asked.at), speech_of(call)
    given = call.arguments
    wanted = " ".join(str(given[name]) for name in ("date", "debut", "moment") if given.get(name))
    when = read_when(wanted, asked.at, calendar.zone)
    minutes = calendar.minutes(given.get("duree_minutes"))
    found = offer(when, calendar, minutes, asked.at)
    why = (
        refusal(found.refused, when, calendar, minutes, asked.at, speech)
        if found.refused
        else _elsewhere(found, when, asked, calendar, speech)
    )
    if found.refused in NOT_UNDERSTOOD:
        return _sorry(call, why)
    return ToolAction(call.id, call.name, f"{why} {offered(found, calendar, asked.at, speech)}".strip())


def _elsewhere(found: Offer, when: When, asked: ToolContext, calendar: Calendar, speech: Speech) -> str:
    if not (found.elsewhere and found.slots):
        return ""
    if when.day is None or when.until:
        return speech.nothing_then
    return speech.nothing_then_on.format(day=say_day(when.day, asked.at.astimezone(calendar.zone).date(), speech))


async def _book(pool: Pool, asked: ToolContext, call: ToolCall) -> ToolAction:
    lead = _read(asked, call)
    known = lead if asked.noted else await _completed(pool, asked, call, lead)
    calendar, own = await agenda(pool, asked, known)
    when = read_when(_start(call), asked.at, calendar.zone)
    if asked.noted:
        return book_late(asked, call, lead, calendar, when)
    if not known.is_somebody:
        speech = speech_of(call)
        return _sorry(call, f"{speech.who} {speech.paul(speech.paul_nothing_saved)}")
    return book(asked, call, lead if lead.is_somebody else known, known, calendar, when, own)


def _start(call: ToolCall) -> str:
    """The start asked for, which some models part into a day and an hour."""
    given = call.arguments
    day = given.get("debut") or given.get("date") or given.get("jour")
    return " ".join(str(part) for part in (day, given.get("heure")) if part)


async def _completed(pool: Pool, asked: ToolContext, call: ToolCall, lead: LeadFacts) -> LeadFacts:
    """The lead with the name, the number and the place that the same call told already of that person."""
    is_placed = names_place(lead.address)
    if lead.name and lead.phone and is_placed:
        return lead
    known = await known_with(pool, asked, call, lead)
    place = lead if is_placed else known
    return replace(_reached_as(lead, known), address=place.address, city=place.city, postal_code=place.postal_code)


def _reached_as(lead: LeadFacts, known: LeadFacts) -> LeadFacts:
    return replace(lead, name=known.name, phone=known.phone, phone_is_callers=known.phone_is_callers, shown=known.shown)


async def _move(pool: Pool, asked: ToolContext, call: ToolCall) -> ToolAction:
    request = await _request(pool, asked, call)
    when = read_when(_start(call), asked.at, request.calendar.zone)
    return change.ask_a_person(request, "déplacer") if asked.noted else change.move(request, when)


async def _cancel(pool: Pool, asked: ToolContext, call: ToolCall) -> ToolAction:
    request = await _request(pool, asked, call)
    return change.ask_a_person(request, "annuler") if asked.noted else change.cancel(request)


async def _request(pool: Pool, asked: ToolContext, call: ToolCall) -> change.Request:
    lead = _read(asked, call)
    if not (lead.name and lead.phone):
        lead = _reached_as(lead, await known_with(pool, asked, call, lead))
    ref = read_ref(call.arguments.get("reference"), asked.at)
    calendar, own = await agenda(pool, asked, lead, ref)
    day = read_when(call.arguments.get("date_actuelle"), asked.at, calendar.zone).day
    return change.Request(asked, call, lead, Claim(asked.caller, lead.name, ref), own, calendar, day)


_TOOLS: dict[str, Callable[[Pool, ToolContext, ToolCall], Awaitable[ToolAction]]] = {
    "enregistrer_lead": _save_lead,
    "consulter_disponibilites": _find_slots,
    "prendre_rendez_vous": _book,
    "deplacer_rendez_vous": _move,
    "annuler_rendez_vous": _cancel,
}


def _sorry(call: ToolCall, words: str) -> ToolAction:
    return ToolAction(call.id, call.name, words, ok=False)


def _on_the_day_of(taken: datetime, calendar: Calendar) -> When:
    local = taken.astimezone(calendar.zone)
    return When("", local.date(), Clock(local.time()))

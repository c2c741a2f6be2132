"""Paul's five tools: what each call comes down to, and the one line of French that he can say as it is."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from backend.appointments.calendar import Calendar
from backend.appointments.offers import Offer, offer
from backend.appointments.own import Claim, certain, read_ref
from backend.db import Pool, query
from backend.intake.tools import change
from backend.intake.tools.action import ToolAction, ToolContext
from backend.intake.tools.agenda import agenda
from backend.intake.tools.agenda import calendar as read_calendar
from backend.intake.tools.late import book_late
from backend.intake.tools.refusals import offered, refusal
from backend.intake.tools.spoken import ASK_DIGITS, ASK_NUMBER, UNREADABLE, for_paul, noted_words, say_day, say_moment
from backend.intake.tools.visit import NOT_UNDERSTOOD, book
from backend.utterance.clock import Clock
from backend.utterance.phone import HeardPhone
from backend.utterance.plain import plain
from backend.utterance.when import When, read_when
from backend.vapi.lead_facts import LeadFacts, heard_phone, read_lead
from backend.vapi.tool_calls import ToolAnswer, ToolCall

WHO = "Il me manque votre nom et votre numéro de téléphone. " + for_paul("rien n'est enregistré encore")
AGAIN = f"{UNREADABLE} " + for_paul("arguments illisibles, rien n'est enregistré; rappelez l'outil avec un objet JSON")
NO_SUCH_TOOL = "Guillaume s'en occupera lui-même. " + for_paul(
    "cet outil n'existe pas, rien n'est fait; notez la demande avec enregistrer_lead"
)
GONE = "Quelqu'un de l'équipe vient de changer ce rendez-vous. Un instant, je vérifie. " + for_paul(
    "rien n'est fait; rappelez l'outil une fois"
)
ONLY_NOTED = for_paul(
    "aucune visite n'est changée encore; pour le faire, annuler_rendez_vous ou deplacer_rendez_vous; sinon dites que "
    "c'est une demande"
)
# What a demand says that is about a visit which stands.
_OF_A_VISIT = re.compile(
    r"\b(?:annul|cancel|decommand|reschedul|postpone)|\breport(?:er|e|ez)\b|\bautre (?:date|jour|heure|semaine|rendez)|"
    r"\b(?:deplac|chang|remettre|remet|mov(?:e|ing)\b).{0,40}\b(?:rendez|rdv|visit|date|heure|jour|semaine|mois|appoint|"
    r"booking|week|day)|\bplus besoin|\bven(?:ez|ir) (?:plus|pas)\b|\bpas (?:venir|la peine)|\bno longer need|"
    r"\bdon'?t come|\banother (?:day|time|date|week)"
)


async def work_out_all(pool: Pool, asked: ToolContext, calls: Sequence[ToolCall]) -> list[ToolAction]:
    """The tool calls of one message in their order, each knowing what those before it ask for."""
    steps: list[ToolAction] = []
    for call in calls:
        steps.append(await work_out(pool, replace(asked, before=tuple(steps)), call))
    return steps


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
    words = GONE if answer["came_to"] == "gone" else await _taken(pool, asked, step)
    ms = round((time.perf_counter() - started) * 1000)
    async with pool.connection() as conn:
        await conn.execute(query("keep_answer"), [answer["call_id"], call.id, call.name, asked.at, words, False, ms])
    return ToolAnswer(call, words, False)


async def _taken(pool: Pool, asked: ToolContext, step: ToolAction) -> str:
    calendar = await read_calendar(pool, asked.at)
    minutes = step.minutes or calendar.slot_minutes
    taken = step.starts_at or asked.at
    instead = offer(_on_the_day_of(taken, calendar), calendar, minutes, asked.at, taken)
    why = f"Le {say_moment(taken, calendar.zone, asked.at)}, c'est déjà pris."
    if step.visit_starts_at:
        stays = say_moment(step.visit_starts_at, calendar.zone, asked.at)
        why += f" Votre rendez-vous du {stays} tient toujours."
    return f"{why} {offered(instead, calendar, asked.at)}"


async def _save_lead(pool: Pool, asked: ToolContext, call: ToolCall) -> ToolAction:
    lead, phone = read_lead(call.arguments, asked.caller), heard_phone(call.arguments, asked.caller)
    if not lead.is_somebody:
        return _sorry(call, WHO)
    step = ToolAction(call.id, call.name, _noted(lead, phone), action="lead", lead=lead)
    # What the columns of a lead cannot hold is for whoever calls back to read.
    step = replace(step, action="wish", wish=phone.note) if phone.note else step
    if lead.description and _OF_A_VISIT.search(plain(lead.description)):
        _, own = await agenda(pool, asked, lead)
        if certain([visit for visit in own if visit.booked], Claim(asked.caller, lead.name)):
            return replace(step, say=f"{step.say} {ONLY_NOTED}", asks=True)
    return step


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
    calendar = await read_calendar(pool, asked.at)
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
    lead = read_lead(call.arguments, asked.caller)
    calendar, own = await agenda(pool, asked, lead)
    when = read_when(call.arguments.get("debut"), asked.at, calendar.zone)
    if asked.noted:
        return book_late(asked, call, lead, calendar, when)
    return book(asked, call, lead, calendar, when, own) if lead.is_somebody else _sorry(call, WHO)


async def _move(pool: Pool, asked: ToolContext, call: ToolCall) -> ToolAction:
    request = await _request(pool, asked, call)
    when = read_when(call.arguments.get("debut"), asked.at, request.calendar.zone)
    return change.ask_a_person(request, "déplacer") if asked.noted else change.move(request, when)


async def _cancel(pool: Pool, asked: ToolContext, call: ToolCall) -> ToolAction:
    request = await _request(pool, asked, call)
    return change.ask_a_person(request, "annuler") if asked.noted else change.cancel(request)


async def _request(pool: Pool, asked: ToolContext, call: ToolCall) -> change.Request:
    lead, ref = read_lead(call.arguments, asked.caller), read_ref(call.arguments.get("reference"), asked.at)
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

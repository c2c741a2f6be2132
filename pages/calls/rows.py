"""One call of the journal as a row: a card on a phone, a table line on a wide screen."""

from __future__ import annotations

from datetime import datetime
from html import escape

from backend import business, fr
from backend.calls import words as wording
from backend.calls.journal import CallRow
from backend.vapi import words as vapi_words
from pages.ui import html as h


def row(call: CallRow, now: datetime) -> str:
    """Who, when, what came of it, why it ended, what it cost."""
    who = h.text("strong", name(call)) + " " + _beneath(call)
    came_to = wording.came_to(call.outcome, call.status, call.created_at, now)
    state = h.badge(came_to, wording.tone(call.outcome)) + _marks(call)
    ended = vapi_words.ended(call.ended_reason, call.ended_category)
    parts = (
        h.tag("div", who),
        h.text("time", fr.clock(call.created_at), "df-time"),
        h.tag("div", state),
        h.tag("div", _length(call, now) + _cost(call), "df-cost"),
        h.tag("div", escape(_sum(call, ended, now)), "df-sum"),
    )
    return h.tag("div", "".join(parts), "df-row df-journal")


def name(call: CallRow) -> str:
    """Who called, as well as it is known."""
    return call.caller_name or call.lead_name or fr.phone(call.caller_number)


def label(call: CallRow) -> str:
    """What the row's link is called for a screen reader."""
    return f"Ouvrir l’appel de {name(call)}, {fr.day(call.created_at)} à {fr.clock(call.created_at)}"


def _beneath(call: CallRow) -> str:
    number = fr.phone(call.caller_number) if call.caller_number and name(call) != fr.phone(call.caller_number) else None
    words = " · ".join(part for part in (call.lead_city, number) if part)
    return h.text("span", words, "df-quiet")


def _marks(call: CallRow) -> str:
    urgent = " " + h.badge("Urgent", "bad") if call.lead_urgency == "urgent" else ""
    mark = " " + h.badge(business.CLASSIFICATIONS[call.classification], "plain") if call.classification else ""
    return urgent + mark + (" " + h.badge("à rappeler", "warn") if call.needs_callback else "")


def _sum(call: CallRow, ended: str, now: datetime) -> str:
    if wording.end_lost(call.status, call.created_at, now):
        return call.summary or "Le message de fin d’appel n’est jamais arrivé."
    reason = ended[:1].upper() + ended[1:]
    if call.summary and wording.tone(call.outcome) == "bad":
        return f"{reason}. {call.summary}"
    return call.summary or reason or ("En ligne en ce moment." if call.outcome == "in_progress" else "")


def _length(call: CallRow, now: datetime) -> str:
    if wording.end_lost(call.status, call.created_at, now):
        return "–"
    if call.status != "ended" and call.started_at:
        return escape(fr.span((now - call.started_at).total_seconds()))
    return escape(fr.length(call.seconds)) if call.seconds is not None else "–"


def _cost(call: CallRow) -> str:
    return f" · {escape(fr.dollars(call.cost_usd))}&nbsp;US" if call.cost_usd is not None else ""

"""The alert's state in a few words on the cards of leads and calls, and one more message from there."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from backend import fr
from backend.alerts import words as say
from backend.alerts.read import Brief
from pages.ui import html as h
from pages.ui.alerts.send import Message

NONE = "aucune alerte envoyée"


def fact(brief: Brief | None, now: datetime) -> str:
    """`alerte livrée 14 h 05 (texto à Guillaume Fortin)`; then how a message asked for since then fares."""
    if brief is None:
        return NONE
    result = f"alerte: {_state(brief, now)}"
    last = brief.last
    if last is None:
        return result
    to = f"{say.channel(last.channel)} à {last.recipient_name or 'une personne retirée'}"
    settled_at = brief.acknowledged_at or brief.delivered_at
    again = last.asked_by_name and (brief.state == "failed" or (settled_at is not None and last.at > settled_at))
    if again:
        return f"{result}; renvoi par {to}: {say.attempt(last.state, handed_over=last.handed_over_at is not None)}"
    return f"{result} ({to})" if brief.state in ("handed_over", "delivered") else result


def drawn(brief: Brief | None, now: datetime) -> str:
    """The same as a line of a card; in red when nobody was reached."""
    result = fact(brief, now)
    css = "df-facts df-failed" if brief and brief.state == "failed" else "df-facts"
    return h.facts([result[:1].upper() + result[1:]], css)


def message(kind: Literal["lead", "call"], subject: UUID, who: str, brief: Brief | None) -> Message:
    """One more message about this lead or call, to whom its alert went."""
    last = brief.last.id if brief and brief.last else None
    return Message(kind, (subject,), f"Alerte au sujet de {who}", brief.recipient_id if brief else None, str(last))


def _state(brief: Brief, now: datetime) -> str:
    words = say.state(brief.state, say.acknowledged_by(brief.acknowledged_by, brief.acknowledged_via))
    at = {
        "handed_over": brief.handed_over_at,
        "delivered": brief.delivered_at,
        "acknowledged": brief.acknowledged_at,
    }.get(brief.state)
    if at:
        return f"{words} {fr.moment_near(at, now)}"
    why = say.reason(brief.reason) if brief.state in ("waiting", "failed") else ""
    return f"{words}, {why}" if why else words

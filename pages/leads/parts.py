"""How a lead and a second chance are drawn."""

from __future__ import annotations

from datetime import datetime
from html import escape

from backend import business, fr
from backend.appointments import words as visit_words
from backend.calls import words as wording
from backend.leads import attempts
from backend.leads.read import STATUSES, Board, FollowUp, Lead, Note
from backend.lights import Tone
from pages.ui import history as earlier
from pages.ui import html as h
from pages.ui.alerts import brief as alert_brief
from pages.ui.tiles import tile, tile_row

STATUS_TONES: dict[str, Tone] = {"new": "warn", "booked": "good", "won": "good", "lost": "plain"}


def standing(board: Board) -> str:
    """How many leads stand where, and the share that got a visit."""
    share = fr.percent(board.booked, board.total)
    of = f"{fr.decimal(board.booked, 0)} sur {fr.count(board.total, 'fiche')}"
    tiles = [tile(str(board.counts.get(code, 0)), label) for code, label in STATUSES.items()]
    return tile_row("Où en sont les fiches", [*tiles, tile(share, "avec rendez-vous", of)], "df-six")


def lead(one: Lead, now: datetime) -> str:
    """Who, where, what, how far."""
    urgent = h.badge("Urgent", "bad") if one.urgency == "urgent" else ""
    state = h.badge(STATUSES[one.status], STATUS_TONES.get(one.status, "plain"))
    unowned = h.badge(attempts.unowned(one.unowned_minutes), "warn") if one.unowned_minutes else ""
    why = business.lost_reason(one.lost_reason) if one.status == "lost" and one.lost_reason else None
    who = (
        urgent
        + h.text("strong", one.name or "Sans nom")
        + state
        + unowned
        + (h.badge("Hors secteur", "warn") if one.out_of_area else "")
        + h.text("time", fr.moment_near(one.created_at, now))
    )
    given = f"confié à {one.assigned_name}" if one.assigned_name else None
    quiet = [business.service(one.service), one.ref, given, why]
    where = h.tag("p", h.map_link(one.address, one.city), "df-facts") if one.address or one.city else ""
    note = h.text("p", f"Note: {one.note}", "df-what") if one.note else ""
    note += thread(one.notes, now)
    number = h.tag("p", h.tel(one.phone) + h.sms(one.phone), "df-what")
    tried = h.text("p", one.attempt.words(now), "df-facts df-tried") if one.attempt else ""
    return (
        h.tag("div", who, "df-who")
        + h.text("p", one.description, "df-what")
        + number
        + where
        + h.facts(quiet)
        + tried
        + earlier.drawn(one.history, now)
        + note
        + _visit(one, now)
        + alert_brief.drawn(one.alert, now)
    )


def thread(notes: list[Note], now: datetime) -> str:
    """What was written, the oldest first, each with its author and hour."""
    drawn = (
        h.tag("li", h.facts([note.by or "Quelqu’un d’avant", fr.moment_near(note.at, now)]) + h.text("p", note.text))
        for note in notes
    )
    return h.tag("ul", "".join(drawn), "df-notes") if notes else ""


def _visit(one: Lead, now: datetime) -> str:
    visit = one.appointment
    if visit is None:
        return ""
    unlike = {"done": "fait", "cancelled": "annulé"}
    state = unlike.get(visit.status) or ("confirmé" if visit.confirmed else "à confirmer")
    hours = f"{fr.clock(visit.starts_at)} à {fr.clock(visit.ends_at)}"
    words = f"Rendez-vous {fr.day_near(visit.starts_at, now)}, {hours}: {state}"
    changed = f" ({visit_words.change(visit.change, now)})" if visit.change else ""
    return h.tag("p", escape(words + changed), "df-facts")


def chance(one: FollowUp, now: datetime) -> str:
    """Answered and not booked: why, and since when."""
    state = "rappelé, sans rendez-vous" if one.kind == "lead" else wording.outcome(one.status).lower()
    who = (
        h.text("strong", one.name or "Appelant sans nom")
        + h.text("span", one.city, "df-quiet")
        + h.badge(state, "warn")
    )
    back = f"rappelé {fr.ago(one.called_back_at, now)}" if one.called_back_at else "pas encore rappelé"
    facts = h.facts([f"appel {fr.ago(one.created_at, now)}", back, business.service(one.service), one.ref])
    result = h.tag("div", who, "df-who") + h.text("p", one.description, "df-what df-short") + facts
    return h.tag("div", h.tag("div", result) + h.call_button(one.phone, one.name), "df-card")

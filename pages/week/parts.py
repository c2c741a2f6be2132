"""How Ma semaine draws its figures and the rows behind one of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from html import escape

from backend import business, fr
from backend.calls import words as call_words
from backend.week import words as say
from backend.week.read import Row, Week
from pages.ui import html as h
from pages.ui.links import CALL, CALLS_PATH, LEAD, LEADS_PATH
from pages.ui.tiles import tile, tile_row


def week_of(monday: str) -> str:
    """`16 nov. – 22 nov.`, for the choice of a week."""
    first = date.fromisoformat(monday)
    return f"{fr.day_short(first)} – {fr.day_short(first + timedelta(days=6))}"


def headline(week: Week) -> str:
    """What one looks for first."""
    shown = [one for one in say.lines(week) if one.rows in ("call", "lead", "booked", "paid")]
    tiles = [tile(one.value, one.name, f"semaine d’avant: {one.before}") for one in shown]
    return h.facts([say.title(week), say.against(week)]) + tile_row("La semaine en chiffres", tiles, "df-words")


def table(week: Week) -> str:
    """A line a figure; from how many stands under its name."""
    head = "".join(h.tag("th", words, scope="col") for words in ("Chiffre", "Semaine", "Avant"))
    body = "".join(_line(one) for one in say.lines(week))
    return h.tag("table", h.tag("thead", h.tag("tr", head)) + h.tag("tbody", body), "df-table df-week")


def _line(one: say.Line) -> str:
    name = h.tag("th", h.text("b", one.name) + h.text("small", one.beside), scope="row")
    return h.tag("tr", name + _cell("semaine", one.value) + _cell("avant", one.before))


def _cell(label: str, words: str) -> str:
    return h.tag("td", escape(words), data_label=label)


def rows(found: Sequence[Row], now: datetime) -> str:
    """Each with its way to the lead or the call."""
    if not found:
        return h.empty("Aucune ligne", "Ce chiffre est à zéro cette semaine-là.")
    return h.tag("ul", "".join(_row(one, now) for one in found), "df-list")


def _row(one: Row, now: datetime) -> str:
    who = one.name or (fr.phone(one.phone) if one.phone else one.ref or "Inconnu")
    address = f"/{LEADS_PATH}?{LEAD}={one.ref}" if one.ref else f"/{CALLS_PATH}?{CALL}={one.id}"
    return h.tag("li", h.text_link(who, address) + h.facts([fr.moment_near(one.at, now), _said(one)]))


def _said(one: Row) -> str | None:
    if one.value is not None:
        return f"{fr.dollars(one.value)}{fr.NBSP}US" if one.why else f"premier essai après {fr.span(one.value)}"
    if one.why in business.LOST_REASONS:
        return business.lost_reason(one.why)
    return call_words.outcome(one.why) if one.why and one.kind == "call" else None

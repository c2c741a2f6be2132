"""How a customer's line of time is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend import business, fr
from backend import visit_messages as messages
from backend.alerts import words as alert_words
from backend.calls import words as wording
from backend.leads import attempts
from backend.leads.customer import Customer, CustomerVisit
from pages.ui import html as h
from pages.ui.tiles import tile, tile_row

VISITS = {"done": "faite", "cancelled": "annulée"}


@dataclass(frozen=True)
class Happened:
    """One moment of a customer's; `call` where there is a call to open."""

    at: datetime
    key: str
    drawn: str
    call: UUID | None = None


def headline(one: Customer) -> str:
    """The number, how many calls, leads and visits; and where to go."""
    places = list(dict.fromkeys(h.map_link(lead.address, lead.city) for lead in one.leads if lead.address))
    visits = sum(visit.status != "cancelled" for visit in one.visits)
    counts = (
        tile(str(len(one.calls)), "appel" if len(one.calls) < 2 else "appels"),
        tile(str(len(one.leads)), "fiche" if len(one.leads) < 2 else "fiches"),
        tile(str(visits), "visite" if visits < 2 else "visites"),
    )
    where = "".join(h.tag("p", link, "df-facts") for link in places)
    return tile_row("En chiffres", counts, "df-three") + h.call_button(one.phone, None) + where


def timeline(one: Customer) -> list[Happened]:
    """Everything, the newest first."""
    return sorted([*_calls(one), *_leads(one), *_visits(one), *_tries(one)], key=lambda each: each.at, reverse=True)


def _calls(one: Customer) -> Iterator[Happened]:
    for call in one.calls:
        came_to = wording.came_to(call.outcome, call.status, call.created_at, one.now)
        marks = h.badge(business.CLASSIFICATIONS[call.classification], "plain") if call.classification else ""
        badges = h.badge(came_to, wording.tone(call.outcome)) + marks
        yield Happened(
            call.created_at, f"a-{call.id}", _row(one, call.created_at, "Appel", call.summary, badges), call.id
        )


def _leads(one: Customer) -> Iterator[Happened]:
    for lead in one.leads:
        what = lead.description or business.service(lead.service)
        yield Happened(lead.created_at, f"f-{lead.id}", _row(one, lead.created_at, f"Fiche {lead.ref}", what))
        for number, note in enumerate(lead.notes):
            said = f"Note de {note.by or 'quelqu’un d’avant'}"
            yield Happened(note.at, f"n-{lead.id}-{number}", _row(one, note.at, said, note.text))


def _visits(one: Customer) -> Iterator[Happened]:
    for visit in one.visits:
        drawn = _row(one, visit.starts_at, f"Visite {_state(visit)}", business.service(visit.service))
        yield Happened(visit.starts_at, f"v-{visit.id}", drawn)


def _state(visit: CustomerVisit) -> str:
    return VISITS.get(visit.status) or ("confirmée" if visit.confirmed else "à confirmer")


def _tries(one: Customer) -> Iterator[Happened]:
    for number, tried in enumerate(one.attempts):
        who = f"Appelé par {tried.by}" if tried.by else "Appelé"
        yield Happened(tried.at, f"e-{number}", _row(one, tried.at, who, attempts.WORDS[tried.outcome]))
    for number, told in enumerate(one.messages):
        to_customer = told.to_customer
        if to_customer:
            row = _row(one, told.at, "Message au client", messages.told(to_customer, one.now))
        else:
            row = _row(one, told.at, "Message à l’équipe", alert_words.kind(told.kind))
        yield Happened(told.at, f"m-{number}", row)


def _row(one: Customer, at: datetime, what: str, more: str | None, badges: str = "") -> str:
    head = h.tag("div", h.text("strong", what) + badges + h.text("time", _when(one, at)), "df-who")
    return head + h.text("p", more, "df-what df-short")


def _when(one: Customer, at: datetime) -> str:
    return fr.moment_near(at, one.now)

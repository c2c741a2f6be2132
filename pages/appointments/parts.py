"""How a visit is told: on its card, and in a line of the week."""

from __future__ import annotations

from datetime import datetime

from backend import business, fr
from backend import visit_messages as messages
from backend.appointments import words as visit_words
from backend.appointments.read import Visit
from backend.lights import Tone
from pages.ui import html as h

STATES: dict[str, tuple[str, Tone]] = {"done": ("faite", "good"), "cancelled": ("annulé", "plain")}


def state(one: Visit) -> tuple[str, Tone]:
    """Where the visit stands, and how that looks."""
    return STATES.get(one.status) or (("confirmé", "good") if one.confirmed else ("à confirmer", "warn"))


def visit(one: Visit, now: datetime, *, with_day: bool = False) -> str:
    """When, who, where, what, and who goes."""
    hours = f"{fr.clock(one.starts_at)} à {fr.clock(one.ends_at)}"
    when = f"{fr.day_near(one.starts_at, now)}, {hours}" if with_day else hours
    changed = visit_words.change(one.change, now).capitalize() if one.change else None
    urgent = h.badge("Urgent", "bad") if one.urgency == "urgent" else ""
    who = h.text("strong", when) + h.text("span", one.name or "Sans nom") + h.badge(*state(one)) + urgent
    nobody = "personne n’est désigné pour y aller" if one.status == "booked" else None
    goes = f"{one.assigned_name} y va" if one.assigned_name else nobody
    return (
        h.tag("div", who, "df-who")
        + h.tag("p", h.tel(one.phone) + h.sms(one.phone), "df-what")
        + h.text("p", changed, "df-what")
        + h.tag("p", h.map_link(one.address, one.city), "df-facts")
        + h.facts([business.service(one.service), one.ref, goes])
        + "".join(h.facts([messages.told(each, now)]) for each in one.messages)
    )

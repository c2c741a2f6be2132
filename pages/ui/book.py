"""The booking dialog: free slots by day, one tap, no overlap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Literal
from uuid import UUID

import streamlit as st

from backend import fr
from backend.appointments import actions
from backend.appointments import read as week
from backend.appointments.slots import free_slots
from backend.console.api import Api
from backend.supabase.errors import ApiError
from pages.ui import actions as act
from pages.ui import dialogs, session
from pages.ui.parts import error_box, plain

Kind = Literal["lead", "call"]
LENGTHS = (60, 90, 120, 180, 240)
SLOTS = 40
DAYS = 6
_LAST = "_booking"


@dataclass(frozen=True)
class Wanted:
    """The visit that the last tap asked for."""

    action: act.Action
    subject: UUID
    start: datetime
    minutes: int


@dialogs.dialog("Prendre rendez-vous", icon=":material/event:")
def dialog(kind: Kind, subject: UUID, who: str, address: str | None, standing: datetime | None) -> None:
    """Pick a day, an hour, and book. A slot taken meanwhile is said, and the others stay on offer.

    `standing`: the visit to come that the new one takes the place of.
    """
    _, api = session.current()
    _carry_out(api, kind, subject)
    try:
        calendar = week.calendar(api, datetime.now(UTC))
    except ApiError as error:
        error_box(error)
        return
    replaced = f", à la place de celle de {_when(standing)}" if standing else ""
    st.markdown(f"Visite chez **{plain(who)}**{replaced}")
    usual = LENGTHS.index(calendar.slot_minutes) if calendar.slot_minutes in LENGTHS else 1
    minutes = st.selectbox("Durée", LENGTHS, usual, format_func=lambda m: fr.span(m * 60), key=f"duree-{subject}")
    start = pick_slot(free_slots(calendar, datetime.now(UTC), minutes, SLOTS), subject)
    st.text_input("Adresse", address or "", key=_where_key(subject), placeholder="Numéro, rue, ville")
    if start:
        _offer(kind, subject, start, minutes, who)


def pick_slot(slots: list[datetime], subject: UUID) -> datetime | None:
    """A day, then an hour of it; None while none is picked, or none is free."""
    by_day: dict[date, list[datetime]] = {}
    for start in slots:
        by_day.setdefault(fr.local(start).date(), []).append(start)
    days = list(by_day)[:DAYS]
    if not days:
        st.info("Aucune plage libre dans les jours qui viennent pour cette durée.", icon=":material/event_busy:")
        return None
    day = st.pills("Jour", days, default=days[0], required=True, format_func=fr.day_short, key=f"jour-{subject}")
    hours = by_day.get(day or days[0]) or by_day[days[0]]
    return st.pills("Heure", hours, format_func=fr.clock, key=f"heure-{subject}-{day}")


def _offer(kind: Kind, subject: UUID, start: datetime, minutes: int, who: str) -> None:
    key = f"reserver-{kind}-{subject}-{start.isoformat()}-{minutes}"
    action = act.prepare(key)
    label = f"Réserver {_when(start)} pour {plain(who)}"
    asked = Wanted(action, subject, start, minutes)
    st.button(label, key=key, type="primary", width="stretch", disabled=action.busy, on_click=_ask, args=(asked,))


def _ask(wanted: Wanted) -> None:
    wanted.action.ask()
    st.session_state[_LAST] = wanted


def _carry_out(api: Api, kind: Kind, subject: UUID) -> None:
    """Before the slots are drawn: the one asked for may be gone from them, and its refusal must be said too."""
    wanted: Wanted | None = st.session_state.get(_LAST)
    if wanted is None or wanted.subject != subject:
        return
    if wanted.action.state == "failed" and wanted.action.error:
        st.session_state.pop(_LAST)
        error_box(wanted.action.error)
        return
    # As the box holds it now: its last words may have come together with the click.
    where = st.session_state.get(_where_key(subject), "")
    book = partial(actions.book, api, kind=kind, subject=subject, address=where)
    deed = partial(book, starts_at=wanted.start, minutes=wanted.minutes)
    said = f"Rendez-vous réservé: {_when(wanted.start)}"
    act.finish(wanted.action, lambda request_id: deed(request_id=request_id), said, in_dialog=True)


def _when(start: datetime) -> str:
    return f"{fr.day(start)} à {fr.clock(start)}"


def _where_key(subject: UUID) -> str:
    return f"adresse-{subject}"

"""The booking dialog: free slots by day, one tap, no overlap."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from typing import Literal
from uuid import UUID

import streamlit as st

from backend import fr
from backend.appointments.slots import free_slots
from backend.console.api import Api
from backend.console.api_error import ApiError
from backend.screens import actions, week
from pages import _act, _session
from pages._parts import error_box, plain

Kind = Literal["lead", "call"]
LENGTHS = (60, 90, 120, 180, 240)
SLOTS = 40
DAYS = 6
_LAST = "_booking"


@st.dialog("Prendre rendez-vous", icon=":material/event:")
def dialog(kind: Kind, subject: UUID, who: str, address: str | None) -> None:
    """Pick a day, an hour, and book. A slot taken meanwhile is said, and the others stay on offer."""
    _, api = _session.current()
    try:
        calendar = week.calendar(api, datetime.now(UTC))
    except ApiError as error:
        error_box(error)
        return
    st.markdown(f"Visite chez **{plain(who)}**")
    usual = LENGTHS.index(calendar.slot_minutes) if calendar.slot_minutes in LENGTHS else 1
    minutes = st.selectbox("Durée", LENGTHS, usual, format_func=lambda m: fr.span(m * 60), key=f"duree-{subject}")
    start = _slot(free_slots(calendar, datetime.now(UTC), minutes, SLOTS), subject)
    where = st.text_input("Adresse", address or "", key=f"adresse-{subject}", placeholder="Numéro, rue, ville")
    _last_refusal()
    if start:
        _book(api, kind, subject, start, minutes, where, who)


def _slot(slots: list[datetime], subject: UUID) -> datetime | None:
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


def _book(api: Api, kind: Kind, subject: UUID, start: datetime, minutes: int, where: str, who: str) -> None:
    key = f"reserver-{kind}-{subject}-{start.isoformat()}-{minutes}"
    wish, when = _act.request(key), f"{fr.day(start)} à {fr.clock(start)}"
    label = f"Réserver {when} pour {plain(who)}"
    st.button(label, key=key, type="primary", width="stretch", disabled=wish.busy, on_click=wish.ask)
    if wish.state == "asked":
        st.session_state[_LAST] = wish
        book = partial(actions.book, api, kind=kind, subject=subject, starts_at=start, minutes=minutes, address=where)
        _act.settle(
            wish, lambda request_id: book(request_id=request_id), f"Rendez-vous réservé: {when}", in_dialog=True
        )


def _last_refusal() -> None:
    last: _act.Request | None = st.session_state.get(_LAST)
    if last and last.state == "failed" and last.error:
        error_box(last.error)
        st.session_state.pop(_LAST)

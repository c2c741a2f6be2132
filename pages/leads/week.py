"""The week's visits, by day: confirm, close, cancel."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Literal
from uuid import UUID

import streamlit as st

from backend import fr
from backend.appointments import actions
from backend.appointments import read as week
from backend.appointments.read import Visit
from backend.console.api import Api
from pages.leads import closed, parts
from pages.ui import actions as act
from pages.ui import html as h
from pages.ui import session
from pages.ui.parts import read_or_last_known, section

EVERY_S = 10
_WEEKS = "_weeks_ahead"
Deed = Literal["confirm", "cancel", "done"]


def draw() -> None:
    """Monday to Sunday, this week first."""
    ahead: int = st.session_state.setdefault(_WEEKS, 0)
    today = fr.local(datetime.now(UTC)).date()
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=ahead)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button("Précédente", key="before", icon=":material/chevron_left:", on_click=_turn, args=(-1,))
        st.button("Cette semaine", key="this", disabled=ahead == 0, on_click=_turn, args=(-ahead,))
        st.button(
            "Suivante", key="after", icon=":material/chevron_right:", icon_position="right", on_click=_turn, args=(1,)
        )
    _list(monday)
    closed.draw()


def _turn(weeks: int) -> None:
    st.session_state[_WEEKS] += weeks


@st.fragment(run_every=EVERY_S)
def _list(monday: date) -> None:
    _, api = session.current()
    since, until = fr.day_bounds(monday, monday + timedelta(days=6))
    found = read_or_last_known(f"week-{monday}", lambda: week.visits(api, since, until))
    if found is None:
        return
    standing = [visit for visit in found if visit.status != "cancelled"]
    unsure = sum(not visit.confirmed for visit in standing)
    beside = fr.count(len(standing), "rendez-vous", "rendez-vous") + (f", {unsure} à confirmer" if unsure else "")
    st.html(section(f"Semaine du {fr.day(monday)}", beside))
    shut = closed.names(api, monday, 7)
    if shut:
        st.html(h.facts([f"Fermé {one}" for one in shut]))
    if not found:
        st.html(
            h.empty(
                "Aucun rendez-vous cette semaine",
                "Paul en prend pendant les appels; vous pouvez en prendre depuis une fiche.",
            )
        )
    now = datetime.now(UTC)
    for day, visits in groupby(found, key=lambda visit: fr.local(visit.starts_at).date()):
        st.html(h.text("p", fr.day_near(fr.day_bounds(day, day)[0], now), "df-daymark"))
        for visit in visits:
            _card(api, visit, now)
    act.say_what_was_done()


def _card(api: Api, visit: Visit, now: datetime) -> None:
    who, when = visit.name or visit.ref, fr.clock(visit.starts_at)
    with st.container(key=f"carte-{visit.urgency}-v-{visit.id}"):
        st.html(parts.visit(visit, now))
        if visit.status != "booked":
            return
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            if not visit.confirmed:
                _button(api, visit, "confirm", "Confirmer", f"Rendez-vous de {who}, {when}: confirmé")
            _button(api, visit, "done", "Visite faite", f"Visite chez {who}: faite")
            with st.popover("Annuler"):
                st.markdown("Le client n’est pas prévenu: appelez-le avant.")
                _button(api, visit, "cancel", "Oui, annuler ce rendez-vous", f"Rendez-vous de {who}: annulé")


def _button(api: Api, visit: Visit, deed: Deed, label: str, said: str) -> None:
    kind: Literal["primary", "secondary"] = "primary" if deed == "confirm" else "secondary"
    act.button(label, f"{deed}-{visit.id}-{visit.confirmed}", partial(_do, api, visit, deed), said, kind=kind)


def _do(api: Api, visit: Visit, deed: Deed, request_id: UUID) -> None:
    actions.change_visit(api, request_id, visit.id, deed)

"""The week's visits, by day: confirm, close, cancel."""

from __future__ import annotations

from dataclasses import replace
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
from pages.leads import parts
from pages.ui import actions as act
from pages.ui import closed_days, moves, session
from pages.ui import html as h
from pages.ui.lately import Lately
from pages.ui.parts import read_or_last_known, section

EVERY_S = 10
_WEEK = "semaine"
Deed = Literal["confirm", "cancel", "done"]
# After these the card stays a while, with the way back.
WORDS: dict[Deed, str] = {"cancel": "Annulé", "done": "Faite"}
# A visit cancelled by mistake costs a customer: longer than a slip of the thumb.
UNDO_S = 30.0


def draw() -> None:
    """Monday to Sunday, this week first; another week is in the address."""
    today = fr.local(datetime.now(UTC)).date()
    this = today - timedelta(days=today.weekday())
    monday = _asked() or this
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button("Précédente", key="before", icon=":material/chevron_left:", on_click=_turn, args=(monday, this, -1))
        st.button("Cette semaine", key="this", disabled=monday == this, on_click=_turn, args=(this, this, 0))
        st.button(
            "Suivante", key="after", icon=":material/chevron_right:", icon_position="right", on_click=_turn,
            args=(monday, this, 1),
        )  # fmt: skip
    _list(monday)
    closed_days.draw()


def _asked() -> date | None:
    try:
        asked = date.fromisoformat(st.query_params.get(_WEEK, ""))
    except ValueError:
        return None
    return asked - timedelta(days=asked.weekday())


def _turn(monday: date, this: date, weeks: int) -> None:
    wanted = monday + timedelta(weeks=weeks)
    if wanted == this:
        st.query_params.pop(_WEEK, None)
    else:
        st.query_params[_WEEK] = wanted.isoformat()


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
    shut = closed_days.names(api, monday, 7)
    if shut:
        st.html(h.facts([f"Fermé {one}" for one in shut]))
    done = Lately[Visit](f"visits-{monday}", UNDO_S)
    shown = done.in_place(found, lambda visit: visit.id)
    moves.notice(f"visits-{monday}", [str(visit.id) for visit in shown])
    if not shown:
        st.html(
            h.empty(
                "Aucun rendez-vous cette semaine",
                "Paul en prend pendant les appels; vous pouvez en prendre depuis une fiche.",
            )
        )
    now = datetime.now(UTC)
    for day, visits in groupby(enumerate(shown), key=lambda placed: fr.local(placed[1].starts_at).date()):
        st.html(h.text("p", fr.day_near(fr.day_bounds(day, day)[0], now), "df-daymark"))
        for place, visit in visits:
            _card(api, visit, place, done, now)
    act.say_what_was_done()


def _card(api: Api, visit: Visit, place: int, done: Lately[Visit], now: datetime) -> None:
    just_done = done.of(visit.id)
    with st.container(key=f"carte-{visit.urgency}-v-{visit.id}"):
        st.html(parts.visit(visit, now))
        if visit.status == "cancelled" and not just_done:
            return
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            if just_done:
                st.button(f"{just_done.words} ✓", key=f"fait-v-{visit.id}", disabled=True)
                _undo_button(api, "Annuler ce geste", visit, done, just_done.at)
            elif visit.status == "done":
                _undo_button(api, "Pas encore faite", visit, done, 0.0)
            else:
                _deeds(api, visit, place, done, now)


def _deeds(api: Api, visit: Visit, place: int, done: Lately[Visit], now: datetime) -> None:
    """What may be done to a visit; a visit to come cannot have been made."""
    who, when = visit.name or visit.ref, fr.clock(visit.starts_at)
    button = partial(_button, api, visit, place, done)
    if not visit.confirmed:
        button("confirm", "Confirmer", f"Rendez-vous de {who}, {when}: confirmé")
    if visit.starts_at <= now:
        button("done", "Visite faite", f"Visite chez {who}: faite")
    with st.popover("Annuler"):
        st.markdown("Le client n’est pas prévenu: appelez-le avant.")
        button("cancel", "Oui, annuler ce rendez-vous", f"Rendez-vous de {who}: annulé")
        if visit.confirmed:
            _undo_button(api, "Remettre à confirmer", replace(visit, confirmed=False), done, 0.0)


def _button(api: Api, visit: Visit, place: int, done: Lately[Visit], deed: Deed, label: str, said: str) -> None:
    kind: Literal["primary", "secondary"] = "primary" if deed == "confirm" else "secondary"
    key = f"{deed}-{visit.id}-{visit.confirmed}-{done.times(visit.id)}"
    act.button(label, key, partial(_do, api, visit, place, done, deed), said, kind=kind, on=str(visit.id))


def _undo_button(api: Api, label: str, visit: Visit, done: Lately[Visit], at: float) -> None:
    who, key = visit.name or visit.ref, f"remettre-{visit.id}-{at}-{done.times(visit.id)}"
    undo = partial(_undo, api, visit, done)
    act.button(label, key, undo, f"Rendez-vous de {who}: comme avant", on=str(visit.id), undo=True)


def _do(api: Api, visit: Visit, place: int, done: Lately[Visit], deed: Deed, request_id: UUID) -> None:
    actions.change_visit(api, request_id, visit.id, deed)
    if deed in WORDS:
        done.note(visit.id, visit, place, WORDS[deed])


def _undo(api: Api, visit: Visit, done: Lately[Visit], request_id: UUID) -> None:
    actions.restore_visit(api, request_id, visit.id, confirmed=visit.confirmed)
    done.drop(visit.id)

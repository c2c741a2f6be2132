"""The week of visits, live: days across and hours down on a desk, a list by day on a phone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from backend import fr
from backend.appointments import read as appointments
from backend.appointments.read import Agenda, Visit
from backend.console.api import Api
from pages.appointments import by_day, dates, deeds, grid, move, parts
from pages.appointments.crew import Crew
from pages.appointments.deeds import Recent
from pages.ui import actions as act
from pages.ui import html as h
from pages.ui import links, session, width
from pages.ui.parts import read_or_last_known, section

EVERY_S = 10
# Of the width, what the week takes and what the visit beside it takes.
WIDTHS = (7, 2.6)
NOTHING = (
    "Aucun rendez-vous cette semaine",
    "Paul en prend pendant les appels; vous pouvez en prendre depuis une fiche.",
)


def draw(turning: DeltaGenerator) -> None:
    """Monday to Sunday, this week first; in `turning` the ways to the weeks beside it."""
    move.turn_after()
    monday, this = dates.looked_at(), dates.monday_of(dates.today())
    with turning:
        before, after = monday - timedelta(weeks=1), monday + timedelta(weeks=1)
        st.button("Précédente", key="before", icon=":material/chevron_left:", on_click=dates.look_at, args=(before,))
        st.button("Cette semaine", key="this", disabled=monday == this, on_click=dates.look_at, args=(this,))
        st.button(
            "Suivante", key="after", icon=":material/chevron_right:", icon_position="right", on_click=dates.look_at,
            args=(after,),
        )  # fmt: skip
    _live(monday)


@st.fragment(run_every=EVERY_S)
def _live(monday: date) -> None:
    _, api = session.current()
    found = read_or_last_known(f"visits-{monday}", lambda: appointments.agenda(api, monday))
    if found is None:
        return
    recent = Recent.of_week(monday)
    shown = recent.in_place(found.visits)
    st.html(_headline(monday, found))
    if not shown:
        st.html(h.empty(*NOTHING))
    crew = Crew.now(api)
    if width.is_wide():
        _desk(api, monday, found, recent, crew)
    elif shown:
        by_day.draw(api, monday, shown, recent, crew)
    # Asked by a button that this run no longer draws: the way back goes by itself after a while.
    act.finish_what_was_left()
    act.say_what_was_done()


def _headline(monday: date, found: Agenda) -> str:
    standing = [visit for visit in found.visits if visit.status != "cancelled"]
    unsure = sum(not visit.confirmed for visit in standing)
    beside = fr.count(len(standing), "rendez-vous", "rendez-vous") + (f", {unsure} à confirmer" if unsure else "")
    shut = h.facts([f"Fermé {fr.day(one.day)}: {one.label}" for one in found.closed]) if found.closed else ""
    return section(f"Semaine du {fr.day(monday)}", beside) + shut


def _desk(api: Api, monday: date, found: Agenda, recent: Recent, crew: Crew) -> None:
    shown = recent.in_place(found.visits)
    left, right = st.columns(WIDTHS)
    with left:
        grid.draw(monday, found, shown, partial(_state, recent))
    with right:
        _beside(api, shown, recent, crew)


def _state(recent: Recent, visit: Visit) -> tuple[str, str]:
    return parts.STATES["cancelled"] if recent.off.of(visit.id) else parts.state(visit)


def _beside(api: Api, shown: list[Visit], recent: Recent, crew: Crew) -> None:
    asked = links.asked(dates.VISIT)
    if asked is None:
        st.html(h.empty("Choisissez une visite", "Ce qui se fait d’elle paraît ici: déplacer, qui y va, confirmer."))
        return
    placed = next(((place, visit) for place, visit in enumerate(shown) if visit.id == asked), None)
    if placed is None:
        st.html(h.empty("Cette visite n’est pas de cette semaine", "Elle a été déplacée, annulée ou effacée."))
        return
    place, visit = placed
    now = datetime.now(UTC)
    with st.container(key=f"carte-{visit.urgency}-v-{visit.id}"):
        st.html(parts.visit(visit, now, with_day=True))
        deeds.draw(api, visit, place, recent, crew, now)

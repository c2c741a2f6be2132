"""Ma semaine: what Paul brought and what was lost, against the week before, each figure with its rows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import streamlit as st

from backend import fr
from backend.console.api import Api
from backend.week import read as weeks
from backend.week import words as say
from backend.week.read import VIEWERS, Week
from pages.ui import html as h
from pages.ui import session
from pages.ui.parts import read_or_last_known, refuse_unless, section, title
from pages.week import chart, parts

EVERY_S = 60
WEEKS = 8
CHART = {"displayModeBar": False, "scrollZoom": False}


def render() -> None:
    """The week chosen; the role is checked here too."""
    person, _ = session.current()
    refuse_unless(person.role in VIEWERS, "au propriétaire")
    title("Ma semaine", "ce que Paul a apporté, et ce qui s’est perdu")
    _live(_monday())


def _monday() -> date:
    today = fr.local(datetime.now(UTC)).date()
    this = today - timedelta(days=today.weekday())
    mondays = [(this - timedelta(weeks=n)).isoformat() for n in range(WEEKS)]
    chosen = st.selectbox("Semaine", mondays, format_func=parts.week_of, key="semaine", bind="query-params")
    return date.fromisoformat(chosen or mondays[0])


@st.fragment(run_every=EVERY_S)
def _live(monday: date) -> None:
    _, api = session.current()
    week = read_or_last_known(f"week-{monday}", lambda: weeks.read(api, monday))
    if week is None:
        return
    if week.is_empty:
        st.html(h.empty("Aucun appel ni fiche", "Ni cette semaine ni celle d’avant: rien à comparer."))
        return
    st.html(parts.headline(week) + parts.table(week))
    st.html(section("Appels par jour", say.against(week)))
    st.plotly_chart(chart.days(week), config=CHART, key="graphe-semaine")
    _rows(api, week)


def _rows(api: Api, week: Week) -> None:
    st.html(section("Les lignes derrière un chiffre", "chaque chiffre se recompte d’ici"))
    names = {one.rows: one.name for one in reversed(say.lines(week))}
    names["owed"] = "Rappels, et leur attente"
    figure = st.selectbox(
        "Chiffre", [None, *reversed(names)], format_func=lambda one: names[one] if one else "Choisir un chiffre",
        key="semaine-chiffre", label_visibility="collapsed",
    )  # fmt: skip
    if figure is None:
        return
    found = read_or_last_known(f"week-{week.monday}-{figure}", lambda: weeks.rows(api, week.monday, figure))
    if found is not None:
        st.html(parts.rows(found, week.now))

"""Latence: how long callers wait for Paul, where the time goes, and how long our own steps take."""

from __future__ import annotations

from datetime import date

import streamlit as st

from backend import fr
from backend.latency import read as latency
from backend.latency import words as say
from backend.latency.read import Latency
from pages.latency import charts, parts, period
from pages.ui import html as h
from pages.ui import links, session
from pages.ui.parts import read_or_last_known, section, title

EVERY_S = 30
CHART = {"displayModeBar": False, "scrollZoom": False}
LEGEND = h.text("p", charts.LEGEND, "df-facts")


def render() -> None:
    """The period, then what was measured in it."""
    title("Latence", "combien de temps on attend Paul")
    first, last = period.draw()
    _live(first, last)


@st.fragment(run_every=EVERY_S)
def _live(first: date, last: date) -> None:
    _, api = session.current()
    result = read_or_last_known(f"latency-{first}-{last}", lambda: latency.read(api, first, last))
    if result is None:
        return
    if result.is_stale:
        st.warning(parts.stale(result))
    st.html(parts.headline(result))
    if not result.stage("turn").n:
        st.html(h.empty("Rien de mesuré", "Vapi donne ces délais dans le rapport de fin d’appel: ils viendront avec."))
    else:
        _paul(result)
    st.html(section("Nos propres délais", "de la fin de l’appel au téléphone de Guillaume"))
    st.html(parts.table(result, say.OURS) + parts.reading())


def _paul(answer: Latency) -> None:
    st.html(section("Où passe le temps", "chaque étape d’un tour de parole") + parts.table(answer, say.PAUL))
    if len(answer.calendar) > 1:
        st.html(section("Par mois" if answer.step == "month" else "Par jour", "attente entière") + LEGEND)
        st.plotly_chart(charts.calendar(answer), config=CHART, key="graphe-jours")
    if len(answer.hours) > 1:
        st.html(section("Selon l’heure", "attente entière, heure du début de l’appel") + LEGEND)
        st.plotly_chart(charts.hours(answer), config=CHART, key="graphe-heures")
    _slow(answer)


def _slow(answer: Latency) -> None:
    if not answer.slow:
        return
    st.html(section("Appels les plus lents", "par la plus longue attente; touchez pour ouvrir"))
    with st.container(key="lents", gap=None):
        for call in answer.slow:
            with st.container(key=f"ligne-lent-{call.id}"):
                st.html(parts.slow(call, answer.now))
                links.to_call(
                    call.id, f"Ouvrir l’appel de {parts.name(call)}, {fr.moment_near(call.created_at, answer.now)}"
                )

"""Mise en service: go or no-go, what to do next, how far the line is open, and each gate with what it stands on."""

from __future__ import annotations

import streamlit as st

from backend.console.api import Api
from backend.person import Person
from backend.readiness import read as readiness
from backend.readiness import report
from backend.readiness.read import VIEWERS, Readiness
from pages.readiness import actions as deeds
from pages.readiness import parts
from pages.ui import session
from pages.ui.parts import read_or_last_known, refuse_unless, section, title

EVERY_S = 10


def render() -> None:
    """The screen; the role is checked here too."""
    person, _ = session.current()
    refuse_unless(person.role in VIEWERS)
    title("Mise en service", "ce qui n’est pas mesuré n’est jamais vert")
    _live()


@st.fragment(run_every=EVERY_S)
def _live() -> None:
    person, api = session.current()
    refuse_unless(person.role in VIEWERS)
    result = read_or_last_known("readiness", lambda: readiness.read(api))
    if result is None:
        return
    st.html(parts.verdict(result) + parts.next_steps(result, person.role))
    _rollout(api, result)
    _gates(person, api, result)


def _rollout(api: Api, answer: Readiness) -> None:
    st.html(section("Ouverture de la ligne", "par étapes, mesurées ici") + parts.rollout(answer))
    with st.container(horizontal=True, gap="small", key="etapes"):
        deeds.move_up(api, answer.rollout)
        deeds.move_down(api, answer.rollout)


def _gates(person: Person, api: Api, answer: Readiness) -> None:
    st.html(section("Barrières", parts.ABOUT_GATES))
    with st.container(horizontal=True, gap="small", key="rapport"):
        st.download_button("Rapport (Markdown)", report.markdown(answer), "mise-en-service.md", "text/markdown",
                           key="rapport-md", on_click="ignore", icon=":material/download:")  # fmt: skip
        deeds.try_the_key(api, answer)
    st.caption("Pour un PDF: imprimez cette page depuis le navigateur (Ctrl+P); seuls les résultats s’impriment.")
    for one in answer.gates:
        tone = "ok" if one.is_good else "risque" if one.holds else "urgent"
        with st.container(key=f"carte-{tone}-{one.gate}"):
            st.html(parts.gate(one, answer.now))
            if person.role == "owner":
                deeds.of_gate(api, one)

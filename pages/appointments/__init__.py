"""Rendez-vous: the week as a week, the month for the far, closed days, and the calendar of one's own telephone."""

from __future__ import annotations

import streamlit as st

from pages.appointments import follow, month, week
from pages.ui import closed_days, views
from pages.ui.parts import title

VIEWS = {"Semaine": week.draw, "Mois": month.draw}


def render() -> None:
    """The week that is looked at; another one, the month and the visit that is open are in the address."""
    with st.container(horizontal=True, vertical_alignment="center", key="tete-rdv"):
        title("Rendez-vous")
        draw = views.choose(VIEWS, month.VIEW)
        turning = st.container(horizontal=True, gap="small", width="content", key="v-outils")
    draw(turning)
    closed_days.draw()
    follow.draw()

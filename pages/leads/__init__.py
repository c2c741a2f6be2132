"""Clients potentiels: where each lead stands, who deserves a second chance, the week's visits."""

from __future__ import annotations

import streamlit as st

from pages.leads import cards, followups, lost, week
from pages.ui import links, views
from pages.ui.parts import title

VIEWS = {"Fiches": cards.draw, "Deuxième chance": followups.draw, "Rendez-vous": week.draw, "Perdus": lost.draw}


def render() -> None:
    """One view at a time: each asks only for what it shows."""
    title("Clients potentiels")
    if links.LEAD in st.query_params:
        st.session_state["vue"] = "Fiches"
    views.draw(VIEWS, "vue")

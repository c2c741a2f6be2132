"""Clients potentiels: where each lead stands, who deserves a second chance."""

from __future__ import annotations

import streamlit as st

from pages.leads import cards, followups, lost, table
from pages.ui import links, views, width
from pages.ui.parts import title

VIEWS = {"Fiches": cards.draw, "Deuxième chance": followups.draw, "Perdus": lost.draw}


# Where there is room for a table, it comes first.
WIDE_VIEWS = {"Table": table.draw, **VIEWS}


def render() -> None:
    """One view at a time: each asks only for what it shows."""
    if width.is_wide():
        with st.container(horizontal=True, vertical_alignment="center", key="tete"):
            title("Clients potentiels")
            draw = views.choose(WIDE_VIEWS, "vue")
        draw()
        return
    title("Clients potentiels")
    if links.LEAD in st.query_params:
        st.session_state["vue"] = "Fiches"
    views.draw(VIEWS, "vue")

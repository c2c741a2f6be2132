"""Clients potentiels: where each lead stands, who deserves a second chance, the week's visits."""

from __future__ import annotations

import streamlit as st

from pages import _chances, _lead_list, _links, _week
from pages._parts import title

VIEWS = {"Fiches": _lead_list.draw, "Deuxième chance": _chances.draw, "Rendez-vous": _week.draw}


def render() -> None:
    """One view at a time: each asks only for what it shows."""
    title("Clients potentiels")
    if _links.LEAD in st.query_params:
        st.session_state["vue"] = "Fiches"
    view = st.segmented_control(
        "Vue", list(VIEWS), default="Fiches", required=True, key="vue", label_visibility="collapsed"
    )
    VIEWS[view or "Fiches"]()

"""Équipe: who may do what, who was seen when; and the trail of what everybody did."""

from __future__ import annotations

import streamlit as st

from backend.team.read import VIEWERS
from pages.team import members
from pages.ui import session, trail
from pages.ui.parts import refuse_unless, title

VIEWS = {"Personnes": members.draw, "Journal des gestes": trail.draw}


def render() -> None:
    """One view at a time; the role is checked here too."""
    person, _ = session.current()
    refuse_unless(person.role in VIEWERS)
    title("Équipe", "qui peut faire quoi, et qui a fait quoi")
    view = st.segmented_control(
        "Vue", list(VIEWS), default="Personnes", required=True, key="vue-equipe", label_visibility="collapsed"
    )
    VIEWS[view or "Personnes"]()

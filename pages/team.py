"""Équipe: who may do what, who was seen when; and the trail of what everybody did."""

from __future__ import annotations

import streamlit as st

from backend.screens.team import VIEWERS
from pages import _session, _team_list, _team_trail
from pages._parts import refuse_unless, title

VIEWS = {"Personnes": _team_list.draw, "Journal des gestes": _team_trail.draw}


def render() -> None:
    """One view at a time; the role is checked here too."""
    person, _ = _session.current()
    refuse_unless(person.role in VIEWERS)
    title("Équipe", "qui peut faire quoi, et qui a fait quoi")
    view = st.segmented_control(
        "Vue", list(VIEWS), default="Personnes", required=True, key="vue-equipe", label_visibility="collapsed"
    )
    VIEWS[view or "Personnes"]()

"""Conformité: what is held about people, for how long, who looked at it, and who else receives it."""

from __future__ import annotations

import streamlit as st

from backend.privacy import overview as privacy_overview
from backend.privacy.read import VIEWERS
from pages.privacy import incidents, parts, providers, register, requests, retention
from pages.ui import session, views
from pages.ui.parts import read_or_last_known, refuse_unless, title

EVERY_S = 10
VIEWS = {
    "Demandes": requests.draw,
    "Conservation": retention.draw,
    "Incidents": incidents.draw,
    "Consultations": register.draw,
    "Avis et fournisseurs": providers.draw,
}


def render() -> None:
    """The four figures, then one view at a time; the role is checked here too."""
    person, _ = session.current()
    refuse_unless(person.role in VIEWERS)
    title("Conformité", "les renseignements personnels et la Loi 25")
    _headline()
    views.draw(VIEWS, "vue-conformite")


@st.fragment(run_every=EVERY_S)
def _headline() -> None:
    person, api = session.current()
    refuse_unless(person.role in VIEWERS)
    result = read_or_last_known("privacy-overview", lambda: privacy_overview.read(api))
    if result is not None:
        st.html(parts.headline(result))

"""Conformité: what is held about people, for how long, who looked at it, and who else receives it."""

from __future__ import annotations

import streamlit as st

from backend.screens import privacy_overview
from backend.screens.privacy import VIEWERS
from pages import (
    _privacy_incidents,
    _privacy_parts,
    _privacy_providers,
    _privacy_register,
    _privacy_requests,
    _privacy_retention,
    _session,
)
from pages._parts import lasting, refuse_unless, title

EVERY_S = 10
VIEWS = {
    "Demandes": _privacy_requests.draw,
    "Conservation": _privacy_retention.draw,
    "Incidents": _privacy_incidents.draw,
    "Consultations": _privacy_register.draw,
    "Avis et fournisseurs": _privacy_providers.draw,
}


def render() -> None:
    """The four figures, then one view at a time; the role is checked here too."""
    person, _ = _session.current()
    refuse_unless(person.role in VIEWERS)
    title("Conformité", "les renseignements personnels et la Loi 25")
    _headline()
    view = st.segmented_control(
        "Vue", list(VIEWS), default="Demandes", required=True, key="vue-conformite", label_visibility="collapsed"
    )
    VIEWS[view or "Demandes"]()


@st.fragment(run_every=EVERY_S)
def _headline() -> None:
    person, api = _session.current()
    refuse_unless(person.role in VIEWERS)
    told = lasting("privacy-overview", lambda: privacy_overview.read(api))
    if told is not None:
        st.html(_privacy_parts.headline(told))

"""The team, asked once a session: it changes rarely."""

from __future__ import annotations

import streamlit as st

from backend.console.api import Api
from backend.team import people
from backend.team.people import Colleague
from pages.ui import prefetch
from pages.ui.parts import read_or_last_known

_KEPT = "_people"


def colleagues(api: Api) -> list[Colleague]:
    """Everyone a call may be given to; empty while nobody can tell."""
    if not st.session_state.get(_KEPT):
        st.session_state[_KEPT] = (
            read_or_last_known("people", lambda: prefetch.result("people", lambda: people.read(api))) or []
        )
    found: list[Colleague] = st.session_state[_KEPT]
    return found

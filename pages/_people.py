"""The team, asked once a session: it changes rarely."""

from __future__ import annotations

import streamlit as st

from backend.console.api import Api
from backend.screens import people
from backend.screens.people import Colleague
from pages import _ahead
from pages._parts import lasting

_KEPT = "_people"


def colleagues(api: Api) -> list[Colleague]:
    """Everyone a call may be given to; empty while nobody can tell."""
    if not st.session_state.get(_KEPT):
        st.session_state[_KEPT] = lasting("people", lambda: _ahead.take("people", lambda: people.read(api))) or []
    found: list[Colleague] = st.session_state[_KEPT]
    return found

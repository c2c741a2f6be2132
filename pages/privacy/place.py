"""Where one is in Conformité: the search under way, and the request whose file is open."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

# In the address of the page: an id of ours, which says nothing of the person.
FILE = "demande"
FOUND, ASKED = "_privacy_found", "_privacy_asked"


def forget() -> None:
    """What was found is not left on the screen."""
    st.session_state.pop(ASKED, None)
    st.session_state.pop(FOUND, None)


def show(request: UUID) -> None:
    """Go to its file."""
    st.query_params[FILE] = str(request)
    st.rerun()

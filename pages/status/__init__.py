"""The status line on top of every page. It refreshes alone."""

from __future__ import annotations

import streamlit as st

from backend.console.measures import MEASURES_HERE
from backend.health import status
from backend.supabase.errors import ApiError
from pages.status import parts
from pages.ui import diversion, prefetch, session

EVERY_S = 10
_DEMO = "_demo"


@st.fragment(run_every=EVERY_S)
def status_line() -> None:
    """One line when all is well; else what is wrong and, in red, what to do."""
    _, api = session.current()
    try:
        measured = prefetch.result("status", lambda: status.read(api))
    except ApiError as error:
        session.recheck(error)
        lights = status.refused(error)
        st.html(_banner() + parts.drawn(lights, status.headline(lights)))
        return
    st.session_state[_DEMO] = measured.status.is_demo
    st.html(_banner() + parts.of_measured(measured))
    diversion.draw(measured.status.plan_b, measured.status.now)
    MEASURES_HERE.note_round_trip(measured.round_trip_ms)


def _banner() -> str:
    """Nobody must take invented callers for real ones, not even during an outage."""
    # A session that began during the outage has not seen the data yet: then the accounts tell.
    is_demo = st.session_state[_DEMO] if _DEMO in st.session_state else session.has_demo_accounts()
    return parts.DEMONSTRATION if is_demo else ""

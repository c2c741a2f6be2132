"""The status line on top of every page. It refreshes alone."""

from __future__ import annotations

from html import escape

import streamlit as st

from backend.health import status
from backend.latency import round_trip
from backend.lights import Light
from backend.supabase.errors import ApiError
from pages.ui import diversion, prefetch, session
from pages.ui import html as h

EVERY_S = 10
_DEMO = "_demo"
DEMONSTRATION = h.text("p", "Démonstration: appels et personnes inventés.", "df-demo")


@st.fragment(run_every=EVERY_S)
def status_line() -> None:
    """Paul, alerts, database, backup; then, in red, what to do."""
    _, api = session.current()
    try:
        measured = prefetch.take("status", lambda: status.read(api))
    except ApiError as error:
        session.recheck(error)
        st.html(_banner() + line(status.forbidden() if error.kind == "forbidden" else status.unreachable()))
        return
    st.session_state[_DEMO] = measured.status.is_demo
    st.html(_banner() + line(status.lights(measured)))
    diversion.draw(measured.status.plan_b, measured.status.now)
    round_trip.keep(api, measured.round_trip_ms)


def _banner() -> str:
    """Nobody must take invented callers for real ones, not even during an outage."""
    # A session that began during the outage has not seen the data yet: then the accounts tell.
    is_demo = st.session_state[_DEMO] if _DEMO in st.session_state else session.has_demo_accounts()
    return DEMONSTRATION if is_demo else ""


def line(lights: list[Light]) -> str:
    """The lights, and under them the remedies of those that are red."""
    remedies = [f"{light.name}: {light.remedy}" for light in lights if light.remedy]
    drawn = "".join(light_html(light) for light in lights) + "".join(
        h.text("p", words, "df-remedy") for words in remedies
    )
    return h.tag("section", drawn, "df-status", aria_label="État du service", role="status" if remedies else "")


def light_html(light: Light) -> str:
    """A sign, a name, and what was measured."""
    sign = h.tag("i", h.SIGNS[light.state], role="img", aria_label=h.READ_AS[light.state])
    return h.tag(
        "div", f"{sign}<span><b>{escape(light.name)}</b> {escape(light.text)}</span>", f"df-light df-{light.state}"
    )

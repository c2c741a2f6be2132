"""Aujourd'hui as it goes out in the page itself: to be read before Streamlit has started, and drawn its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.screens import status
from backend.screens.status import Measured
from backend.screens.today import Today
from pages import _html as h
from pages import _status
from pages import _today_parts as parts

# What a phone shows without scrolling, and a little more.
CARDS = 3
NEEDS = ("status", "today")


def draw(answers: Mapping[str, Any]) -> str:
    """The same pieces as the screen's, without its buttons; numbers to call are links, and dial."""
    measured: Measured = answers["status"]
    today: Today = answers["today"]
    banner = _status.DEMONSTRATION if measured.status.is_demo else ""
    top = h.tag("div", banner + _status.line(status.lights(measured)))
    body = h.tag("div", parts.opening(today))
    waiting = today.callbacks[:CARDS]
    cards = (h.tag("div", parts.card(one, today.now), f"st-key-carte-{one.urgency}-first") for one in waiting)
    shown = "".join((h.tag("div", "", "df-first-menu"), top, body, *cards))
    block = h.tag("div", h.tag("div", shown, data_testid="stHtml"), "stMainBlockContainer")
    return h.tag("div", block, "stApp df-first", id="first-sight", aria_busy="true")

"""Aujourd'hui as it goes out in the page itself: to be read before Streamlit has started, and drawn its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.console.prefetch import Prefetch
from backend.health import status
from backend.health.status import Measured
from backend.team import people
from backend.today import read as today_reads
from backend.today.read import Today
from pages.status import parts as status_line
from pages.today import parts
from pages.ui import html as h

# What a phone shows without scrolling, and a little more.
CARDS = 3
NEEDS = ("status", "today")
# By path, what a screen needs first: read by the gate before the screen's script runs.
PREFETCH = Prefetch({"/": {"status": status.read, "today": today_reads.read, "people": people.read}})


def draw(answers: Mapping[str, Any]) -> str:
    """The same pieces as the screen's, without its buttons; numbers to call are links, and dial."""
    measured: Measured = answers["status"]
    today: Today = answers["today"]
    banner = status_line.DEMONSTRATION if measured.status.is_demo else ""
    top = h.tag("div", banner + status_line.of_measured(measured))
    body = h.tag("div", parts.opening(today))
    waiting = today.callbacks[:CARDS]
    cards = (h.tag("div", parts.card(one, today.now), f"st-key-carte-{one.urgency}-first") for one in waiting)
    shown = "".join((h.tag("div", "", "df-first-menu"), top, body, *cards))
    block = h.tag("div", h.tag("div", shown, data_testid="stHtml"), "stMainBlockContainer")
    return h.tag("div", block, "stApp df-first", id="first-paint", aria_busy="true")

"""Screens as they go out in the page itself: to be read before Streamlit has started, and drawn its own.

Aujourd'hui, which is opened most, is drawn from its own pieces; the others by their scripts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Protocol

from backend.console.first_paint import Begin, Begun, Visitor
from backend.console.prefetch import Prefetch
from backend.health import status
from backend.health.status import Measured
from backend.person import Role
from backend.team import people
from backend.today import read as today_reads
from backend.today.read import Today
from pages import prerender
from pages import status as status_screen
from pages.status import parts as status_line
from pages.today import parts
from pages.ui import html as h

# What a phone shows without scrolling, and a little more.
CARDS = 3
NEEDS = ("status", "today")
# By path, what a screen needs first: read by the gate before the screen's script runs.
PREFETCH = Prefetch({"/": {"status": status.read, "today": today_reads.read, "people": people.read}})
# Of Streamlit's own drawing, by which its first screen can be seen to be there.
DRAWN = "#root .df-counts"


class Screen(Protocol):
    """What is needed of a screen of the menu."""

    @property
    def path(self) -> str: ...

    @property
    def roles(self) -> tuple[Role, ...]: ...

    @property
    def render(self) -> Callable[[], None]: ...


def of(screens: Iterable[Screen]) -> Begin:
    """What the page at a path shows first; None where that person has nothing to see there."""
    known = {f"/{screen.path}": screen for screen in screens}

    def begin(path: str, visitor: Visitor) -> Begun | None:
        if path == "/":
            answers = PREFETCH.begin(path, visitor.api)
            return Begun({name: answers[name] for name in NEEDS}, draw)
        screen = known.get(path)
        if screen is None or visitor.person.role not in screen.roles:
            return None
        drawing = prerender.begin(partial(_script, screen), visitor)
        return Begun({"screen": drawing}, _as_drawn)

    return begin


def _script(screen: Screen) -> None:
    status_screen.status_line()
    screen.render()


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
    return _page(h.tag("div", shown, data_testid="stHtml"), DRAWN)


def _as_drawn(answers: Mapping[str, Any]) -> str:
    shown: str = answers["screen"]
    return _page(shown, prerender.DRAWN) if shown else ""


def _page(shown: str, drawn: str) -> str:
    block = h.tag("div", shown, "stMainBlockContainer")
    return h.tag("div", block, "stApp df-first", id="first-paint", aria_busy="true", data_drawn=drawn)

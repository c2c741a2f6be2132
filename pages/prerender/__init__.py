"""Any screen as it goes out in the page itself: its script run here once, before the browser has started Streamlit.

What it says is what the screen would say; its controls are drawn and do nothing yet. A screen that cannot be drawn so,
in time or without an error, is left to Streamlit alone.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from backend.console.first_paint import Visitor
from pages.prerender import run, tree
from pages.ui import html as h
from pages.ui import visitor as asked

# A screen for each of so many people at once; whoever comes meanwhile waits for Streamlit.
_POOL = ThreadPoolExecutor(max_workers=4, thread_name_prefix="prerender")
# Of Streamlit's own drawing: its script has ended, and the screen's name is there.
DRAWN = "#root [data-testid=stApp][data-test-script-state=notRunning] .df-head"


def begin(draw: Callable[[], None], visitor: Visitor) -> Future[str]:
    """Start drawing what that script shows to this person; its HTML is safe as it is."""
    return _POOL.submit(drawn, draw, visitor)


def drawn(draw: Callable[[], None], visitor: Visitor) -> str:
    """Its HTML, down to what fits a window; empty where a part of it failed, which is Streamlit's to show."""
    with asked.drawn_for(visitor):
        sent = run.messages(draw, enough=tree.is_enough)
    body = tree.html(sent)
    if body is None:
        return ""
    return h.tag("div", h.tag("div", "", "df-first-menu") + body, "df-sketch")

"""First content of Aujourd'hui on a phone against a bare `st.write` page, in turn: time and bytes.

What is read first comes with the page itself; `page_own_*` is when Streamlit has drawn the screen in its place.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field

from playwright.sync_api import Browser

from tests.bench import bare
from tests.bench.figure import Figure
from tests.bench.phone import Sight, Wire, chromium, demonstration_cookie, first_content_ms, phone
from tests.local_stack import Stack

ROUNDS = 9
SLOWER_THAN_BARE = 1.3
# Between two visits: late requests end, and the browser keeps what it compiled.
PAUSE_MS = 1_200
CONTENT = ".df-counts"
OWN_CONTENT = "#root .df-counts"
BARE_CONTENT = "[data-testid=stMarkdownContainer] p"


@dataclass
class Side:
    """One of the two pages, and what was measured on it: milliseconds, and bytes of the last visit."""

    sight: Sight
    cold: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)
    cold_bytes: int = 0
    warm_bytes: int = 0


def measure(stack: Stack) -> list[Figure]:
    """Each round visits both pages with an empty cache, then again; the order alternates."""
    with bare.serving(bare.ONE_LINE) as reference, chromium() as browser:
        theirs = Side(Sight(f"{reference.url}/", BARE_CONTENT))
        cookie = demonstration_cookie(stack.console_url)
        ours = Side(Sight(f"{stack.console_url}/", CONTENT, cookie))
        own = Side(Sight(f"{stack.console_url}/", OWN_CONTENT, cookie))
        for side in (theirs, ours):
            _count_bytes(browser, side)
        for number in range(ROUNDS):
            for side in (theirs, ours, own) if number % 2 else (own, ours, theirs):
                _visit(browser, side)
    return [*_figures(ours, theirs), *_taken_over(own, theirs)]


def _visit(browser: Browser, side: Side) -> None:
    with phone(browser, side.sight) as context:
        page = context.new_page()
        side.cold.append(first_content_ms(page, side.sight))
        page.wait_for_timeout(PAUSE_MS)
        side.warm.append(first_content_ms(page, side.sight, again=True))
        page.wait_for_timeout(PAUSE_MS)


def _count_bytes(browser: Browser, side: Side) -> None:
    """A visit of its own: counting slows the page down. It is also the first, which warms the server."""
    with phone(browser, side.sight) as context:
        page = context.new_page()
        wire = Wire()
        wire.watch(page)
        first_content_ms(page, side.sight)
        page.wait_for_timeout(PAUSE_MS)
        side.cold_bytes = wire.received
        first_content_ms(page, side.sight, again=True)
        page.wait_for_timeout(PAUSE_MS)
        side.warm_bytes = wire.received - side.cold_bytes


def _taken_over(own: Side, theirs: Side) -> list[Figure]:
    figures: list[Figure] = []
    for name, mine, bare_ in (("cold", own.cold, theirs.cold), ("warm", own.warm, theirs.warm)):
        ms, reference = statistics.median(mine), statistics.median(bare_)
        figures.append(
            Figure(f"page_own_{name}", ms, "ms", f"bare page {reference:.0f} ms, {ms / reference:.2f} of it")
        )
    return figures


def _figures(ours: Side, theirs: Side) -> list[Figure]:
    figures: list[Figure] = []
    for name, mine, bare_ in (("cold", ours.cold, theirs.cold), ("warm", ours.warm, theirs.warm)):
        ms, reference = statistics.median(mine), statistics.median(bare_)
        limit = SLOWER_THAN_BARE
        figures.append(Figure(f"page_{name}", ms, "ms", f"bare page {reference:.0f} ms"))
        figures.append(Figure(f"page_{name}_over_bare", ms / reference, "ratio", f"at most {limit}", limit))
    for name, received, reference_bytes in (
        ("cold", ours.cold_bytes, theirs.cold_bytes),
        ("warm", ours.warm_bytes, theirs.warm_bytes),
    ):
        reference_ = f"bare page {reference_bytes / 1000:.0f} kB"
        figures.append(Figure(f"page_{name}_received", received / 1000, "kB", reference_))
    return figures

"""The office's desk in a test: signed in on a wide screen, with a table to work through."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from pages.leads.table.grid import HEAD_PX, ROW_PX
from tests.browser.phone import SOON_MS
from tests.console_process import COOKIE, ConsoleProcess

DESK = ViewportSize(width=1440, height=900)
# Of the frozen columns, within the name; and the column of boxes to tick.
NAME_PX, BOX_PX = 140, 14


@pytest.fixture
def desk(browser: Browser, console: ConsoleProcess, cookies: dict[str, str]) -> Iterator[Page]:
    """Somebody of the office, at 1440 px."""
    context = browser.new_context(viewport=DESK, locale="fr-CA", base_url=console.url)
    context.add_cookies([{"name": COOKIE, "value": cookies["staff"], "url": console.url}])
    yield context.new_page()
    context.close()


def table(page: Page) -> Locator:
    """The table, once it is drawn."""
    found = page.get_by_test_id("stDataFrame")
    expect(found.locator("canvas").first).to_be_visible(timeout=SOON_MS)
    return found


def press_line(page: Page, line: int, x: int = NAME_PX) -> None:
    """The line of that place, counted from 0: it is drawn, and no element of its own."""
    box = table(page).bounding_box()
    assert box
    page.mouse.click(box["x"] + x, box["y"] + HEAD_PX + ROW_PX * (line + 0.5))


def panel(page: Page) -> Locator:
    """The lead beside the table."""
    return page.locator('[class*="st-key-carte-"]')

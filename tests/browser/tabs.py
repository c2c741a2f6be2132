"""Tabs of one browser on a line that can be cut, for whoever tries what becomes of a form meanwhile."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser.line import Line, line
from tests.console_process import COOKIE, ConsoleProcess

CUT_S = float(os.environ.get("CUT_S", "3"))
# Several tabs are at work at once, on a machine that may be busy with more.
SOON_MS = 60_000
NARROW, WIDE = ViewportSize(width=1100, height=900), ViewportSize(width=1440, height=900)


@pytest.fixture
def wire() -> Iterator[Line]:
    with line() as made:
        yield made


class Desk:
    """Tabs of one browser, all on the same line."""

    def __init__(self, browser: Browser, console: ConsoleProcess, cookies: dict[str, str], wire: Line) -> None:
        self._console, self._cookies, self.line = console, cookies, wire
        self._browser = browser
        # A browser has one width: the console remembers it for all its tabs.
        self._contexts: dict[tuple[str, bool], BrowserContext] = {}

    def tab(self, role: str, wide: bool = False) -> Page:
        """One more, signed in as somebody of that role, or as nobody."""
        if (role, wide) not in self._contexts:
            context = self._browser.new_context(
                viewport=WIDE if wide else NARROW,
                locale="fr-CA",
                base_url=self._console.url,
                proxy={"server": self.line.proxy},
            )
            if role in self._cookies:
                context.add_cookies([{"name": COOKIE, "value": self._cookies[role], "url": self._console.url}])
            self._contexts[role, wide] = context
        return self._contexts[role, wide].new_page()

    def close(self) -> None:
        """Every tab."""
        for context in self._contexts.values():
            context.close()


@pytest.fixture
def desk(browser: Browser, console: ConsoleProcess, cookies: dict[str, str], wire: Line) -> Iterator[Desk]:
    made = Desk(browser, console, cookies, wire)
    yield made
    made.close()


def at_rest(page: Page) -> None:
    """Connected, and nothing being drawn: what was pressed has been asked for a moment later."""
    page.wait_for_timeout(100)
    expect(page.locator("#first-paint")).to_have_count(0, timeout=SOON_MS)
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED", timeout=SOON_MS)
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=SOON_MS)

"""Guillaume's phone in a test: signed in, on an empty day."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.console_process import COOKIE, ConsoleProcess
from tests.rows import empty

PHONE = ViewportSize(width=390, height=844)
SOON_MS = 20_000
# Two refreshes of a live part, and some room for a busy machine.
LIVE_MS = 15_000
CARDS = '[class*="st-key-carte-"]'
ROWS = '[class*="st-key-ligne-"] a'


@pytest.fixture(autouse=True)
def nothing_yet(db: psycopg.Connection) -> None:
    empty(db)


@pytest.fixture
def phone(browser: Browser, console: ConsoleProcess, cookies: dict[str, str]) -> Iterator[Page]:
    """A phone on which the administrator, who sees every screen, is signed in."""
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True, locale="fr-CA", base_url=console.url)
    context.add_cookies([{"name": COOKIE, "value": cookies["admin"], "url": console.url}])
    page = context.new_page()
    yield page
    context.close()


def open_screen(page: Page, path: str, heading: str) -> None:
    page.goto(path)
    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible(timeout=SOON_MS)
    # What the server drew has given way to the screen itself.
    expect(page.locator("#first-paint")).to_have_count(0, timeout=SOON_MS)

"""Aujourd'hui can be read, and numbers dialled, before Streamlit has started; then its own screen takes the place."""

from __future__ import annotations

import psycopg
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.console_process import COOKIE, ConsoleProcess
from tests.rows import empty
from tests.screens import call

PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1440, height=900)
SOON_MS = 20_000
READ = (".df-status", ".df-head", ".df-counts", ".df-section", ".df-card", ".df-call")


@pytest.fixture(autouse=True)
def one_lead(db: psycopg.Connection, env: dict[str, str]) -> None:
    empty(db)
    call(env, "urgent_lead")


def opened(browser: Browser, console: ConsoleProcess, cookie: str, size: ViewportSize, *, runs: bool) -> Page:
    """Aujourd'hui in a browser whose scripts run or do not."""
    context = browser.new_context(viewport=size, locale="fr-CA", java_script_enabled=runs, base_url=console.url)
    context.add_cookies([{"name": COOKIE, "value": cookie, "url": console.url}])
    page = context.new_page()
    page.goto("/")
    return page


def places(page: Page) -> list[tuple[int, int]]:
    """Where each thing that is read begins."""
    boxes = [page.locator(one).first.bounding_box() for one in READ]
    return [(round(box["x"]), round(box["y"])) for box in boxes if box]


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_servers_screen_and_streamlits_are_in_the_same_place(
    browser: Browser, console: ConsoleProcess, cookies: dict[str, str], size: ViewportSize
) -> None:
    own = opened(browser, console, cookies["owner"], size, runs=True)
    expect(own.locator("#root .df-card")).to_be_visible(timeout=SOON_MS)
    expect(own.locator("#first-paint")).to_have_count(0)
    first = opened(browser, console, cookies["owner"], size, runs=False)
    sight = first.locator("#first-paint")
    expect(sight.get_by_role("heading", name="Aujourd’hui")).to_be_visible()
    number = sight.get_by_role("link", name="Appeler").get_attribute("href") or ""
    assert number.startswith("tel:+")
    assert first.evaluate("document.documentElement.scrollWidth") == size["width"]
    there = places(own)
    assert len(there) == len(READ)
    # The words of the status line may have changed in between; what lies beside is exact, what lies below nearly so.
    for (x, y), (own_x, own_y) in zip(places(first), there, strict=True):
        assert (x, abs(y - own_y) <= 40) == (own_x, True)
    for page in (own, first):
        page.context.close()


def test_other_screens_and_strangers_are_sent_nothing_of_it(
    browser: Browser, console: ConsoleProcess, cookies: dict[str, str]
) -> None:
    page = opened(browser, console, cookies["staff"], PHONE, runs=False)
    assert "first-paint" in page.content()
    page.goto("/appels")
    assert 'id="first-paint"' not in page.content()
    page.context.clear_cookies()
    page.goto("/")
    assert "df-card" not in page.content()
    page.context.close()

"""A screen can be read, and numbers dialled, before Streamlit has started; then its own screen takes the place."""

from __future__ import annotations

import time

import psycopg
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.console_fixtures import patient
from tests.console_process import COOKIE, ConsoleProcess
from tests.rows import empty
from tests.screens import call

__all__ = ["patient"]

PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1440, height=900)
SOON_MS = 20_000
ROLES = ("owner", "staff")
STILL_MS = 400
LINE_PX = 20
READ = (".df-status", ".df-head", ".df-counts", ".df-section", ".df-card", ".df-call")


@pytest.fixture(scope="module")
def cookies(patient: ConsoleProcess, env: dict[str, str]) -> dict[str, str]:
    return {role: patient.cookie_of(env[f"DEMO_{role.upper()}_EMAIL"], env["DEMO_PASSWORD"]) for role in ROLES}


@pytest.fixture(autouse=True)
def one_lead(db: psycopg.Connection, env: dict[str, str]) -> None:
    empty(db)
    call(env, "urgent_lead")


def opened(
    browser: Browser, patient: ConsoleProcess, cookie: str, size: ViewportSize, *, runs: bool, path: str = "/"
) -> Page:
    """A screen in a browser whose scripts run or do not."""
    context = browser.new_context(viewport=size, locale="fr-CA", java_script_enabled=runs, base_url=patient.url)
    context.add_cookies([{"name": COOKIE, "value": cookie, "url": patient.url}])
    page = context.new_page()
    page.goto(path)
    return page


def places(page: Page) -> list[tuple[int, int]]:
    """Where each thing that is read begins, once nothing moves any more; what lies below the status line, from its end.

    Its words tell ages and milliseconds: it may be a line longer on one of the two pages.
    """
    found: list[tuple[int, int]] = []
    while not found or found != _places(page):
        found = _places(page)
        page.wait_for_timeout(STILL_MS)
    return found


def _places(page: Page) -> list[tuple[int, int]]:
    boxes = [page.locator(one).first.bounding_box(timeout=SOON_MS) for one in READ]
    status, *below = [box for box in boxes if box]
    end = status["y"] + status["height"]
    return [(round(status["x"]), round(status["y"])), *((round(box["x"]), round(box["y"] - end)) for box in below)]


def in_the_same_place(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> bool:
    """An age may have grown to a second line in between; what lies beside is exact."""
    assert len(one) == len(other) == len(READ)
    return all(x == own_x and abs(y - own_y) <= LINE_PX for (x, y), (own_x, own_y) in zip(one, other, strict=True))


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_servers_screen_and_streamlits_are_in_the_same_place(
    browser: Browser, patient: ConsoleProcess, cookies: dict[str, str], size: ViewportSize
) -> None:
    own = opened(browser, patient, cookies["owner"], size, runs=True)
    expect(own.locator("#root .df-card")).to_be_visible(timeout=SOON_MS)
    expect(own.locator("#first-paint")).to_have_count(0)
    first = opened(browser, patient, cookies["owner"], size, runs=False)
    sight = first.locator("#first-paint")
    expect(sight.get_by_role("heading", name="Aujourd’hui")).to_be_visible()
    number = sight.get_by_role("link", name="Appeler").get_attribute("href") or ""
    assert number.startswith("tel:+")
    assert first.evaluate("document.documentElement.scrollWidth") == size["width"]
    sight_places = places(first)
    # The live screen may be drawn anew in the moment it is measured: where it settles counts.
    deadline = time.monotonic() + SOON_MS / 1000
    while not in_the_same_place(sight_places, places(own)) and time.monotonic() < deadline:
        own.wait_for_timeout(STILL_MS)
    assert in_the_same_place(sight_places, places(own)), (sight_places, places(own))
    for page in (own, first):
        page.context.close()


@pytest.mark.parametrize("size", [PHONE, DESK])
@pytest.mark.parametrize("path", ["/clients", "/latence"])
def test_another_screen_is_there_before_streamlit_and_gives_way_to_it(
    browser: Browser, patient: ConsoleProcess, cookies: dict[str, str], size: ViewportSize, path: str
) -> None:
    first = opened(browser, patient, cookies["owner"], size, runs=False, path=path)
    title = first.locator("#first-paint h1").inner_text()
    expect(first.locator("#first-paint .df-status")).to_be_visible()
    assert first.evaluate("document.documentElement.scrollWidth") == size["width"]
    own = opened(browser, patient, cookies["owner"], size, runs=True, path=path)
    expect(own.locator("#first-paint")).to_have_count(0, timeout=SOON_MS)
    expect(own.locator("#root .df-head h1")).to_have_text(title)
    expect(own.locator("#root .df-me")).to_be_visible()
    for page in (own, first):
        page.context.close()

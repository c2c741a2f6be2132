"""Every screen, for every role, in both themes, read by axe; and nothing too small to be read on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any, Literal

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from backend.person import Role
from pages import menu
from tests.console_process import COOKIE, ConsoleProcess
from tests.rows import empty
from tests.screens import call

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
# What the law asks for (level AA), and that a screen reader can tell the parts of the page apart.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
LANDMARKS = ["landmark-unique", "landmark-no-duplicate-main", "landmark-no-duplicate-banner", "landmark-one-main"]
RUN = """async ([runOnly, landmarks]) => {
  const rules = Object.fromEntries(landmarks.map((rule) => [rule, { enabled: true }]));
  const found = await axe.run(document, { runOnly, rules, resultTypes: ["violations"] });
  return found.violations.flatMap((one) => one.nodes.slice(0, 4).map((node) => [one.id, node.target.join(" "),
    node.html.slice(0, 160), node.any[0]?.message ?? ""].join(" | ")));
}"""
# Text that can be seen, and is smaller than it may be.
SMALL = """(least) => {
  const walk = document.createTreeWalker(document.querySelector("#root"), NodeFilter.SHOW_TEXT), found = new Set();
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement, words = walk.currentNode.textContent.trim();
    if (!words || !parent.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const size = parseFloat(getComputedStyle(parent).fontSize), box = parent.getBoundingClientRect();
    if (size < least && box.width > 1 && box.height > 1 && !parent.closest("svg, [data-testid=stIconMaterial]"))
      found.add(`${size}px: ${words.slice(0, 40)}`);
  }
  return [...found];
}"""
LEAST_PX = 12
PHONE = ViewportSize(width=390, height=844)
BACKGROUNDS = {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 25, 29)"}
SOON_MS = 20_000


@pytest.fixture(autouse=True)
def a_day(db: psycopg.Connection, env: dict[str, str]) -> None:
    """Something of everything, so that there is something to read."""
    empty(db)
    for seed, name in enumerate(("urgent_booking", "business_quote", "hangup_before_lead", "lead_only")):
        call(env, name, seed)


@pytest.fixture
def context(browser: Browser, console: ConsoleProcess) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport=PHONE, locale="fr-CA", base_url=console.url)
    yield opened
    opened.close()


def sit_down(context: BrowserContext, console: ConsoleProcess, cookies: dict[str, str], role: Role) -> Page:
    context.add_cookies([{"name": COOKIE, "value": cookies[role], "url": console.url}])
    return context.new_page()


def open_screen(page: Page, screen: menu.Screen) -> None:
    page.goto(f"/{screen.path}")
    expect(page.locator("#root h1").first).to_be_visible(timeout=SOON_MS)
    expect(page.locator("#first-paint")).to_have_count(0, timeout=SOON_MS)
    expect(page.locator("#root .df-me")).to_be_visible(timeout=SOON_MS)


def violations(page: Page) -> list[Any]:
    page.evaluate(AXE)
    found: list[Any] = page.evaluate(RUN, [{"type": "tag", "values": RULES}, LANDMARKS])
    return found


def faint(page: Page) -> list[Any]:
    """What a theme changes is its colours: of the page read a moment ago, these alone are read again."""
    found: list[Any] = page.evaluate(RUN, [{"type": "rule", "values": ["color-contrast"]}, []])
    return found


def screens_of(role: Role) -> list[menu.Screen]:
    return [one for one in (*menu.DAILY, *menu.ADMINISTRATION) if role in one.roles]


def in_theme(page: Page, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    expect(page.locator(".stApp")).to_have_css("background-color", BACKGROUNDS[scheme], timeout=SOON_MS)


@pytest.mark.parametrize("role", ["owner", "staff", "admin"])
def test_each_screen_can_be_read_by_everybody_in_both_themes(
    context: BrowserContext, console: ConsoleProcess, cookies: dict[str, str], role: Role
) -> None:
    page = sit_down(context, console, cookies, role)
    wrong: list[str] = []
    for screen in screens_of(role):
        open_screen(page, screen)
        in_theme(page, "light")
        wrong += [f"{screen.title}, clair: {one}" for one in (*violations(page), *page.evaluate(SMALL, LEAST_PX))]
        in_theme(page, "dark")
        wrong += [f"{screen.title}, sombre: {one}" for one in faint(page)]
        page.emulate_media(color_scheme="light")
    assert not wrong, "\n".join(wrong)

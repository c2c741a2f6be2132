"""The page of each screen as it is sent: with the screen already in it, for whom it is, and for nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

import httpx
import psycopg
import pytest

from backend.console.index_page import WIDE_COOKIE
from pages import menu
from pages.ui.links import CUSTOMER_PATH
from tests.console_fixtures import patient
from tests.console_process import ConsoleProcess
from tests.rows import empty
from tests.screens import call

__all__ = ["patient"]

SCREENS = (*menu.DAILY, *menu.ADMINISTRATION)
ROLES = ("owner", "staff", "admin")
PAINT = 'id="first-paint"'
# Without the customer whom its address would name, it asks which one.
SAID = {CUSTOMER_PATH: "De quel client s’agit-il?"}


@pytest.fixture(scope="module")
def people(patient: ConsoleProcess, env: dict[str, str]) -> Iterator[dict[str, httpx.Client]]:
    cookies = {role: patient.cookie_of(env[f"DEMO_{role.upper()}_EMAIL"], env["DEMO_PASSWORD"]) for role in ROLES}
    browsers = {role: patient.browser(cookie) for role, cookie in cookies.items()}
    yield browsers
    for browser in browsers.values():
        browser.close()


@pytest.fixture(autouse=True)
def one_lead(db: psycopg.Connection, env: dict[str, str]) -> None:
    empty(db)
    call(env, "urgent_lead")


@pytest.mark.parametrize("role", ROLES)
def test_each_screen_is_in_its_page_for_who_may_see_it(role: str, people: dict[str, httpx.Client]) -> None:
    def wrong(screen: menu.Screen) -> str:
        html = people[role].get(f"/{screen.path}").text
        if role not in screen.roles:
            return "drawn for a stranger" * (PAINT in html)
        _, _, drawn = html.partition(PAINT)
        return "" if f"<h1>{escape(screen.title)}" in drawn or SAID.get(screen.path, "…") in drawn else "not drawn"

    assert {screen.title: found for screen in SCREENS if (found := wrong(screen))} == {}


def test_it_says_what_the_screen_says_and_has_a_place_for_its_controls(people: dict[str, httpx.Client]) -> None:
    _, _, drawn = people["owner"].get("/clients").text.partition(PAINT)
    assert 'href="tel:+1' in drawn and "df-sketch-field" in drawn
    assert "<button" not in drawn and "<input" not in drawn


def test_where_there_is_room_it_is_the_table(people: dict[str, httpx.Client]) -> None:
    wide = people["owner"].get("/clients", headers={"Cookie": _with_room(people["owner"])}).text
    assert "df-sketch-box" in wide.partition(PAINT)[2]
    assert "df-sketch-box" not in people["owner"].get("/clients").text.partition(PAINT)[2]


def _with_room(browser: httpx.Client) -> str:
    return "; ".join([*(f"{name}={value}" for name, value in browser.cookies.items()), f"{WIDE_COOKIE}=1"])


def test_an_address_that_asks_for_more_is_answered_once(
    people: dict[str, httpx.Client], db: psycopg.Connection
) -> None:
    assert PAINT not in people["owner"].get("/appels", params={"q": "Roy"}).text
    assert PAINT not in people["owner"].head("/appels").text


def test_strangers_are_sent_nothing_of_it(patient: ConsoleProcess) -> None:
    with patient.browser() as nobody:
        answer = nobody.get("/clients")
        assert answer.status_code == 303 and "df-" not in answer.text

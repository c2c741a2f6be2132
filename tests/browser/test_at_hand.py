"""By thumb and by keyboard: each screen fits the phone, names its controls, and refuses who may not see it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.phone import PHONE, ROWS, SOON_MS, nothing_yet, open_screen, phone
from tests.console_process import COOKIE, ConsoleProcess
from tests.screens import call

__all__ = ["nothing_yet", "phone"]


def test_the_keyboards_first_link_is_in_french(phone: Page) -> None:
    open_screen(phone, "/", "Aujourd’hui")
    expect(phone.get_by_test_id("stSkipToContent")).to_have_text("Aller au contenu", timeout=SOON_MS)


def test_a_row_opens_from_the_keyboard(phone: Page, env: dict[str, str]) -> None:
    call(env, "question")
    open_screen(phone, "/appels", "Appels")
    phone.locator(ROWS).first.focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="Ce qui s’est dit")).to_be_visible(timeout=SOON_MS)


def test_the_daily_screens_are_under_the_thumb(phone: Page) -> None:
    open_screen(phone, "/", "Aujourd’hui")
    phone.get_by_role("link", name="Clients potentiels").tap()
    expect(phone.get_by_role("heading", name="Clients potentiels")).to_be_visible(timeout=SOON_MS)


def test_what_the_keyboard_comes_to_is_not_behind_the_menu(phone: Page) -> None:
    open_screen(phone, "/plan-b", "Plan B")
    folded = phone.locator("[data-testid=stMain] [data-testid=stExpander] summary")
    expect(folded).to_be_visible(timeout=SOON_MS)
    free_of_the_menu = (
        "e => document.querySelector('.st-key-menu').getBoundingClientRect().top - e.getBoundingClientRect().bottom"
    )
    drawn_at = folded.bounding_box()
    assert drawn_at
    phone.set_viewport_size({"width": PHONE["width"], "height": int(drawn_at["y"]) + 20})
    assert folded.evaluate(free_of_the_menu) < 0
    folded.focus()
    folded.evaluate("e => e.scrollIntoView({ block: 'nearest' })")
    assert folded.evaluate(free_of_the_menu) >= 0


@pytest.mark.parametrize(
    ("path", "heading", "scheme"),
    [
        ("/", "Aujourd’hui", "light"),
        ("/appels", "Appels", "light"),
        ("/clients", "Clients potentiels", "dark"),
        ("/sante", "Santé", "dark"),
    ],
)
def test_each_screen_fits_the_phone_and_names_its_controls(
    phone: Page, env: dict[str, str], path: str, heading: str, scheme: str
) -> None:
    call(env, "urgent_booking")
    call(env, "business_quote")
    phone.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    open_screen(phone, path, heading)
    expect(phone.locator(".df-light").first).to_be_visible(timeout=SOON_MS)
    phone.wait_for_timeout(1_000)
    assert phone.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= PHONE["width"]
    nameless = phone.evaluate(
        "[...document.querySelectorAll('[data-testid=stMain] button, [data-testid=stMain] a')]"
        ".filter(e => !(e.innerText || e.getAttribute('aria-label') || e.title || '').trim()).length"
    )
    assert nameless == 0


def test_the_administrators_screen_refuses_the_owner_in_french(
    phone: Page, cookies: dict[str, str], console: ConsoleProcess
) -> None:
    phone.context.add_cookies([{"name": COOKIE, "value": cookies["owner"], "url": console.url}])
    phone.goto("/sante")
    expect(phone.get_by_text("réservée à l’administrateur")).to_be_visible(timeout=SOON_MS)
    expect(phone.get_by_role("link", name="Appels", exact=True)).to_be_visible()
    expect(phone.get_by_role("link", name="Santé")).to_have_count(0)

"""Guillaume opens the console on his phone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.console_process import ConsoleProcess

PHONE = ViewportSize(width=390, height=844)
SOON_MS = 20_000
PAINTED_WITHIN_MS = 1_500


@pytest.fixture
def phone(browser: Browser, console: ConsoleProcess) -> Iterator[Page]:
    """A phone that complains about anything the console fetches elsewhere, and about any script error."""
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True, locale="fr-CA", base_url=console.url)
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: troubles.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("request", lambda asked: troubles.append(asked.url) if _is_elsewhere(asked.url, console.url) else None)
    yield page
    context.close()
    assert troubles == []


def _is_elsewhere(url: str, home: str) -> bool:
    return url.startswith("http") and not url.startswith(f"{home}/")


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).tap()


def leave(page: Page) -> None:
    """The way out is at the foot of every page."""
    button = page.get_by_role("button", name="Se déconnecter", exact=True)
    button.wait_for(timeout=SOON_MS)
    button.tap()


def test_one_tap_leads_to_the_page_asked_for_and_a_reload_stays(phone: Page) -> None:
    phone.goto("/appels")
    expect(phone).to_have_url(re.compile(r"/connexion\?suite=/appels$"))
    tap(phone, "Guillaume")
    expect(phone.get_by_role("heading", name="Appels", exact=True)).to_be_visible(timeout=SOON_MS)
    phone.reload()
    expect(phone.get_by_role("heading", name="Appels", exact=True)).to_be_visible(timeout=SOON_MS)
    assert phone.evaluate("document.documentElement.lang") == "fr"


def test_signing_out_is_for_good_even_with_the_back_button(phone: Page) -> None:
    phone.goto("/")
    tap(phone, "Guillaume")
    expect(phone.get_by_test_id("stMain")).to_be_visible(timeout=SOON_MS)
    leave(phone)
    expect(phone).to_have_url(re.compile(r"/connexion$"))
    phone.go_back()
    expect(phone).to_have_url(re.compile(r"/connexion"))
    expect(phone.get_by_label("Courriel")).to_be_visible()


def test_another_tab_follows_when_the_session_ends(phone: Page) -> None:
    phone.goto("/")
    tap(phone, "Bureau")
    expect(phone.get_by_test_id("stMain")).to_be_visible(timeout=SOON_MS)
    other = phone.context.new_page()
    other.goto("/appels")
    expect(other.get_by_test_id("stMain")).to_be_visible(timeout=SOON_MS)
    leave(phone)
    expect(other).to_have_url(re.compile(r"/connexion\?fin=1&suite=%2Fappels$"), timeout=SOON_MS)
    expect(other.get_by_text("Votre session est terminée.")).to_be_visible()


def test_signing_out_everywhere_reaches_the_lost_phone(
    phone: Page, browser: Browser, console: ConsoleProcess, hired: tuple[str, str]
) -> None:
    phone.goto("/")
    fill(phone, *hired)
    expect(phone.get_by_test_id("stMain")).to_be_visible(timeout=SOON_MS)
    office = browser.new_context(locale="fr-CA", base_url=console.url).new_page()
    office.goto("/appels")
    fill(office, *hired)
    office.get_by_role("button", name="Se déconnecter partout").click(timeout=SOON_MS)
    expect(office).to_have_url(re.compile(r"/connexion$"))
    expect(phone).to_have_url(re.compile(r"/connexion\?fin=1"), timeout=SOON_MS)
    office.context.close()


def fill(page: Page, email: str, password: str) -> None:
    page.get_by_label("Courriel").fill(email)
    page.get_by_label("Mot de passe").fill(password)
    page.get_by_role("button", name="Se connecter").click()


def test_a_wrong_password_is_said_and_the_address_is_kept(phone: Page) -> None:
    phone.goto("/connexion")
    phone.get_by_label("Courriel").fill("guillaume@drain.example")
    phone.get_by_label("Mot de passe").fill("je ne sais plus")
    tap(phone, "Se connecter")
    expect(phone.get_by_role("alert")).to_have_text("Courriel ou mot de passe incorrect.")
    expect(phone.get_by_label("Courriel")).to_have_value("guillaume@drain.example")
    expect(phone.get_by_label("Mot de passe")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sign_in_page_fits_the_phone_and_paints_at_once(phone: Page, scheme: str) -> None:
    phone.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    phone.goto("/connexion")
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    for button in phone.get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None and box["height"] >= 44
    painted = phone.evaluate(
        "() => new Promise(done => new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))"
        ".observe({type: 'largest-contentful-paint', buffered: true}))"
    )
    assert painted < PAINTED_WITHIN_MS
    background = phone.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == ("rgb(18, 25, 29)" if scheme == "dark" else "rgb(244, 246, 247)")

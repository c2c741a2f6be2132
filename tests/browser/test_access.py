"""A link opened on a phone: a new password, one that misses a rule, and the code of a second factor."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.test_accessibility import violations
from tests.console_process import ConsoleProcess
from tests.sign_in_boxes import PASSWORD, Dashboard, code, dashboard

PHONE = ViewportSize(width=390, height=844)
NEW = "local-trois tuyaux verts"
SOON_MS = 20_000


@pytest.fixture
def boxes(env: dict[str, str], db: psycopg.Connection) -> Iterator[Dashboard]:
    with dashboard(env, db) as one:
        yield one


@pytest.fixture
def phone(browser: Browser, console: ConsoleProcess) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True, locale="fr-CA", base_url=console.url)
    yield context.new_page()
    context.close()


def choose(page: Page, password: str) -> None:
    page.get_by_label("Nouveau mot de passe").fill(password)
    page.get_by_label("Le même, encore une fois").fill(password)
    page.get_by_role("button", name="Entrer dans la console").tap()


def is_in(page: Page) -> None:
    expect(page.get_by_test_id("stMain")).to_be_visible(timeout=SOON_MS)
    expect(page).to_have_url(re.compile(r":\d+/$"))


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_link_leads_to_a_password_and_in(phone: Page, boxes: Dashboard) -> None:
    phone.goto(f"/acces?genre=recovery&jeton={boxes.link(boxes.hire())}")
    assert fits(phone)
    choose(phone, NEW)
    is_in(phone)


def test_a_password_that_misses_a_rule_is_chosen_again(phone: Page, boxes: Dashboard) -> None:
    proof = boxes.link(boxes.hire())
    boxes.tick(password_characters=["digits"])
    phone.goto(f"/acces?genre=recovery&jeton={proof}")
    choose(phone, NEW)
    expect(phone.get_by_role("alert")).to_contain_text("Supabase demande encore")
    assert fits(phone)
    choose(phone, f"{NEW} 7")
    is_in(phone)


def test_the_code_of_a_second_factor_comes_first(phone: Page, boxes: Dashboard) -> None:
    email = boxes.hire()
    secret = boxes.telephone(email)
    phone.goto(f"/acces?genre=recovery&jeton={boxes.link(email)}")
    choose(phone, NEW)
    field = phone.get_by_label("Code à six chiffres de votre téléphone")
    expect(field).to_be_focused()
    field.fill("000000")
    choose(phone, NEW)
    expect(phone.get_by_role("alert")).to_contain_text("n’est pas le bon")
    assert fits(phone)
    field.fill(code(secret))
    choose(phone, NEW)
    is_in(phone)


@pytest.fixture
def owner(boxes: Dashboard) -> Iterator[str]:
    with boxes.manager("owner") as email:
        yield email


def test_a_lost_telephone_is_replaced_with_a_code_that_was_kept(phone: Page, owner: str) -> None:
    wrong = []
    by_password(phone, owner)
    link_telephone(phone)
    wrong += violations(phone)
    phone.get_by_role("button", name="Montrer mes codes").click()
    expect(phone.locator(".codes li")).to_have_count(10, timeout=SOON_MS)
    kept = phone.locator(".codes li").all_inner_texts()
    wrong += violations(phone)
    assert fits(phone)
    phone.get_by_text("Je les ai notés").click()
    is_in(phone)
    phone.context.clear_cookies()
    by_password(phone, owner)
    phone.get_by_text("J’ai perdu ce téléphone").click()
    phone.get_by_label("Un de vos codes de secours").fill(kept[0])
    wrong += violations(phone)
    assert fits(phone)
    phone.get_by_role("button", name="Retirer ce téléphone").click()
    expect(phone.get_by_text("Ce téléphone est retiré de votre compte")).to_be_visible()
    by_password(phone, owner)
    link_telephone(phone)
    assert not wrong, wrong


def by_password(phone: Page, email: str) -> None:
    phone.goto("/connexion")
    phone.locator("input[name=courriel]").fill(email)
    phone.locator("input[name=mot_de_passe]").fill(PASSWORD)
    phone.get_by_role("button", name="Se connecter").click()


def link_telephone(phone: Page) -> None:
    secret = phone.locator("input[name=secret]").get_attribute("value") or ""
    phone.get_by_label("Code à six chiffres").fill(code(secret))
    phone.get_by_role("button", name="Entrer dans la console").click()
    expect(phone.get_by_role("button", name="Montrer mes codes")).to_be_visible(timeout=SOON_MS)

"""The connection goes while somebody signs in, or opens a box: what is written stays, and counts once it is back."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.tabs import CUT_S, SOON_MS, Desk, at_rest, desk, wire
from tests.browser.test_access import NEW, boxes
from tests.sign_in_boxes import Dashboard

__all__ = ["boxes", "desk", "wire"]


def test_whoever_signs_in_while_the_line_goes_writes_nothing_twice(desk: Desk, hired: tuple[str, str]) -> None:
    page = desk.tab("nobody")
    page.goto("/connexion")
    page.get_by_label("Courriel").fill(hired[0])
    desk.line.cut()
    page.get_by_label("Mot de passe").fill(hired[1])
    page.wait_for_timeout(CUT_S * 1000)
    desk.line.restore()
    page.get_by_role("button", name="Se connecter").click()
    at_rest(page)


def test_the_code_of_a_telephone_is_written_while_the_line_is_gone(desk: Desk, env: dict[str, str]) -> None:
    page = desk.tab("nobody")
    page.goto("/connexion")
    page.get_by_label("Courriel").fill(env["DEMO_OWNER_EMAIL"])
    page.get_by_label("Mot de passe").fill(env["DEMO_PASSWORD"])
    page.get_by_role("button", name="Se connecter").click()
    code = page.get_by_label("Code à six chiffres de votre téléphone")
    expect(code).to_be_visible(timeout=SOON_MS)
    desk.line.cut()
    code.fill(page.locator("#code-demo").inner_text())
    page.wait_for_timeout(CUT_S * 1000)
    desk.line.restore()
    page.get_by_role("button", name="Entrer dans la console").click()
    at_rest(page)


def test_a_new_password_is_written_while_the_line_is_gone(desk: Desk, boxes: Dashboard) -> None:
    page = desk.tab("nobody")
    page.goto(f"/acces?genre=recovery&jeton={boxes.link(boxes.hire())}")
    page.get_by_label("Nouveau mot de passe").fill(NEW)
    desk.line.cut()
    page.get_by_label("Le même, encore une fois").fill(NEW)
    page.wait_for_timeout(CUT_S * 1000)
    desk.line.restore()
    page.get_by_role("button", name="Entrer dans la console").click()
    at_rest(page)


# As Streamlit puts a field into a box whose content had just arrived when the line went.
LATE = """() => document.body.insertAdjacentHTML("beforeend",
    "<div id=late><div data-testid=stNumberInput><input disabled></div><input id=other disabled></div>")"""


def test_a_field_that_comes_while_the_line_is_gone_can_be_written_in(desk: Desk) -> None:
    page = desk.tab("owner")
    page.goto("/clients")
    at_rest(page)
    desk.line.cut()
    expect(page.get_by_text("Connexion perdue")).to_be_visible(timeout=SOON_MS)
    page.evaluate(LATE)
    expect(page.locator("#late [data-testid=stNumberInput] input")).to_be_enabled()
    expect(page.locator("#other")).to_be_disabled()
    desk.line.restore()
    at_rest(page)

"""Mise en service on the owner's phone: a risk accepted in writing and taken back; the page on paper."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.phone import PHONE, SOON_MS, open_screen
from tests.console_process import COOKIE, ConsoleProcess
from tests.emptying import empty_tables

REASON = "Exercice prévu vendredi avec Sylvie."
CLEAR = ("rollout_moves", "accepted_risks")


@pytest.fixture(autouse=True)
def no_risk(db: psycopg.Connection) -> Iterator[None]:
    empty_tables(db, *CLEAR)
    yield
    empty_tables(db, *CLEAR)


@pytest.fixture
def owner(browser: Browser, console: ConsoleProcess, cookies: dict[str, str]) -> Iterator[Page]:
    """A phone on which Guillaume is signed in."""
    context = browser.new_context(viewport=PHONE, locale="fr-CA", base_url=console.url)
    context.add_cookies([{"name": COOKIE, "value": cookies["owner"], "url": console.url}])
    yield context.new_page()
    context.close()


def test_a_risk_is_accepted_in_writing_shown_on_paper_and_withdrawn(owner: Page, db: psycopg.Connection) -> None:
    open_screen(owner, "/mise-en-service", "Mise en service")
    expect(owner.get_by_label("Verdict")).to_contain_text("NE PAS DÉPLOYER", timeout=SOON_MS)
    assert owner.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    plan_b = owner.locator('[class*="st-key-carte-"][class*="-plan_b"]')
    plan_b.get_by_role("button", name="Accepter le risque").click(timeout=SOON_MS)

    dialog = owner.get_by_role("dialog")
    reason = dialog.get_by_label("Pourquoi c’est acceptable")
    reason.fill(REASON, timeout=SOON_MS)
    reason.press("Control+Enter")
    # The dialog is drawn again with what was written: its button is another one from then on.
    expect(dialog.get_by_text("Appuyez")).to_have_count(0, timeout=SOON_MS)
    accept = dialog.get_by_role("button", name="J’accepte ce risque")
    expect(accept).to_be_enabled(timeout=SOON_MS)
    expect(owner.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=SOON_MS)
    accept.click()
    expect(plan_b).to_contain_text("risque accepté", timeout=SOON_MS)
    expect(plan_b).to_contain_text(REASON)
    held = "select gate, reason from accepted_risks where withdrawn_at is null"
    assert db.execute(held.encode()).fetchall() == [("plan_b", REASON)]

    owner.emulate_media(media="print")
    expect(owner.get_by_role("button", name="Retirer le risque accepté")).to_be_hidden(timeout=SOON_MS)
    expect(plan_b).to_contain_text(REASON)
    # All of it is on the paper, not only what the screen's window shows.
    assert owner.evaluate("document.documentElement.scrollHeight") > 3 * PHONE["height"]
    owner.emulate_media(media="screen")

    # A tap that follows the deed within a second and a half is taken for a slip.
    owner.wait_for_timeout(2_000)
    owner.get_by_role("button", name="Retirer le risque accepté").click(timeout=SOON_MS)
    expect(plan_b).to_contain_text("non mesuré", timeout=SOON_MS)
    expect(plan_b.get_by_role("button", name="Accepter le risque")).to_be_visible(timeout=SOON_MS)
    assert db.execute(held.encode()).fetchall() == []

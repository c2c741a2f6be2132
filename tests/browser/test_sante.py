"""Santé on a phone: a light of each probe, and the console's own test event, seen to arrive at a Sentry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.test_screens import PHONE, SOON_MS
from tests.console_process import COOKIE, ConsoleProcess
from tests.sentry_receiver import Receiver, receiving


@pytest.fixture
def sentry() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def watched(env: dict[str, str], sentry: Receiver, tmp_path: Path) -> Iterator[ConsoleProcess]:
    """A console of its own that tells that Sentry."""
    console = ConsoleProcess({**env, "SENTRY_DSN": sentry.dsn}, tmp_path)
    console.start()
    yield console
    console.stop()


def test_the_console_sends_its_test_event_and_says_that_it_was_accepted(
    browser: Browser, watched: ConsoleProcess, sentry: Receiver, env: dict[str, str], db: psycopg.Connection
) -> None:
    db.execute("delete from sentry_events where program = 'console'")
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True, locale="fr-CA", base_url=watched.url)
    cookie = watched.cookie_of(env["DEMO_ADMIN_EMAIL"], env["DEMO_PASSWORD"])
    context.add_cookies([{"name": COOKIE, "value": cookie, "url": watched.url}])
    page = context.new_page()
    page.goto("/sante")
    expect(page.get_by_text("Base, vue du service de fond")).to_be_visible(timeout=SOON_MS)
    page.get_by_role("button", name="Envoyer un événement d’essai").tap(timeout=SOON_MS)
    expect(page.get_by_text("Événement de la console envoyé")).to_be_visible(timeout=SOON_MS)
    [event] = [one for one in sentry.wait_for("event") if one["logger"] == "drain.test"]
    assert event["tags"]["program"] == "console"
    assert db.execute("select accepted from sentry_events where program = 'console'").fetchone() == (True,)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()

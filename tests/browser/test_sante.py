"""Santé on a phone: a light of each probe, and the console's own test event, seen to arrive at a Sentry."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.phone import PHONE, SOON_MS, open_screen
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


def told(console: ConsoleProcess, before: str | None, within_s: float = 15) -> str:
    """The event that Sentry accepted last, once there is another one than before."""
    give_up_at = time.monotonic() + within_s
    while time.monotonic() < give_up_at:
        found = httpx.get(f"{console.url}/mesures").json()["sentry"]
        if found and found["accepted"] and found["event_id"] != before:
            return str(found["event_id"])
        time.sleep(0.1)
    raise AssertionError("the console shows no other accepted event")


def test_the_console_sends_its_test_event_and_says_that_it_was_accepted(
    browser: Browser, watched: ConsoleProcess, sentry: Receiver, env: dict[str, str], db: psycopg.Connection
) -> None:
    db.execute("delete from sentry_events where program = 'console'")
    # At its start already; then once more when somebody asks.
    first = told(watched, None)
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True, locale="fr-CA", base_url=watched.url)
    cookie = watched.cookie_of(env["DEMO_ADMIN_EMAIL"], env["DEMO_PASSWORD"])
    context.add_cookies([{"name": COOKIE, "value": cookie, "url": watched.url}])
    page = context.new_page()
    open_screen(page, "/sante", "Santé")
    expect(page.get_by_text("Base, vue du service de fond")).to_be_visible(timeout=SOON_MS)
    page.get_by_role("button", name="Envoyer un événement d’essai").tap(timeout=SOON_MS)
    expect(page.get_by_text("Événement de la console envoyé")).to_be_visible(timeout=SOON_MS)
    events = [one for one in sentry.wait_for("event") if one["logger"] == "drain.test"]
    assert {one["tags"]["program"] for one in events} == {"console"}
    assert told(watched, first) in {one["event_id"] for one in events}
    # The click itself writes nothing of it: the worker reads it there.
    assert db.execute("select count(*) from sentry_events where program = 'console'").fetchone() == (0,)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()

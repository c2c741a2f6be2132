"""A field left by a tap on another screen's link: the screen gone to stays, and what was typed is there on return.

The browser sends such a field's value some milliseconds after the link's own message. Here it is held back until the
other screen is being drawn, or is there, so that it happens every time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import psycopg
import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.browser.phone import LIVE_MS, PHONE, ROWS, SOON_MS, open_screen
from tests.console_process import COOKIE, ConsoleProcess
from tests.rows import empty
from tests.screens import call


@dataclass
class Line:
    """The page's websocket: while it holds, what fields say waits, and everything else goes through."""

    holds: bool = False
    gone: bool = False
    held: list[bytes] = field(default_factory=list)
    server: WebSocketRoute | None = None

    def take(self, route: WebSocketRoute) -> None:
        """Stand between the page and the console."""
        self.server = route.connect_to_server()
        route.on_message(self.pass_on)

    def pass_on(self, message: str | bytes) -> None:
        """Send it on, or keep it for later."""
        assert self.server is not None and isinstance(message, bytes)
        of_field = bool(BackMsg.FromString(message).rerun_script.fragment_id)
        if self.holds and of_field:
            self.held.append(message)
            return
        self.gone = self.holds
        self.server.send(message)

    def holds_back(self, words: bytes) -> bool:
        """Did a field say that, and does it wait?"""
        return any(words in message for message in self.held)

    def release(self) -> None:
        """Send what was held back."""
        assert self.server is not None
        self.holds = False
        for message in self.held:
            self.server.send(message)


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def phone(browser: Browser, console: ConsoleProcess, cookies: dict[str, str], line: Line) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True, locale="fr-CA", base_url=console.url)
    context.add_cookies([{"name": COOKIE, "value": cookies["admin"], "url": console.url}])
    page = context.new_page()
    page.route_web_socket("**/_stcore/stream*", line.take)
    yield page
    context.close()


@pytest.mark.parametrize("drawn", [False, True], ids=["while it is drawn", "once it is drawn"])
def test_the_screen_gone_to_stays_and_what_was_typed_is_there_on_return(
    phone: Page, line: Line, env: dict[str, str], db: psycopg.Connection, drawn: bool
) -> None:
    empty(db)
    call(env, "lead_only", 1)
    open_screen(phone, "/clients", "Clients potentiels")
    phone.get_by_role("button", name="Modifier").tap(timeout=SOON_MS)
    phone.get_by_label("Note").fill("Porte de côté")
    phone.get_by_label("Ville").fill("Sorel")
    line.holds = True
    phone.get_by_role("link", name="Appels", exact=True).tap()
    rows = phone.locator(ROWS)
    while not (line.gone and line.holds_back(b"Sorel")):
        phone.wait_for_timeout(5)
    if drawn:
        expect(rows).to_have_count(1, timeout=SOON_MS)
        phone.wait_for_timeout(500)
    line.release()
    expect(rows).to_have_count(1, timeout=SOON_MS)
    phone.wait_for_timeout(2_000)
    expect(rows).to_have_count(1)
    expect(phone.get_by_role("heading", name="Appels", exact=True)).to_be_visible()
    phone.get_by_role("link", name="Clients potentiels").tap()
    expect(phone.get_by_label("Ville")).to_have_value("Sorel", timeout=SOON_MS)
    expect(phone.get_by_label("Note")).to_have_value("Porte de côté")
    phone.get_by_role("button", name="Enregistrer").tap()
    expect(phone.get_by_role("button", name="Modifier")).to_be_visible(timeout=LIVE_MS)
    kept = "select n.text, l.city from leads l join lead_notes n on n.lead_id = l.id"
    assert db.execute(kept).fetchall() == [("Porte de côté", "Sorel")]

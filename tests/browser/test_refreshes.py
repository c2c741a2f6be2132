"""What a live part's own refresh costs a phone: nothing is sent again that is there already."""

from __future__ import annotations

import psycopg
from playwright.sync_api import Page, WebSocket, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.phone import CARDS, LIVE_MS, SOON_MS, nothing_yet, open_screen, phone
from tests.screens import call
from tests.waiting import until

__all__ = ["nothing_yet", "phone"]

# The list of leads refreshes each five seconds, the status line each ten, and says how old it is.
AGES, WITHIN_S = 3, 90.0


def sent_to(page: Page) -> list[ForwardMsg]:
    """All that Streamlit sends it from now on."""
    found: list[ForwardMsg] = []

    def hear(raw: str | bytes) -> None:
        assert isinstance(raw, bytes)
        found.append(ForwardMsg.FromString(raw))

    def listen(line: WebSocket) -> None:
        line.on("framereceived", hear)

    page.on("websocket", listen)
    return found


def elements(page: Page, sent: list[ForwardMsg]) -> int:
    """How many were sent so far; frames are only heard while the browser is waited for."""
    page.wait_for_timeout(200)
    return sum(msg.HasField("delta") for msg in sent)


def test_a_refresh_sends_what_changed_and_not_the_cards_that_are_there(
    phone: Page, env: dict[str, str], db: psycopg.Connection
) -> None:
    sent = sent_to(phone)
    call(env, "urgent_lead")
    open_screen(phone, "/clients", "Clients potentiels")
    cards = phone.locator(f"#root {CARDS}")
    expect(cards).to_have_count(1, timeout=SOON_MS)
    phone.wait_for_timeout(LIVE_MS)
    sent.clear()
    until(lambda: elements(phone, sent) >= AGES, "the age of the status line, three times", WITHIN_S)
    assert {msg.WhichOneof("type") for msg in sent} == {"delta"}
    assert {msg.delta.new_element.WhichOneof("type") for msg in sent} == {"html"}

    db.execute("update leads set name = 'Zéphirine Ouellet', version = version + 1")
    expect(cards).to_contain_text("Zéphirine Ouellet", timeout=LIVE_MS)
    call(env, "lead_only")
    expect(cards).to_have_count(2, timeout=LIVE_MS)

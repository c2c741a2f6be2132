"""What a live part's own refresh costs a phone: nothing is sent again that is there already."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from playwright.sync_api import Page, WebSocket, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from backend.calls.words import END_LOST, LOST_AFTER
from tests.browser.desk import desk
from tests.browser.phone import CARDS, LIVE_MS, SOON_MS, nothing_yet, open_screen, phone
from tests.lead_rows import lead
from tests.screens import call
from tests.waiting import until

__all__ = ["desk", "nothing_yet", "phone"]

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


@pytest.mark.parametrize("given_up", [True, False], ids=["given up", "its lead gone"])
def test_the_list_is_live_again_once_the_form_is_closed(
    phone: Page, env: dict[str, str], db: psycopg.Connection, given_up: bool
) -> None:
    call(env, "lead_only", 1)
    open_screen(phone, "/clients", "Clients potentiels")
    phone.get_by_role("button", name="Modifier").tap(timeout=SOON_MS)
    city = phone.get_by_label("Ville")
    expect(city).to_be_visible(timeout=SOON_MS)
    if given_up:
        phone.get_by_role("button", name="Annuler").tap()
    else:
        db.execute("delete from leads")
        city.fill("Sorel")
        city.press("Tab")
    expect(city).to_have_count(0, timeout=SOON_MS)
    cards = phone.locator(f"#root {CARDS}")
    left = int(given_up)
    expect(cards).to_have_count(left, timeout=SOON_MS)
    call(env, "lead_only", 2)
    expect(cards).to_have_count(left + 1, timeout=LIVE_MS)


@pytest.mark.parametrize("button", ["Annuler", "Suivante", "Fermer"])
def test_the_table_is_live_again_once_no_form_stands_beside_it(desk: Page, db: psycopg.Connection, button: str) -> None:
    lead(db, 1)
    lead(db, 2)
    open_screen(desk, "/clients?fiche=DF-2026-9001", "Clients potentiels")
    desk.get_by_role("button", name="Modifier").click(timeout=SOON_MS)
    expect(desk.get_by_label("Ville")).to_be_visible(timeout=SOON_MS)
    desk.get_by_role("button", name=button).click()
    expect(desk.get_by_label("Ville")).to_have_count(0, timeout=SOON_MS)
    lead(db, 3)
    expect(desk.get_by_role("button", name="Toutes · 3")).to_be_visible(timeout=LIVE_MS)


# The screen is open by then, and the end of the call given up while somebody looks at it.
GIVEN_UP_IN = 25
GOING_ON = """
    with live as (
        insert into vapi_calls (vapi_call_id, status, caller_number, created_at, started_at)
        values ('live', 'in-progress', '+18195550198', now() - %(ago)s, now() - %(ago)s) returning id)
    insert into call_logs (call_id, at, kind, speaker, text, source)
    select id, now(), 'said', 'paul', 'Bonjour, ici Paul.', 'live' from live returning call_id
"""
SAID = """
    insert into call_logs (call_id, at, kind, speaker, text, source)
    select id, now(), 'said', 'caller', 'Mon drain est bouché.', 'live' from vapi_calls
"""


def test_what_was_said_in_a_call_stays_when_its_end_is_given_up(phone: Page, db: psycopg.Connection) -> None:
    row = db.execute(GOING_ON, {"ago": LOST_AFTER - timedelta(seconds=GIVEN_UP_IN)}).fetchone()
    assert row
    phone.goto(f"/appels?appel={row[0]}")
    expect(phone.locator("#root").get_by_text("Bonjour, ici Paul.")).to_be_visible(timeout=SOON_MS)
    db.execute(SAID)
    said = phone.locator("#root").get_by_text("Mon drain est bouché.")
    expect(said).to_be_visible(timeout=LIVE_MS)
    expect(phone.locator("#root").get_by_text(END_LOST).first).to_be_visible(timeout=2 * GIVEN_UP_IN * 1000)
    expect(said).to_be_visible()

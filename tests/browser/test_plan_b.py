"""The plan B button on a phone, there and back."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Page, expect

from backend.local.standins.vapi.lines import LINE_ID
from tests.browser.phone import SOON_MS, open_screen, phone
from tests.console_process import ConsoleProcess
from tests.emptying import delete, empty_tables
from tests.vapi_standin import in_stack

__all__ = ["phone"]
# Asked, carried out by the worker, read back, and seen at the next refresh.
TURNED_MS = 40_000


@pytest.fixture(autouse=True)
def ready(db: psycopg.Connection, env: dict[str, str]) -> Iterator[None]:
    vapi = in_stack(env)
    vapi.reset()
    empty_tables(db, "private.diversions", "private.paul_signs")
    # Others' people would be rung first.
    delete(db, "delete from recipients")
    db.execute("insert into recipients (full_name, phone, on_call_rank) values ('Guillaume', '+15145550100', 9)")
    yield
    vapi.reset()
    empty_tables(db, "private.diversions", "private.paul_signs")
    delete(db, "delete from recipients where on_call_rank = 9")


def test_the_line_is_turned_and_given_back(
    phone: Page, console: ConsoleProcess, env: dict[str, str], db: psycopg.Connection
) -> None:
    open_screen(phone, "/plan-b", "Plan B")
    phone.get_by_role("button", name="Détourner vers Guillaume").tap(timeout=SOON_MS)
    phone.get_by_role("button", name="Oui, détourner").tap(timeout=SOON_MS)
    result = phone.get_by_text("La ligne est détournée vers Guillaume")
    expect(result.first).to_be_visible(timeout=TURNED_MS)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert len(in_stack(env).get(f"/phone-number/{LINE_ID}").json()["hooks"]) == 1
    # Every page says so, with the way back.
    open_screen(phone, "/appels", "Appels")
    expect(result.first).to_be_visible(timeout=TURNED_MS)
    phone.get_by_role("button", name="Remettre Paul au téléphone").tap(timeout=SOON_MS)
    expect(result).to_have_count(0, timeout=TURNED_MS)
    expect(phone.get_by_text("La ligne va être rendue à Paul")).to_have_count(0, timeout=TURNED_MS)
    assert db.execute("select state from private.diversions").fetchall() == [("off",)]
    assert in_stack(env).get(f"/phone-number/{LINE_ID}").json()["hooks"] == []

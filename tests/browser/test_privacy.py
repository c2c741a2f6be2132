"""Somebody asks to be forgotten: found, noted, copied and erased on a phone, here and at Vapi."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Page, expect

from pages.ui.actions import QUIET_AFTER_DEED_S
from tests.browser.phone import SOON_MS, open_screen, phone
from tests.console_process import COOKIE, ConsoleProcess
from tests.emptying import empty_tables
from tests.everywhere import holding
from tests.rows import empty
from tests.vapi_standin import VapiStandin, in_stack

__all__ = ["phone"]
# The worker's turn, Vapi's answer, two refreshes, and some room for a busy machine.
ERASED_MS = 60_000
LEFT = ("privacy_requests", "private.vapi_erasures", "private.erased_calls")


@pytest.fixture(autouse=True)
def vapi(db: psycopg.Connection, env: dict[str, str]) -> Iterator[VapiStandin]:
    empty(db)
    empty_tables(db, *LEFT)
    standin = in_stack(env)
    standin.reset()
    yield standin
    standin.reset()
    empty_tables(db, *LEFT)
    empty(db)


def test_a_person_is_found_copied_and_erased(
    phone: Page, console: ConsoleProcess, vapi: VapiStandin, db: psycopg.Connection, cookies: dict[str, str]
) -> None:
    # What an administrator asks for would wait for the owner.
    phone.context.add_cookies([{"name": COOKIE, "value": cookies["owner"], "url": console.url}])
    vapi_call = vapi.play("urgent_booking", seed=3)["call_id"]
    row = db.execute("select phone, name from leads").fetchone()
    assert row is not None
    number, name = row
    open_screen(phone, "/conformite", "Conformité")

    phone.get_by_label("Numéro de téléphone, ou nom").fill(number[2:])
    phone.get_by_role("button", name="Chercher").tap()
    expect(phone.get_by_text(name)).to_be_visible(timeout=SOON_MS)
    phone.get_by_role("button", name="Noter une demande").tap()
    dialog = phone.get_by_role("dialog")
    dialog.get_by_text("Effacement", exact=True).tap(timeout=SOON_MS)
    expect(dialog.get_by_role("radio", name=re.compile("Effacement"))).to_be_checked(timeout=SOON_MS)
    dialog.get_by_role("button", name="Noter la demande").tap()

    # Its file comes next; its address names nobody.
    copy = phone.get_by_role("button", name="Copie complète (JSON)")
    expect(copy).to_be_visible(timeout=SOON_MS)
    assert number[2:] not in phone.url and "demande=" in phone.url
    with phone.expect_download() as download:
        copy.tap()
    assert json.loads(Path(download.value.path()).read_text())["leads"][0]["name"] == name
    assert re.fullmatch(r"dossier-L25-\d{4}\.json", download.value.suggested_filename)
    with phone.expect_download() as download:
        phone.get_by_role("button", name="Copie complète (CSV)").tap()
    assert name in Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert re.fullmatch(r"dossier-L25-\d{4}\.csv", download.value.suggested_filename)
    assert phone.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390

    # What was shown stands on the screen, and in nothing that the browser keeps.
    kept = phone.evaluate(
        "async () => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie,"
        " (await indexedDB.databases()).map(one => one.name), (await caches.keys())])"
    )
    assert number[2:] not in kept and name not in kept and "token" not in kept.lower()
    phone.get_by_role("button", name="Effacer partout").tap()
    erase = dialog.get_by_role("button", name=re.compile("^Effacer "))
    expect(erase).to_be_disabled(timeout=SOON_MS)
    dialog.get_by_text("C’est bien cette personne").tap()
    expect(erase).to_be_enabled(timeout=SOON_MS)
    # A tap that follows another deed too closely is not meant for what appeared meanwhile.
    phone.wait_for_timeout(QUIET_AFTER_DEED_S * 1000 + 300)
    erase.tap()
    expect(phone.get_by_text("Chez Vapi: 1 appel effacé")).to_be_visible(timeout=ERASED_MS)
    expect(phone.get_by_text("Personne oubliée")).to_be_visible(timeout=SOON_MS)
    expect(phone.get_by_text(name)).to_have_count(0)
    assert holding(db, number[2:], name, vapi_call) == {}
    assert vapi.get(f"/call/{vapi_call}").status_code == 404
    # Nor has the console kept anything of what was looked at: neither beside its sessions nor in its log.
    kept = b"".join(file.read_bytes() for file in console.sessions.parent.glob("console*"))
    assert len(kept) > 0 and number[2:].encode() not in kept and name.encode() not in kept

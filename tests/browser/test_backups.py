"""Sauvegardes in a real browser: the button, the progress, the proof, the file; and what the others see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from pages.ui.actions import QUIET_AFTER_DEED_S
from tests.browser.phone import open_screen
from tests.console_process import COOKIE, ConsoleProcess
from tests.emptying import empty_tables
from tests.screens import call

PHONE = ViewportSize(width=390, height=844)
SOON_MS = 20_000
PROVEN_WITHIN_MS = 90_000


@pytest.fixture(autouse=True)
def no_copies(db: psycopg.Connection) -> Iterator[None]:
    empty_tables(db, "backups", "backup_proofs", "backup_stores")
    yield
    empty_tables(db, "backups", "backup_proofs", "backup_stores")


def page_of(browser: Browser, console: ConsoleProcess, cookie: str) -> Page:
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True, locale="fr-CA", base_url=console.url)
    context.add_cookies([{"name": COOKIE, "value": cookie, "url": console.url}])
    page = context.new_page()
    page.goto("/sauvegardes")
    expect(page.locator("#first-paint")).to_have_count(0, timeout=SOON_MS)
    return page


def test_one_tap_makes_a_copy_shows_its_progress_and_proves_it(
    browser: Browser, console: ConsoleProcess, cookies: dict[str, str], env: dict[str, str], db: psycopg.Connection
) -> None:
    call(env, "urgent_booking")
    page = page_of(browser, console, cookies["admin"])
    button = page.get_by_role("button", name="Sauvegarder maintenant")
    expect(button).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_text("aucune", exact=True)).to_be_visible()
    # Somebody holds a table for a moment, so that the progress lasts long enough to be left and found again.
    with psycopg.connect(env["SUPABASE_DB_URL"]) as holder:
        holder.execute("lock table private.brevo_events in access exclusive mode")
        button.dblclick()
        expect(page.get_by_text("Sauvegarde en cours")).to_be_visible(timeout=SOON_MS)
        expect(page.get_by_text(re.compile("Étape . de 4"))).to_be_visible(timeout=SOON_MS)
        page.goto("/alertes")
        open_screen(page, "/sauvegardes", "Sauvegardes")
        expect(page.get_by_text("Sauvegarde en cours")).to_be_visible(timeout=SOON_MS)
        expect(button).to_be_disabled()
        holder.rollback()
    expect(page.locator(".df-badge.df-good", has_text="éprouvée")).to_be_visible(timeout=PROVEN_WITHIN_MS)
    assert db.execute("select count(*) from backups").fetchone() == (1,)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= PHONE["width"]
    page.context.close()


def test_it_can_be_stopped(
    browser: Browser, console: ConsoleProcess, cookies: dict[str, str], env: dict[str, str]
) -> None:
    page = page_of(browser, console, cookies["admin"])
    with psycopg.connect(env["SUPABASE_DB_URL"]) as holder:
        holder.execute("lock table private.brevo_events in access exclusive mode")
        page.get_by_role("button", name="Sauvegarder maintenant").tap(timeout=SOON_MS)
        expect(page.get_by_role("button", name="Arrêter")).to_be_visible(timeout=SOON_MS)
        # A tap that follows another deed too closely is not meant for what appeared meanwhile.
        page.wait_for_timeout(QUIET_AFTER_DEED_S * 1000 + 300)
        page.get_by_role("button", name="Arrêter").tap(timeout=SOON_MS)
        expect(page.get_by_text("arrêtée", exact=True)).to_be_visible(timeout=SOON_MS)
        holder.rollback()
    page.context.close()


def test_the_file_comes_encrypted_and_the_trail_tells_who_took_it(
    browser: Browser, console: ConsoleProcess, cookies: dict[str, str], env: dict[str, str], db: psycopg.Connection
) -> None:
    page = page_of(browser, console, cookies["admin"])
    page.get_by_role("button", name="Sauvegarder maintenant").tap(timeout=SOON_MS)
    take = page.get_by_role("button", name=re.compile("Télécharger"))
    expect(take).to_be_visible(timeout=PROVEN_WITHIN_MS)
    with page.expect_download() as download:
        take.tap()
    assert Path(download.value.path()).read_bytes().startswith(b"age-encryption.org/v1")
    taken = db.execute("select count(*) from audit_log where action = 'download_backup'").fetchone()
    assert taken is not None and taken[0] >= 1
    page.context.close()


def test_the_owner_reads_and_the_staff_see_nothing(
    browser: Browser, console: ConsoleProcess, cookies: dict[str, str]
) -> None:
    page = page_of(browser, console, cookies["owner"])
    expect(page.get_by_text("Si tout brûlait maintenant")).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_role("button", name="Sauvegarder maintenant")).to_have_count(0)
    page.context.close()
    page = page_of(browser, console, cookies["staff"])
    expect(page.get_by_text("réservée")).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_role("link", name="Sauvegardes")).to_have_count(0)
    page.context.close()


@pytest.mark.parametrize("role", ["owner", "staff", "anonymous"])
def test_nobody_else_carries_a_copy_away(
    console: ConsoleProcess, cookies: dict[str, str], db: psycopg.Connection, role: str
) -> None:
    form = {"copie": "00000000-0000-4000-8000-000000000000", "demande": "00000000-0000-4000-8000-000000000001"}
    with console.browser(cookies.get(role, "")) as browser:
        answer = browser.post("/copies-de-sauvegarde", data=form)
    assert answer.status_code in (400, 401, 403), answer.text

"""The screens on Guillaume's phone: they move by themselves, and nothing he does counts twice."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pytest
from playwright.sync_api import Page, expect

from backend.appointments import actions
from backend.appointments import read as week
from backend.appointments.slots import free_slots
from tests.browser.phone import CARDS, LIVE_MS, ROWS, SOON_MS, nothing_yet, open_screen, phone
from tests.screens import call, signed_in

__all__ = ["nothing_yet", "phone"]


def count(db: psycopg.Connection, question: str) -> int:
    row = db.execute(question).fetchone()
    assert row is not None
    return int(row[0])


def times_done(db: psycopg.Connection, action: str) -> int:
    """How often the trail tells this action of the one lead there is; the trail of earlier tests cannot be emptied."""
    question = "select count(*) from audit_log where action = %s and subject_id = (select id::text from leads)"
    row = db.execute(question, [action]).fetchone()
    assert row is not None
    return int(row[0])


def test_a_lead_appears_without_reloading(phone: Page, env: dict[str, str]) -> None:
    open_screen(phone, "/", "Aujourd’hui")
    expect(phone.get_by_text("Personne n’attend d’appel")).to_be_visible(timeout=SOON_MS)
    phone.evaluate("window.stayed = true")
    call(env, "urgent_lead")
    card = phone.locator(CARDS).first
    expect(card).to_be_visible(timeout=LIVE_MS)
    expect(card.get_by_text("Urgent")).to_be_visible()
    assert re.fullmatch(r"tel:\+\d{11}", card.get_by_role("link", name="Appeler").get_attribute("href") or "")
    assert phone.evaluate("window.stayed")


def test_two_taps_on_called_back_count_once(phone: Page, env: dict[str, str], db: psycopg.Connection) -> None:
    call(env, "lead_only")
    open_screen(phone, "/", "Aujourd’hui")
    button = phone.get_by_role("button", name="Rappelé")
    expect(button).to_be_visible(timeout=SOON_MS)
    button.dblclick()
    expect(phone.locator(CARDS)).to_have_count(0, timeout=LIVE_MS)
    assert times_done(db, "mark_called_back") == 1


@pytest.mark.parametrize("after_ms", [400, 900])
def test_a_slow_second_tap_marks_nobody_else(
    phone: Page, env: dict[str, str], db: psycopg.Connection, after_ms: int
) -> None:
    for seed in range(1, 5):
        call(env, "lead_only", seed)
    marked = "select count(*) from leads where called_back_at is not null"
    open_screen(phone, "/", "Aujourd’hui")
    expect(phone.get_by_role("button", name="Rappelé")).to_have_count(4, timeout=SOON_MS)
    button = phone.get_by_role("button", name="Rappelé").first
    # Clear of the menu at the foot of the screen.
    button.evaluate("button => button.scrollIntoView({block: 'center'})")
    box = button.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    phone.touchscreen.tap(x, y)
    phone.wait_for_timeout(after_ms)
    phone.touchscreen.tap(x, y)
    expect(phone.get_by_role("button", name="Rappelé ✓")).to_be_visible(timeout=LIVE_MS)
    phone.wait_for_timeout(2_000)
    assert count(db, marked) == 1
    expect(phone.locator(CARDS)).to_have_count(4)
    # The card goes by itself, and a tap where it was marks nobody either, for the list has just moved.
    phone.wait_for_function("cards => document.querySelectorAll(cards).length === 3", arg=CARDS, timeout=LIVE_MS)
    phone.touchscreen.tap(x, y)
    phone.wait_for_timeout(1_500)
    assert count(db, marked) == 1


def test_called_back_by_mistake_is_taken_back(phone: Page, env: dict[str, str], db: psycopg.Connection) -> None:
    call(env, "lead_only", 1)
    call(env, "lead_only", 2)
    open_screen(phone, "/", "Aujourd’hui")
    phone.get_by_role("button", name="Rappelé").first.tap(timeout=SOON_MS)
    # At once, and it counts: whoever was marked by mistake is not to be forgotten.
    phone.get_by_role("button", name="Annuler").tap(timeout=LIVE_MS)
    expect(phone.get_by_role("button", name="Rappelé ✓")).to_have_count(0, timeout=LIVE_MS)
    expect(phone.get_by_role("button", name="Rappelé", exact=True)).to_have_count(2, timeout=LIVE_MS)
    assert count(db, "select count(*) from leads where status = 'new' and called_back_at is null") == 2


def test_a_visit_is_booked_in_the_dialog_which_no_refresh_closes(
    phone: Page, env: dict[str, str], db: psycopg.Connection
) -> None:
    call(env, "lead_only")
    open_screen(phone, "/", "Aujourd’hui")
    phone.get_by_role("button", name="Rendez-vous").tap()
    dialog = phone.get_by_role("dialog")
    expect(dialog.get_by_text("Heure", exact=True)).to_be_visible(timeout=SOON_MS)
    phone.wait_for_timeout(6_000)
    dialog.get_by_role("radiogroup", name="Heure").get_by_role("radio").first.tap()
    dialog.get_by_role("button", name="Réserver").dblclick()
    expect(dialog).to_have_count(0, timeout=LIVE_MS)
    assert count(db, "select count(*) from appointments where status = 'booked'") == 1
    assert times_done(db, "book_appointment") == 1


def test_a_slot_taken_meanwhile_is_said_and_the_others_stay_on_offer(
    phone: Page, env: dict[str, str], db: psycopg.Connection
) -> None:
    call(env, "lead_only", 1)
    open_screen(phone, "/", "Aujourd’hui")
    phone.get_by_role("button", name="Rendez-vous").tap(timeout=SOON_MS)
    dialog = phone.get_by_role("dialog")
    hours = dialog.get_by_role("radiogroup", name="Heure").get_by_role("radio")
    hours.first.tap(timeout=SOON_MS)
    reserve = dialog.get_by_role("button", name="Réserver")
    expect(reserve).to_be_visible(timeout=SOON_MS)
    _, api = signed_in(env, "staff")
    now = datetime.now(UTC)
    taken = free_slots(week.calendar(api, now), now, 90, 1)[0]
    other = db.execute("select id from leads where call_id = %s", [call(env, "lead_only", 2)]).fetchone()
    assert other
    actions.book(api, uuid4(), "lead", other[0], taken, 90, None)
    reserve.tap()
    expect(dialog.get_by_text("vient d’être prise")).to_be_visible(timeout=LIVE_MS)
    expect(hours.first).to_be_visible()
    assert count(db, "select count(*) from appointments where status = 'booked'") == 1
    hours.first.tap()
    reserve.tap(timeout=SOON_MS)
    expect(dialog).to_have_count(0, timeout=LIVE_MS)
    assert count(db, "select count(*) from appointments where status = 'booked'") == 2


def test_a_half_typed_note_survives_the_calls_that_come_in(phone: Page, env: dict[str, str]) -> None:
    call(env, "lead_only", 1)
    open_screen(phone, "/clients", "Clients potentiels")
    phone.get_by_role("button", name="Modifier").tap()
    note = phone.get_by_label("Note")
    note.press_sequentially("Rappeler après")
    call(env, "lead_only", 2)
    phone.wait_for_timeout(8_000)
    expect(note).to_have_value("Rappeler après")
    expect(note).to_be_focused()


def test_a_row_opens_its_call_and_the_way_back_works(phone: Page, env: dict[str, str]) -> None:
    call_id = call(env, "lead_booking")
    open_screen(phone, "/appels", "Appels")
    phone.locator(ROWS).first.tap()
    expect(phone.get_by_role("heading", name="Ce qui s’est dit")).to_be_visible(timeout=SOON_MS)
    expect(phone).to_have_url(re.compile(f"/appels\\?appel={call_id}$"))
    phone.go_back()
    expect(phone.get_by_role("heading", name="Appels", exact=True)).to_be_visible(timeout=SOON_MS)


def test_a_call_opens_at_its_top(phone: Page, env: dict[str, str]) -> None:
    for seed in range(1, 13):
        call(env, "lead_only", seed)
    open_screen(phone, "/appels", "Appels")
    expect(phone.locator(ROWS)).to_have_count(12, timeout=SOON_MS)
    phone.locator(ROWS).last.evaluate("row => row.scrollIntoView({block: 'center'})")
    main = phone.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollTop") > 300
    phone.locator(ROWS).last.tap()
    expect(phone.get_by_role("heading", name="Ce qui s’est dit")).to_be_attached(timeout=SOON_MS)
    phone.wait_for_timeout(1_000)
    assert main.evaluate("main => main.scrollTop") == 0
    expect(phone.get_by_role("link", name="Tous les appels")).to_be_in_viewport()


def test_what_was_typed_in_a_lead_is_there_after_a_look_elsewhere(
    phone: Page, env: dict[str, str], db: psycopg.Connection
) -> None:
    call(env, "lead_only", 1)
    open_screen(phone, "/clients", "Clients potentiels")
    phone.get_by_role("button", name="Modifier").tap(timeout=SOON_MS)
    phone.get_by_label("Note").fill("Porte de côté")
    phone.get_by_label("Ville").fill("Sorel")
    phone.get_by_role("link", name="Appels", exact=True).tap()
    expect(phone.get_by_role("heading", name="Appels", exact=True)).to_be_visible(timeout=SOON_MS)
    phone.get_by_role("link", name="Clients potentiels").tap()
    expect(phone.get_by_label("Note")).to_have_value("Porte de côté", timeout=SOON_MS)
    expect(phone.get_by_label("Ville")).to_have_value("Sorel")
    phone.get_by_role("button", name="Enregistrer").tap()
    expect(phone.get_by_role("button", name="Modifier")).to_be_visible(timeout=LIVE_MS)
    assert db.execute("select n.text, l.city from leads l, lead_notes n").fetchone() == ("Porte de côté", "Sorel")
    phone.get_by_role("button", name="Modifier").tap()
    expect(phone.get_by_label("Note")).to_have_value("", timeout=SOON_MS)
    expect(phone.get_by_label("Ville")).to_have_value("Sorel")


def test_a_colleagues_change_is_shown_while_one_writes_and_before_anything_is_saved(
    phone: Page, env: dict[str, str], db: psycopg.Connection
) -> None:
    call(env, "lead_only", 1)
    open_screen(phone, "/clients", "Clients potentiels")
    phone.get_by_role("button", name="Modifier").tap(timeout=SOON_MS)
    phone.get_by_label("Ville").fill("Sorel")
    phone.get_by_label("Nom").fill("Véro Roy")
    phone.get_by_label("Nom").press("Tab")
    db.execute("update leads set city = 'Tracy', version = version + 1")
    expect(phone.get_by_text("Ville: «Tracy» sur la fiche, «Sorel» ici")).to_be_visible(timeout=LIVE_MS)
    phone.get_by_role("button", name="Prendre les siennes").tap()
    # Drawn anew: for a moment the old field stands beside the new one.
    expect(phone.get_by_label("Ville").first).to_have_value("Tracy", timeout=LIVE_MS)
    expect(phone.get_by_label("Ville")).to_have_count(1, timeout=LIVE_MS)
    expect(phone.get_by_label("Nom")).to_have_value("Véro Roy")
    phone.get_by_role("button", name="Enregistrer").tap()
    expect(phone.get_by_role("button", name="Modifier")).to_be_visible(timeout=LIVE_MS)
    assert db.execute("select city, name from leads").fetchone() == ("Tracy", "Véro Roy")


def test_search_and_filters_survive_a_reload_the_way_back_and_a_link(
    phone: Page, env: dict[str, str], db: psycopg.Connection
) -> None:
    call(env, "lead_booking", 1)
    call(env, "hangup_before_lead", 2)
    name = db.execute("select name from leads").fetchone()
    assert name
    open_screen(phone, "/appels?issue=Rendez-vous+pris", "Appels")
    expect(phone.locator(ROWS)).to_have_count(1, timeout=SOON_MS)
    search = phone.get_by_label("Chercher")
    search.fill(name[0])
    search.press("Enter")
    expect(phone).to_have_url(re.compile(r"recherche="), timeout=SOON_MS)
    link = phone.url
    assert name[0].split()[-1] not in link
    phone.reload()
    expect(search).to_have_value(name[0], timeout=SOON_MS)
    expect(phone.locator(ROWS)).to_have_count(1, timeout=SOON_MS)
    phone.locator(ROWS).first.tap()
    expect(phone.get_by_role("heading", name="Ce qui s’est dit")).to_be_visible(timeout=SOON_MS)
    phone.go_back()
    expect(search).to_have_value(name[0], timeout=SOON_MS)
    assert "issue=" in phone.url
    # Another session of the same console: a colleague who was sent the link.
    colleague = phone.context.new_page()
    colleague.goto(link)
    expect(colleague.get_by_label("Chercher")).to_have_value(name[0], timeout=SOON_MS)
    expect(colleague.locator(ROWS)).to_have_count(1, timeout=SOON_MS)

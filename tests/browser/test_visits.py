"""The week of visits: at a desk a visit is moved, called off and taken back; a telephone's calendar follows it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from time import sleep

import httpx
import psycopg
import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from backend import fr
from tests.browser.desk import DESK, desk
from tests.browser.phone import LIVE_MS, SOON_MS, nothing_yet, open_screen, phone
from tests.browser.test_accessibility import faint, in_theme, violations
from tests.visit_rows import visit

__all__ = ["desk", "nothing_yet", "phone"]


@pytest.fixture
def monday() -> date:
    """Of next week: whatever the hour, nothing of it has begun."""
    today = fr.local(datetime.now(UTC)).date()
    return today + timedelta(days=7 - today.weekday())


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), fr.ZONE).astimezone(UTC)


def opened(page: Page, monday: date) -> None:
    open_screen(page, f"/rendez-vous?semaine={monday}", "Rendez-vous")
    expect(page.locator(".df-week")).to_be_visible(timeout=SOON_MS)


def of(page: Page, name: str) -> str:
    """How the week names that visit."""
    return page.locator('[class*="st-key-visite-"]').filter(has_text=name).get_by_role("button").inner_text()


def test_a_visit_is_moved_and_moved_back_and_the_week_survives_a_reload(
    desk: Page, monday: date, db: psycopg.Connection, nothing_yet: None
) -> None:
    one = visit(db, 1, at(monday, 8), name="Bob Roy", city="Brossard")
    opened(desk, monday)
    box = desk.locator(".df-week").bounding_box()
    assert box and box["x"] + box["width"] <= DESK["width"]
    desk.get_by_role("button", name="Bob Roy").click()
    desk.get_by_role("button", name="Déplacer").click(timeout=LIVE_MS)
    dialog = desk.get_by_role("dialog")
    hours = dialog.get_by_role("radiogroup", name="Heure").get_by_role("radio")
    hours.last.click(timeout=SOON_MS)
    dialog.get_by_role("button", name=re.compile("Déplacer à")).dblclick(timeout=SOON_MS)
    expect(dialog).to_have_count(0, timeout=LIVE_MS)
    moved = db.execute("select starts_at, version from appointments").fetchone()
    assert moved and moved[0] != at(monday, 8) and moved[1] == 2
    # Wherever it went, its week is shown, it is open, and the way back is there.
    desk.get_by_role("button", name="Annuler ce geste").click(timeout=LIVE_MS)
    expect(desk.get_by_role("button", name="Déplacé ✓")).to_have_count(0, timeout=LIVE_MS)
    assert db.execute("select starts_at, version from appointments").fetchone() == (at(monday, 8), 3)
    opened(desk, monday)
    desk.get_by_role("button", name="Bob Roy").click()
    expect(desk.get_by_role("button", name="Déplacer")).to_be_visible(timeout=LIVE_MS)
    desk.reload()
    expect(desk.get_by_role("button", name="Déplacer")).to_be_visible(timeout=SOON_MS)
    assert f"visite={one}" in desk.url and f"semaine={monday}" in desk.url
    in_theme(desk, "light")
    wrong = violations(desk)
    in_theme(desk, "dark")
    assert not [*wrong, *faint(desk)]


def test_a_visit_that_was_called_off_comes_back(
    desk: Page, monday: date, db: psycopg.Connection, nothing_yet: None
) -> None:
    visit(db, 1, at(monday, 9), name="Bob Roy")
    opened(desk, monday)
    desk.get_by_role("button", name="Bob Roy").click()
    desk.get_by_role("button", name="Annuler", exact=True).click(timeout=LIVE_MS)
    desk.get_by_role("button", name="Oui, annuler ce rendez-vous").click(timeout=LIVE_MS)
    expect(desk.get_by_role("button", name="Annulé ✓")).to_be_visible(timeout=LIVE_MS)
    assert "annulé" in of(desk, "Bob Roy")
    assert db.execute("select status from appointments").fetchone() == ("cancelled",)
    desk.get_by_role("button", name="Annuler ce geste").click()
    expect(desk.get_by_role("button", name="Annulé ✓")).to_have_count(0, timeout=LIVE_MS)
    assert db.execute("select status from appointments").fetchone() == ("booked",)
    assert "confirmé" in of(desk, "Bob Roy")


def test_who_goes_is_said_in_the_week_and_taken_back(
    desk: Page, monday: date, db: psycopg.Connection, nothing_yet: None
) -> None:
    owner = db.execute("select user_id, full_name from profiles where role = 'owner'").fetchone()
    assert owner
    visit(db, 1, at(monday, 9), name="Bob Roy")
    opened(desk, monday)
    desk.get_by_role("button", name="Bob Roy").click()
    desk.get_by_role("button", name="Qui y va").click(timeout=LIVE_MS)
    desk.get_by_role("menuitem", name=owner[1]).click(timeout=LIVE_MS)
    expect(desk.get_by_role("button", name="Confié ✓")).to_be_visible(timeout=LIVE_MS)
    assert db.execute("select assigned_to, version from appointments").fetchone() == (owner[0], 2)
    assert owner[1] in of(desk, "Bob Roy")
    desk.get_by_role("button", name="Annuler ce geste").click()
    expect(desk.get_by_role("button", name="Confié ✓")).to_have_count(0, timeout=LIVE_MS)
    assert db.execute("select assigned_to, version from appointments").fetchone() == (None, 3)


def followed(address: str) -> httpx.Response:
    """As a calendar asks: later, when others have asked for too many addresses that open nothing."""
    answer = httpx.get(address, timeout=20)
    if answer.status_code == 429:
        sleep(float(answer.headers["retry-after"]))
        answer = httpx.get(address, timeout=20)
    return answer


def test_a_telephone_s_calendar_follows_until_its_address_is_taken_back(
    phone: Page, monday: date, db: psycopg.Connection, nothing_yet: None
) -> None:
    db.execute("delete from private.calendar_feeds")
    visit(db, 1, at(monday, 9), name="Bob Roy", address="12 rue A")
    open_screen(phone, "/rendez-vous", "Rendez-vous")
    phone.get_by_role("button", name="Faire une adresse").tap(timeout=SOON_MS)
    shown = phone.get_by_test_id("stCode")
    expect(shown).to_be_visible(timeout=LIVE_MS)
    address = shown.inner_text().strip()
    assert phone.get_by_role("link", name="Suivre sur cet appareil").get_attribute("href") == (
        address.replace("http:", "webcal:")
    )
    answer = followed(address)
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    start = event.decoded("dtstart")
    assert isinstance(start, datetime) and start.astimezone(UTC) == at(monday, 9) and "Bob Roy" in str(event["summary"])
    phone.get_by_role("button", name="C’est noté").tap()
    expect(shown).to_have_count(0, timeout=LIVE_MS)
    phone.get_by_role("button", name="Retirer l’adresse").tap()
    phone.get_by_role("button", name="Oui, retirer").tap(timeout=LIVE_MS)
    expect(phone.get_by_role("button", name="Faire une adresse")).to_be_visible(timeout=LIVE_MS)
    assert httpx.get(address, timeout=20).status_code == 404

"""The office works through its leads at a desk of 1440 px: by mouse, by key, one and many at a time."""

from __future__ import annotations

import re

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests import outage
from tests.browser.desk import BOX_PX, DESK, desk, panel, press_line, table
from tests.browser.phone import LIVE_MS, SOON_MS, nothing_yet, open_screen
from tests.browser.test_accessibility import faint, in_theme, violations
from tests.lead_rows import lead
from tests.local_stack import Stack

__all__ = ["desk", "nothing_yet"]

HELD_S = 300
SEEN_MS = 60_000


@pytest.fixture
def leads(db: psycopg.Connection, nothing_yet: None) -> list[str]:
    """Thirty people who wait."""
    return [lead(db, number, "0.10", description=f"Problème {number:02d}") for number in range(1, 31)]


def opened(page: Page, address: str = "/clients") -> None:
    open_screen(page, address, "Clients potentiels")
    table(page)


def beside(desk: Page, number: int) -> None:
    """That lead is drawn to its last button: no key is pressed before it is on the screen."""
    expect(panel(desk)).to_contain_text(f"Problème {number:02d}", timeout=SOON_MS)
    expect(panel(desk).get_by_role("button", name="Boîte vocale", exact=False)).to_be_enabled(timeout=SOON_MS)


def statuses(db: psycopg.Connection) -> dict[str, int]:
    return dict(db.execute("select status, count(*)::int from leads group by status").fetchall())


def test_five_and_twenty_lines_are_on_one_screen_with_the_lead_beside_them(desk: Page, leads: list[str]) -> None:
    opened(desk)
    box = table(desk).bounding_box()
    assert box and box["y"] + box["height"] <= DESK["height"]
    press_line(desk, 24)
    expect(panel(desk)).to_contain_text("Problème 25", timeout=SOON_MS)
    expect(desk.get_by_text("25 de 30")).to_be_visible()
    assert desk.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= DESK["width"]
    # Where room is short, what is only read gives way: no tool lies under another.
    desk.set_viewport_size({"width": 1210, "height": DESK["height"]})
    desk.get_by_role("button", name="Filtres").click()


def test_leads_are_worked_through_by_key_and_a_second_press_counts_for_nobody(
    desk: Page, leads: list[str], db: psycopg.Connection
) -> None:
    opened(desk)
    press_line(desk, 0)
    beside(desk, 1)
    desk.keyboard.press("1")
    desk.keyboard.press("1")
    expect(desk.get_by_role("button", name="Rappelé ✓")).to_be_visible(timeout=LIVE_MS)
    assert statuses(db) == {"called_back": 1, "new": 29}
    desk.keyboard.press("j")
    beside(desk, 2)
    desk.keyboard.press("2")
    expect(desk.get_by_role("button", name="Pas de réponse ✓")).to_be_visible(timeout=LIVE_MS)
    desk.get_by_role("button", name="Annuler", exact=True).click()
    expect(desk.get_by_role("button", name="Pas de réponse ✓")).to_have_count(0, timeout=LIVE_MS)
    expect(desk.get_by_role("button", name="Pas de réponse", exact=False)).to_be_visible(timeout=LIVE_MS)
    desk.wait_for_timeout(1_000)
    assert db.execute("select count(*) from call_attempts where outcome = 'no_answer'").fetchone() == (0,)
    desk.keyboard.press("k")
    expect(panel(desk)).to_contain_text("Problème 01", timeout=SOON_MS)
    # From the keys to the mouse, which is over the grid only as it presses.
    press_line(desk, 4)
    expect(panel(desk)).to_contain_text("Problème 05", timeout=SOON_MS)
    desk.keyboard.press("ArrowDown")
    expect(panel(desk)).to_contain_text("Problème 06", timeout=SOON_MS)


def test_what_is_typed_is_no_command(desk: Page, leads: list[str], db: psycopg.Connection) -> None:
    opened(desk)
    press_line(desk, 0)
    expect(panel(desk)).to_contain_text("Problème 01", timeout=SOON_MS)
    search = desk.get_by_label("Chercher")
    search.press_sequentially("Client 12 jk")
    expect(search).to_have_value("Client 12 jk")
    desk.wait_for_timeout(1_500)
    assert statuses(db) == {"new": 30}
    expect(panel(desk)).to_contain_text("Problème 01")


def tick_first(desk: Page, count: int) -> None:
    """Nobody ticks the next one before the table shows this one."""
    for line in range(count):
        press_line(desk, line, BOX_PX)
        expect(desk.get_by_text(f"{line + 1} cochée")).to_be_visible(timeout=SOON_MS)


def test_many_are_ticked_given_away_once_and_given_back(desk: Page, leads: list[str], db: psycopg.Connection) -> None:
    opened(desk)
    tick_first(desk, 3)
    desk.get_by_role("button", name="Confier à").click()
    desk.get_by_role("menuitem").first.click()
    expect(desk.get_by_text(re.compile(r"Confié à .*: 3.fiches")).first).to_be_visible(timeout=LIVE_MS)
    given = "select count(*) from leads where assigned_to is not null"
    assert db.execute(given).fetchone() == (3,)
    # A line opened while others are ticked leaves them so.
    press_line(desk, 5)
    expect(panel(desk)).to_contain_text("Problème 06", timeout=SOON_MS)
    expect(desk.get_by_text("3 cochées")).to_be_visible()
    desk.get_by_role("button", name="Annuler pour 3 fiches").dblclick()
    expect(desk.get_by_text(re.compile("repris: 3.fiches"))).to_be_visible(timeout=LIVE_MS)
    assert db.execute(given).fetchone() == (0,)


def test_filters_and_the_lead_that_is_open_survive_a_reload(
    desk: Page, leads: list[str], db: psycopg.Connection
) -> None:
    db.execute("update leads set city = 'Tracy', urgency = 'urgent' where name in ('Client 03', 'Client 07')")
    opened(desk)
    desk.get_by_role("button", name="Filtres").click()
    desk.get_by_label("Ville").click()
    desk.get_by_role("option", name="Tracy").click()
    expect(desk.get_by_text("2 fiches")).to_be_visible(timeout=SOON_MS)
    desk.keyboard.press("Escape")
    press_line(desk, 1)
    expect(panel(desk)).to_contain_text("Problème 07", timeout=SOON_MS)
    desk.reload()
    expect(panel(desk)).to_contain_text("Problème 07", timeout=SOON_MS)
    expect(desk.get_by_text("2 fiches")).to_be_visible(timeout=SOON_MS)
    expect(desk.get_by_text("2 de 2")).to_be_visible()


def test_an_outage_leaves_the_table_there_and_tells_what_was_not_done(
    desk: Page, leads: list[str], db: psycopg.Connection, stack: Stack
) -> None:
    opened(desk)
    tick_first(desk, 2)
    outage.kill(stack, "postgres", HELD_S)
    try:
        expect(desk.get_by_text(re.compile("Voici les données de")).first).to_be_visible(timeout=SEEN_MS)
        expect(table(desk)).to_be_visible()
        expect(desk.get_by_text("2 cochées")).to_be_visible()
        desk.get_by_role("button", name="État").click()
        desk.get_by_role("menuitem", name="Rappelé", exact=True).click()
        expect(desk.get_by_text("Rappelé: 0 fiche, 2 non")).to_be_visible(timeout=SEEN_MS)
    finally:
        outage.let_back(stack, "postgres")
        outage.settled(stack)
    desk.get_by_role("button", name="Réessayer pour 2 fiches").click(timeout=SEEN_MS)
    expect(desk.get_by_text("Rappelé: 2 fiches")).to_be_visible(timeout=SEEN_MS)


def test_the_table_and_the_lead_beside_it_can_be_read_by_everybody_in_both_themes(desk: Page, leads: list[str]) -> None:
    opened(desk)
    tick_first(desk, 1)
    press_line(desk, 0)
    expect(panel(desk)).to_contain_text("Problème 01", timeout=SOON_MS)
    in_theme(desk, "light")
    wrong = violations(desk)
    in_theme(desk, "dark")
    assert not [*wrong, *faint(desk)]

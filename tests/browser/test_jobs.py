"""Two jobs of every day, on the phone: nobody answered, and somebody is looked for by how the name sounds."""

from __future__ import annotations

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.browser.phone import CARDS, LIVE_MS, ROWS, SOON_MS, nothing_yet, open_screen, phone
from tests.lead_rows import lead

__all__ = ["nothing_yet", "phone"]

PEOPLE = (("Véronique Lévesque", "Longueuil"), ("Luc Gauthier", "Sainte-Julie"), ("Marc Roy", "Saint-Bruno"))
FOUND = {"lévesque véro": "Véronique Lévesque", "Gothier": "Luc Gauthier", "st-bruno": "Marc Roy"}


def test_who_did_not_answer_waits_and_comes_back_on_top_at_their_hour(phone: Page, db: psycopg.Connection) -> None:
    lead(db, 1, name="Luc Gauthier")
    lead(db, 2, name="Marc Roy")
    open_screen(phone, "/", "Aujourd’hui")
    called = phone.locator(CARDS).filter(has_text="Marc Roy")
    called.get_by_role("button", name="Pas de réponse").tap(timeout=SOON_MS)
    expect(phone.get_by_text("Plus tard: 1 personne")).to_be_visible(timeout=LIVE_MS)
    db.execute("update call_attempts set again_at = now() - interval '1 second'")
    expect(phone.get_by_text("Plus tard: 1 personne")).to_have_count(0, timeout=LIVE_MS)
    expect(phone.locator(CARDS).first).to_contain_text("Marc Roy", timeout=LIVE_MS)
    expect(called.get_by_role("button", name="Rappelé", exact=True)).to_be_visible(timeout=LIVE_MS)


@pytest.mark.parametrize(("words", "name"), FOUND.items())
def test_the_same_person_is_found_on_both_screens_by_how_they_sound(
    phone: Page, db: psycopg.Connection, words: str, name: str
) -> None:
    for number, (who, city) in enumerate(PEOPLE, 1):
        lead(db, number, name=who, city=city)
    for path, heading, lines in (("/clients", "Clients potentiels", CARDS), ("/appels", "Appels", ROWS)):
        open_screen(phone, path, heading)
        found = phone.locator(lines)
        expect(found).to_have_count(len(PEOPLE), timeout=SOON_MS)
        search = phone.get_by_label("Chercher")
        search.fill(words)
        search.press("Enter")
        expect(found).to_have_count(1, timeout=LIVE_MS)
        expect(phone.get_by_test_id("stMain")).to_contain_text(name)

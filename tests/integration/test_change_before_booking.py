"""A visit that is moved or given up in the call that books it, when the booking reaches us last."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import psycopg
import pytest

from tests.one_call import CALLER, OneCall
from tests.rows import rows_after

CALL = OneCall()
OTHER = "+14505550177"
BELLEVUE = "45 rue Bellevue"
WHO: dict[str, Any] = {"nom": "Chantal Auger", "telephone": CALLER}
BOOKED = CALL.booking(30, "b", debut="2026-11-24T10:00:00-05:00", adresse=BELLEVUE, **WHO)


@pytest.fixture
def url(env: dict[str, str]) -> str:
    return env["SUPABASE_DB_URL"]


def left_of_the_visit(db: psycopg.Connection, url: str, bodies: Sequence[bytes]) -> set[tuple[str, str, str]]:
    """The visit and its lead, in whatever order they come: where it stands, whether somebody is to look."""
    found = set()
    for order in permutations(bodies):
        rows = rows_after(db, url, order)
        [lead] = rows["leads"]
        found |= {(visit["starts_at"][:16], visit["status"], lead["status"]) for visit in rows["appointments"]}
    return found


CHANGES = {
    "cancel": CALL.tool(60, "c", "annuler_rendez_vous", {"raison": "changé d'idée", **WHO}),
    "move": CALL.tool(60, "m", "deplacer_rendez_vous", {"debut": "2026-11-25T10:00:00-05:00", **WHO}),
    "in words": CALL.lead(60, "w", description="Annule finalement le rendez-vous", urgence="basse", **WHO),
}
DONE = {
    "cancel": ("2026-11-24T15:00", "cancelled", "called_back"),
    "move": ("2026-11-25T15:00", "booked", "booked"),
    "in words": ("2026-11-24T15:00", "booked", "new"),
}
TO_BE_LOOKED_AT = ("2026-11-24T15:00", "booked", "new")


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_that_comes_before_its_booking_is_for_a_person(db: psycopg.Connection, url: str, change: str) -> None:
    ended = CALL.report(90, None)
    found = left_of_the_visit(db, url, [BOOKED, CHANGES[change], ended])
    assert found == {DONE[change], TO_BE_LOOKED_AT}
    rows_after(db, url, [CHANGES[change], BOOKED, ended])
    waiting = db.execute("select count(*) from alerts where state = 'waiting' and kind in ('lead', 'appointment')")
    assert waiting.fetchone() == (1,)


def test_who_books_again_after_giving_up_waits_for_nobody(db: psycopg.Connection, url: str) -> None:
    again = CALL.booking(80, "b2", debut="2026-11-26T10:00:00-05:00", adresse=BELLEVUE, **WHO)
    rows = rows_after(db, url, [CHANGES["cancel"], again, BOOKED])
    assert [(v["starts_at"][:10], v["status"]) for v in rows["appointments"]] == [("2026-11-26", "booked")]
    assert [lead["status"] for lead in rows["leads"]] == ["booked"]


def test_another_hour_that_was_not_free_takes_no_giving_up_back(db: psycopg.Connection, url: str) -> None:
    sunday = CALL.booking(80, "b2", debut="2026-11-29T10:00:00-05:00", adresse=BELLEVUE, **WHO)
    rows = rows_after(db, url, [CHANGES["cancel"], sunday, BOOKED])
    assert [lead["status"] for lead in rows["leads"]] == ["new"]


def test_another_persons_change_opens_no_booking_again(db: psycopg.Connection, url: str) -> None:
    neighbour = CALL.lead(60, "n", nom="Moussa Diallo", telephone=OTHER, adresse="250 boulevard Laurier",
                          description="Veut annuler son rendez-vous", pour_autre_personne=True)  # fmt: skip
    for order in ([BOOKED, neighbour], [neighbour, BOOKED]):
        statuses = {lead["name"]: lead["status"] for lead in rows_after(db, url, order)["leads"]}
        assert statuses == {"Chantal Auger": "booked", "Moussa Diallo": "new"}


def test_two_who_turn_out_to_be_one_still_wait_for_their_change(db: psycopg.Connection, url: str) -> None:
    who = {"nom": "Chantale Roy", "telephone": OTHER, "adresse": "250 boulevard Laurier"}
    asked = CALL.tool(60, "c", "annuler_rendez_vous", {"raison": "changé d'idée", **who})
    between = CALL.lead(45, "l", nom="Chantale Roy", telephone=CALLER, adresse=BELLEVUE)
    for order in ([BOOKED, asked, between], [asked, between, BOOKED]):
        rows = rows_after(db, url, order)
        assert [lead["status"] for lead in rows["leads"]] == ["new"]
        assert [visit["status"] for visit in rows["appointments"]] == ["booked"]

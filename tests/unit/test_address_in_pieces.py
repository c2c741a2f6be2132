"""An address told in pieces: a door or an apartment goes into the street that is known, and takes none away."""

from __future__ import annotations

import time

import pytest

from backend.intake.address import fuller_address, is_piece, same_street
from tests.unit.test_people import one, said

BELLEVUE = "45 rue Bellevue"
PIECES = {
    "app. 3": "45 rue Bellevue, app. 3", "appartement 3": "45 rue Bellevue, appartement 3", "#3": "45 rue Bellevue, #3",
    "Apartment 3B": "45 rue Bellevue, Apartment 3B", "2e étage": "45 rue Bellevue, 2e étage",
    "au sous-sol": "45 rue Bellevue, au sous-sol", "logement du bas": "45 rue Bellevue, logement du bas",
    "porte d’en arrière": "45 rue Bellevue, porte d’en arrière", "upstairs": "45 rue Bellevue, upstairs",
    "J4K 1E5": "45 rue Bellevue, J4K 1E5", "45A": "45A rue Bellevue", "45-3": "45-3 rue Bellevue",
    "47": "47 rue Bellevue", "le 47": "47 rue Bellevue", "Numéro 47.": "47 rue Bellevue", "at 47": "47 rue Bellevue",
    "c’est le 47": "47 rue Bellevue", "47, pas 45": "47 rue Bellevue", "pas le 45, le 47": "47 rue Bellevue",
    "45, non, 47": "47 rue Bellevue", "47, app 3": "47 rue Bellevue, app 3",
}  # fmt: skip
WHOLE = ("12 rue Laval", "app. 3, 12 rue Laval", "45 d’Youville", "5e avenue", "coin Papineau", "45, 47", "", "pas 45")


@pytest.mark.parametrize(("piece", "whole"), PIECES.items())
def test_a_piece_goes_into_the_address_that_is_known(piece: str, whole: str) -> None:
    assert (fuller_address(BELLEVUE, piece), fuller_address(whole, piece)) == (whole, whole)
    assert is_piece(piece) and same_street(BELLEVUE, piece)


@pytest.mark.parametrize(
    ("told", "again", "whole"),
    [
        ("45 rue Bellevue, app. 2, Longueuil", "app. 3", "45 rue Bellevue, app. 3, Longueuil"),
        ("rue Bellevue, app. 3", "47", "47 rue Bellevue, app. 3"),
        ("45A rue Bellevue", "47", "47 rue Bellevue"),
        ("5e avenue", "47", "47 5e avenue"),
        ("route 116", "47", "47 route 116"),
        ("3 rue du Bas", "#3", "3 rue du Bas, #3"),
        ("8 rue du Bas", "en bas", "8 rue du Bas, en bas"),
        ("app. 3", BELLEVUE, "45 rue Bellevue, app. 3"),
        ("app. 3", "45 rue Bellevue, app. 4", "45 rue Bellevue, app. 4"),
        ("47", "rue Bellevue", "47 rue Bellevue"),
        ("47", "app. 3", "47, app. 3"),
    ],
)
def test_each_piece_takes_its_own_place_whichever_comes_first(told: str, again: str, whole: str) -> None:
    assert fuller_address(told, again) == whole


@pytest.mark.parametrize("address", WHOLE)
def test_another_address_is_no_piece(address: str) -> None:
    assert not is_piece(address)


@pytest.mark.parametrize("piece", PIECES)
def test_a_piece_leaves_no_remark_of_a_second_place(piece: str) -> None:
    person = one(said(10, nom="Chantal Auger", adresse=BELLEVUE, ville="Granby"), said(20, adresse=piece))
    assert (person.facts.address, person.facts.city, person.remark) == (PIECES[piece], "Granby", None)


def test_a_visit_that_is_booked_with_a_piece_is_at_the_whole_address() -> None:
    noted = said(10, nom="Chantal Auger", adresse=BELLEVUE)
    person = one(noted, said(20, "booking", adresse="app. 3"))
    assert [visit["address"] for visit in person.visits] == ["45 rue Bellevue, app. 3"]
    person = one(noted, said(20, "booking", adresse="app. 3"), said(30, adresse="le 47"))
    assert [visit["address"] for visit in person.visits] == ["47 rue Bellevue, app. 3"]


@pytest.mark.parametrize("part", ["1 ", "non ", "app ", "a", "app. 3, ", "1-"])
def test_however_long_the_words_a_piece_is_quickly_looked_for(part: str) -> None:
    started = time.perf_counter()
    fuller_address(part * 2_000, "47")
    fuller_address(BELLEVUE, part * 2_000)
    assert time.perf_counter() - started < 1

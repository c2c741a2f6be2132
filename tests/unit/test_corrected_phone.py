"""Numbers put right, or followed by other figures: the right one, both of them, or asked again; never a third."""

from __future__ import annotations

import pytest

from backend.utterance.phone import read_phone

SAID, RIGHT = "+15145550124", "+15145550142"


@pytest.mark.parametrize(
    "put_right",
    [
        "je veux dire 0142", "je voulais dire 0142", "I meant 0142", "oups 0142", "oops, 0142", "nenon, 0142",
        "s'cusez, 0142", "scusez 0142", "ça finit par 42", "la fin c'est 42", "ends in 42, not 24",
        "nope 0142", "my bad, 0142", "je corrige: 0142", "minute, 0142", "non, 42", "excusez, 42",
        "je veux dire 514 555 0142", "erreur: 514 555 0142", "rectification, 514 555 0142",
        "je recommence, 514 555 0142", "je reprends: 514-555-0142",
    ],
)  # fmt: skip
def test_what_puts_a_number_right_is_known_by_many_words(put_right: str) -> None:
    heard = read_phone(f"514 555 0124, {put_right}")
    assert (heard.number, heard.others) == (RIGHT, ())


@pytest.mark.parametrize(
    "said",
    [
        "le 514 555 0124 marche plus, prenez le 514 555 0142", "514 555 0124 n'est plus bon, c'est 514 555 0142",
        "514-555-0124 c'est l'ancien, prenez 514-555-0142", "514 555 0124 is no longer good, it's 514 555 0142",
        "avant c'était le 514 555 0124, là c'est 514 555 0142", "don't call 514 555 0124, call 514 555 0142",
        "ne pas appeler 514 555 0124; 514 555 0142", "pas rappeler le 514 555 0124, le 514 555 0142",
    ],
)  # fmt: skip
def test_a_number_that_is_no_longer_theirs_is_not_called(said: str) -> None:
    assert read_phone(said).number == RIGHT


@pytest.mark.parametrize(
    "after",
    [
        "excusez, mon adresse c'est 1234 rue Laval", "non, 12 rue Laval", "no, apartment 12", "sorry I live at 12 Main",
        "actually my unit is 1204", "mais c'est au 1250 rue Principale", "non je suis au 1234 Laval",
        "pardon, appartement 4", "1234 boul. Taschereau", "j'habite au 1250 Saint-Denis",
    ],
)  # fmt: skip
def test_an_address_after_a_number_is_no_part_of_it(after: str) -> None:
    heard = read_phone(f"514 555 0142, {after}")
    assert (heard.number, heard.others) == (RIGHT, ())


@pytest.mark.parametrize("after", ["ah non, 438 au début", "non, le 438", "je veux dire 450"])
def test_an_area_code_put_right_is_no_end_of_a_number(after: str) -> None:
    heard = read_phone(f"514 555 0142, {after}")
    assert heard.number is None and heard.unread


@pytest.mark.parametrize(
    "said",
    [
        "cinq un quatre, cinq cinq cinq, un trente-six", "514 555 soixante-dix-sept", "514 555 quatre-vingt-douze",
        "514 555 cent six", "five one four five five five nine hundred", "514, 555, vingt-trois",
    ],
)  # fmt: skip
def test_a_figure_that_went_missing_makes_no_number_that_is_somebodys(said: str) -> None:
    heard = read_phone(said)
    assert heard.number is None and heard.unread

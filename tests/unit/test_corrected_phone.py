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
        "je recommence, 514 555 0142", "je reprends: 514-555-0142", "strike that 514 555 0142", "c'est 42 à la fin",
        "my mistake, 514 555 0142", "mauvais numéro, c'est 514 555 0142", "c'est pas ça, 514 555 0142",
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
        "le 514 555 0124 est débranché, prenez le 514 555 0142", "le 514 555 0124 a changé pour 514 555 0142",
        "514 555 0124 is disconnected, use 514 555 0142", "oubliez le 514 555 0124, prenez le 514 555 0142",
        "514 555 0142, jamais au 514 555 0124", "I used to be at 514 555 0124, now it's 514 555 0142",
        "pas le cell 514 555 0124, la maison 514 555 0142", "not my cell 514 555 0124, my home 514 555 0142",
        "pas mon cell 514 555 0124, appelez au 514 555 0142", "pas au bureau au 514 555 0124, mais au 514 555 0142",
        "ne m'appelez pas sur le cell 514 555 0124, appelez à la maison 514 555 0142",
    ],
)  # fmt: skip
def test_a_number_that_is_no_longer_theirs_is_not_called(said: str) -> None:
    heard = read_phone(said)
    assert (heard.number, heard.others) == (RIGHT, ())


@pytest.mark.parametrize(
    "said",
    [
        "j'appelle du 450 555 0134 mais rappelez-moi au 514 555 0142",
        "I'm calling from 450 555 0134 but call me back at 514 555 0142",
        "514 555 0142 et si ça répond pas 450 555 0134", "514 555 0142, si je ne réponds pas, 450 555 0134",
        "514 555 0142 if not 450 555 0134", "514 555 0142 si non 450 555 0134", "1) 514 555 0142 2) 450 555 0134",
    ],
)  # fmt: skip
def test_of_two_numbers_the_one_to_call_first_comes_first(said: str) -> None:
    heard = read_phone(said)
    assert (heard.number, heard.others) == (RIGHT, ("+14505550134",))


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
        "450 555 013, 3 logements", "450 555 013 trois logements", "450 550 134, 2e étage", "450 555 013 4e étage",
        "J'ai 2 toilettes bouchées, 450 555 013", "450 555 013, mardi le 8", "450 55 0134 avant 5", "514 55 01 62, 3",
        "450 555 013, on est 4", "450 555 013 le 4 décembre", "45 555 0134, avec 2 enfants",
        "450 555 013, 5 minutes d'ici",
        "quatre cinq zéro, cinq cinq cinq, zéro un trois, trois logements", "514 555 quarante quatre vingt",
    ],
)  # fmt: skip
def test_a_figure_that_went_missing_makes_no_number_that_is_somebodys(said: str) -> None:
    heard = read_phone(said)
    assert heard.number is None and heard.unread


@pytest.mark.parametrize(
    "after",
    [
        "une heure avant", "(8h à 17h)", "8h-17h", ", 2e étage", ", 2 étages", "24/7", "un cellulaire",
        "six jours sur sept",
        "24 heures sur 24", "- 2 sonneries", "one of us will answer", "2 rings", "lundi 8h",
        "c'est la maison à la fin du rang 4",
    ],
)  # fmt: skip
def test_a_small_figure_after_a_number_is_no_part_of_it(after: str) -> None:
    heard = read_phone(f"514 555 0142 {after}")
    assert (heard.number, heard.others, heard.unread) == (RIGHT, (), None)


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("450 555 1234, non pardon, 1438", "+14505551438"), ("450 555 1234 sorry 1212", "+14505551212"),
        ("450 555 0134 no 0143", "+14505550143"), ("450 555 0134, c'est le 12 à la fin de la rue", "+14505550134"),
    ],
)  # fmt: skip
def test_an_end_put_right_is_one_whatever_figures_it_has(said: str, number: str) -> None:
    assert read_phone(said).number == number

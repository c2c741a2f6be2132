"""What is said a second time in a call: it puts right, tells more, or is of another problem; it takes nothing away."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.test_people import CALLER, one, said

BACKUP: dict[str, Any] = {"nom": "Lise Roy", "description": "Refoulement au sous-sol", "urgence": "urgente"}


@pytest.mark.parametrize("whose", [{}, {"pour_autre_personne": "oui"}])
@pytest.mark.parametrize(
    ("first", "then", "problem"),
    [
        ({"adresse": "12 rue Laval"}, {"adresse": "12 rue Laval, app 3"}, "évier de cuisine lent"),
        ({"adresse": "12 rue Laval"}, {"adresse": "14 rue Laval"}, "inspection par caméra"),
        (
            {"adresse": "1200 boul. Taschereau", "ville": "Brossard"},
            {"adresse": "1200 boul. Taschereau", "ville": "Longueuil"},
            "débouchage de toilette",
        ),
        ({"adresse": "12 rue Laval"}, {"adresse": "12 rue Laval"}, "soumission pour changer un tuyau"),
    ],
)
def test_a_second_problem_does_not_make_the_first_less_urgent_and_both_can_be_read(
    first: dict[str, Any], then: dict[str, Any], problem: str, whose: dict[str, Any]
) -> None:
    second: dict[str, Any] = {"nom": "Lise Roy", "description": problem, "urgence": "basse", **then, **whose}
    person = one(said(40, **BACKUP, **first), said(70, **second))
    assert (person.facts.urgency, person.facts.description) == ("urgent", problem)
    assert person.remark and "Refoulement au sous-sol" in person.remark
    assert first == then or first["adresse"] in person.remark


def test_one_problem_that_can_wait_after_all_is_no_second_one() -> None:
    person = one(said(40, **BACKUP), said(70, nom="Lise Roy", description="Refoulement arrêté", urgence="basse"))
    assert (person.facts.urgency, person.remark) == ("low", None)
    assert one(said(40, **BACKUP), said(70, nom="Lise Roy", urgence="basse")).facts.urgency == "low"


SEWER: dict[str, Any] = {
    "nom": "Chantal Auger", "telephone": "450 555 0135", "adresse": "45 rue Bellevue, app. 4",
    "description": "Refoulement d'égout au sous-sol, le chien est méchant",
}  # fmt: skip


@pytest.mark.parametrize(
    ("again", "address", "description"),
    [
        ({"nom": "Mme Auger"}, SEWER["adresse"], SEWER["description"]),
        ({"adresse": "45 rue Bellevue"}, SEWER["adresse"], SEWER["description"]),
        ({"adresse": "47"}, "47 rue Bellevue, app. 4", SEWER["description"]),
        ({"description": "refoulement d'égout"}, SEWER["adresse"], SEWER["description"]),
        ({"adresse": "45 rue Bellevue, app. 5"}, "45 rue Bellevue, app. 5", SEWER["description"]),
    ],
)
def test_what_was_told_shorter_the_second_time_takes_nothing_away(
    again: dict[str, Any], address: str, description: str
) -> None:
    person = one(said(40, **SEWER), said(70, **again))
    assert (person.facts.name, person.facts.address, person.facts.description, person.remark) == (
        "Chantal Auger", address, description, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Drain de garage plein de sable", "Drain de douche lent"), ("Évier bouché", "Toilette bouchée"),
        ("Refoulement d'égout", "disponible après 17 h seulement"), ("Refoulement d'égout", "veut savoir le prix"),
        ("clogged kitchen sink", "clogged bathtub"),
    ],
)  # fmt: skip
def test_another_problem_in_its_place_leaves_the_first_to_be_read(first: str, second: str) -> None:
    person = one(said(40, nom="Lise Roy", description=first), said(70, nom="Lise Roy", description=second))
    assert (person.facts.description, person.remark) == (second, f"Dit avant: {first}.")


def test_one_problem_in_other_words_leaves_no_remark() -> None:
    for again in ("Refoulement au sous-sol", "le refoulement monte encore", "égout qui refoule"):
        assert one(said(40, **SEWER), said(70, nom="Chantal Auger", description=again)).remark is None
    drain = said(40, nom="Lise Roy", description="drain bouché")
    assert one(drain, said(70, nom="Lise Roy", description="drain complètement bouché")).remark is None


@pytest.mark.parametrize("again", ["le même", "même numéro", "same as before", "the same"])
def test_the_same_number_is_the_one_that_was_told_before(again: str) -> None:
    told = said(40, nom="Chantal Auger", telephone="450 555 0135")
    assert one(told, said(70, nom="Chantal Auger", telephone=again)).facts.phone == "+14505550135"
    assert one(said(40, nom="Chantal Auger", telephone=again)).facts.phone == CALLER
    shown = said(70, nom="Chantal Auger", telephone="celui d'où j'appelle")
    assert one(told, shown).facts.phone == CALLER


@pytest.mark.parametrize(
    ("told", "address"),
    [("rue Bellevue", "47 rue Bellevue"), ("5e avenue", "47 5e avenue"), ("45, 5e avenue", "47, 5e avenue")],
)
def test_a_door_number_alone_goes_before_a_street_that_had_none(told: str, address: str) -> None:
    person = one(said(40, nom="Lise Roy", adresse=told), said(70, nom="Lise Roy", adresse="47"))
    assert person.facts.address == address


def test_a_name_that_had_a_word_too_many_is_put_right() -> None:
    first = said(40, nom="Marc Tremblay Gagnon", adresse="45 rue Bellevue")
    assert one(first, said(70, nom="Marc Tremblay")).facts.name == "Marc Tremblay"
    assert one(first, said(70, nom="M. Gagnon")).facts.name == "Marc Tremblay Gagnon"


@pytest.mark.parametrize("vague", ["3", "drain bouché", "pas urgent", "slow drain"])
def test_what_is_said_of_any_problem_takes_none_away(vague: str) -> None:
    first = said(40, nom="Lise Roy", description="2 toilettes bouchées")
    assert one(first, said(70, nom="Lise Roy", description=vague)).facts.description == "2 toilettes bouchées"

"""What callers and models say in life, through the whole chain: what Paul answers, and what a person then reads."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from tests.one_call import OneCall
from tests.paul_desk import ask, desk, said
from tests.rows import final_rows

__all__ = ["desk"]

DAY = "2026-11-20"
WHO = {"nom": "Josée Villeneuve", "telephone": "450 555-0153", "adresse": "21 rue des Lilas"}


def test_who_says_that_the_number_shown_is_not_theirs_is_asked_for_it(desk: Any, db: psycopg.Connection) -> None:
    [reply] = desk(ask("enregistrer_lead", {"nom": "Luc Roy", "telephone": "pas celui d'où j'appelle"}))
    assert "je n'ai pas bien saisi le numéro" in said(reply) and "va rappeler" not in said(reply)
    [lead] = final_rows(db)["leads"]
    assert lead["note"] == "Numéro dicté, pas compris: «pas celui d'où j'appelle»."


@pytest.mark.parametrize("word", ["en_plus", "oui", True, "en plus"])
def test_a_second_visit_is_one_more_however_paul_says_so(desk: Any, db: psycopg.Connection, word: Any) -> None:
    desk(ask("prendre_rendez_vous", {"debut": f"{DAY}T10:30", **WHO}, id="t1"))
    more = {"debut": f"{DAY}T14:00", **WHO, "autre_visite": word, "adresse": "4 rue du Lac"}
    assert "tient toujours" in said(desk(ask("prendre_rendez_vous", more, id="t2"))[0])
    assert [visit["status"] for visit in final_rows(db)["appointments"]] == ["booked", "booked"]


@pytest.mark.parametrize("empty", [{"nom": "Client"}, {"adresse": "à confirmer"}, {"adresse": "app. 3"}])
def test_nobody_in_particular_is_asked_for_a_name_and_an_address(
    desk: Any, db: psycopg.Connection, empty: dict[str, str]
) -> None:
    [reply] = desk(ask("prendre_rendez_vous", {"debut": f"{DAY}T10:30", **WHO, **empty}))
    assert "il me manque" in said(reply) and final_rows(db)["appointments"] == []


def test_an_apartment_told_alone_is_in_the_street_that_was_told(desk: Any, db: psycopg.Connection) -> None:
    call = OneCall(None)
    desk(call.lead(20, "t1", **WHO))
    [reply] = desk(call.booking(30, "t2", nom="Josée Villeneuve", debut=f"{DAY}T10:30", adresse="app. 3"))
    rows = final_rows(db)
    assert "confirmé" in said(reply)
    assert [row["address"] for row in (*rows["leads"], *rows["appointments"])] == ["21 rue des Lilas, app. 3"] * 2


def test_a_day_and_an_hour_in_two_fields_are_one_moment(desk: Any, db: psycopg.Connection) -> None:
    given = WHO | {"date": DAY, "heure": "13 h"}
    assert said(desk(ask("prendre_rendez_vous", given))[0]).startswith("Rendez-vous confirmé le vendredi 20 novembre")


def test_a_day_that_does_not_suit_is_not_offered(desk: Any) -> None:
    [reply] = desk(ask("consulter_disponibilites", {"date": "n'importe quand sauf le lundi", "moment": ""}))
    assert "Plages libres" in said(reply) and "lundi" not in said(reply)


def test_three_words_about_two_people_are_two_leads(desk: Any, db: psycopg.Connection) -> None:
    call = OneCall(None)
    father = {"nom": "Roland Mercier", "telephone": "819 555-0166", "pour_autre_personne": "oui"}
    desk(call.lead(20, "t1", **WHO))
    desk(call.lead(30, "t2", **father))
    desk(call.lead(40, "t3", **WHO | {"description": "Et ça sent", "pour_autre_personne": "oui"}))
    leads = {lead["name"]: lead["description"] for lead in final_rows(db)["leads"]}
    assert leads == {"Josée Villeneuve": "Et ça sent", "Roland Mercier": None}


def test_two_flats_of_one_landlord_are_one_card_that_tells_both(desk: Any, db: psycopg.Connection) -> None:
    call = OneCall(None)
    desk(call.lead(20, "t1", **WHO))
    flat = WHO | {"adresse": "90 rue Racine", "description": "Toilette", "pour_autre_personne": "oui"}
    assert said(desk(call.lead(30, "t2", **flat))[0]).startswith("C'est noté, dossier")
    [lead] = final_rows(db)["leads"]
    assert (lead["address"], lead["note"]) == ("90 rue Racine", "Dit avant: 21 rue des Lilas.")

"""What was not understood is asked again: no number, words that nobody can read, a tool that is none."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from tests.one_call import OneCall
from tests.paul_desk import SAVE, ask, desk, said
from tests.payload_files import envelope, message
from tests.rows import final_rows

__all__ = ["desk"]


def test_nobody_is_promised_a_call_without_a_number(desk: Any, db: psycopg.Connection) -> None:
    masked = OneCall(None)
    for n, phone in enumerate((None, "le même", "555-0134", "150 555-0134", "quatre cinq zéro")):
        [reply] = desk(masked.lead(20 + n, f"t{n}", nom="Luc Roy", telephone=phone, description="Bouché"))
        assert "À quel numéro de téléphone" in said(reply) and "rappeler." not in said(reply)
    assert {lead["phone"] for lead in final_rows(db)["leads"]} == {None}


def test_what_was_said_of_the_number_is_for_whoever_calls_back_to_read(desk: Any, db: psycopg.Connection) -> None:
    desk(ask("enregistrer_lead", {"nom": "Luc Roy", "telephone": "514 555-0101 poste 12 ou 450 555-0102"}))
    [lead] = final_rows(db)["leads"]
    assert (lead["phone"], lead["note"]) == (
        "+15145550101",
        "Poste 12. Autre numéro: 450 555-0102.\nAppelait du 450 555-0134.",
    )


def test_a_number_that_was_not_understood_is_asked_again(desk: Any, db: psycopg.Connection) -> None:
    [reply] = desk(ask("enregistrer_lead", {"nom": "Luc Roy", "telephone": "050 555-0199"}))
    assert "mais je n'ai pas bien saisi le numéro de téléphone. [Pour Paul: faites dire les dix chiffres" in said(reply)
    [lead] = final_rows(db)["leads"]
    assert (lead["phone"], lead["note"]) == ("+14505550134", "Numéro dicté, pas compris: «050 555-0199».")


@pytest.mark.parametrize("written", ["oublié", "{nom: Luc}", "[1, 2]", "42"])
def test_arguments_that_nobody_can_read_are_asked_again(desk: Any, db: psycopg.Connection, written: str) -> None:
    fields = message(SAVE)
    fields["toolCallList"][0]["function"]["arguments"] = written
    [reply] = desk(envelope(fields))
    assert said(reply).startswith("erreur: Pardon, pouvez-vous me le redire? [Pour Paul: arguments illisibles")
    assert final_rows(db)["leads"] == []


def test_a_tool_that_does_not_exist_does_nothing_and_says_so(desk: Any) -> None:
    assert "[Pour Paul: cet outil n'existe pas, rien n'est fait" in said(desk(ask("annuler", {}))[0])


def test_a_number_that_was_given_is_said_back_and_not_asked_again(desk: Any, db: psycopg.Connection) -> None:
    masked = OneCall(None)
    desk(masked.lead(20, "t1", nom="Luc Roy", telephone="514 555-0101", description="Bouché"))
    [again] = desk(masked.lead(30, "t2", nom="Luc Roy", description="Bouché, et ça déborde", urgence="urgente"))
    assert said(again).endswith(". Guillaume va rappeler au 514 555-0101.")
    [lead] = final_rows(db)["leads"]
    assert (lead["phone"], lead["urgency"]) == ("+15145550101", "urgent")
    [other] = desk(masked.lead(40, "t3", nom="Ève Roy", description="Bouché", pour_autre_personne="oui"))
    assert "À quel numéro de téléphone" in said(other), "nobody gave hers"


@pytest.mark.parametrize(
    ("piece", "column", "kept"),
    [
        ({"adresse": "9 rue Plessis"}, "address", "9 rue Plessis"), ({"ville": "Bromont"}, "city", "Bromont"),
        ({"service": "inspection par caméra"}, "service", "inspection par caméra"),
        ({"urgence": "urgente"}, "urgency", "urgent"), ({"type_client": "commercial"}, "client_type", "commercial"),
    ],
)  # fmt: skip
def test_a_piece_told_alone_is_kept_of_whoever_was_named_before(
    desk: Any, db: psycopg.Connection, piece: dict[str, str], column: str, kept: str
) -> None:
    masked = OneCall(None)
    desk(masked.lead(20, "t1", nom="Hélène Roy", telephone="438 555-0141", description="Douche bouchée"))
    [reply] = desk(masked.lead(30, "t2", nom="", telephone="", description="", **piece))
    assert said(reply).endswith(". Guillaume va rappeler au 438 555-0141.")
    [lead] = final_rows(db)["leads"]
    assert (lead["name"], lead["phone"], lead["description"]) == ("Hélène Roy", "+14385550141", "Douche bouchée")
    assert lead[column] == kept


def test_that_it_presses_told_alone_raises_the_alert(desk: Any, db: psycopg.Connection) -> None:
    masked = OneCall(None)
    desk(masked.lead(20, "t1", nom="Hélène Roy", telephone="438 555-0141", description="Douche bouchée"))
    pressing = "select count(*) from alerts where kind = 'urgent_lead' and urgent"
    assert db.execute(pressing).fetchone() == (0,)
    desk(masked.lead(30, "t2", urgence="urgente"))
    assert db.execute(pressing).fetchone() == (1,)


def test_a_piece_of_nobody_is_asked_again(desk: Any, db: psycopg.Connection) -> None:
    masked = OneCall(None)
    [reply] = desk(masked.lead(20, "t1", adresse="9 rue Plessis", urgence="urgente"))
    assert said(reply).startswith("erreur: ")
    assert final_rows(db)["leads"] == []
    desk(masked.lead(30, "t2", nom="Hélène Roy", telephone="438 555-0141"))
    [other] = desk(masked.lead(40, "t3", adresse="12 rue Laval", pour_autre_personne="oui"))
    assert said(other).startswith("erreur: "), "nobody named the other one"
    assert [lead["address"] for lead in final_rows(db)["leads"]] == [None]


def test_two_tools_in_one_message_know_of_each_other(desk: Any, db: psycopg.Connection) -> None:
    masked = OneCall(None)
    both = [
        ("t1", {"nom": "Luc Roy", "telephone": "514 555-0101"}),
        ("t2", {"nom": "Luc Roy", "description": "Bouché"}),
    ]
    calls = [
        {"id": id, "type": "function", "function": {"name": "enregistrer_lead", "arguments": given}}
        for id, given in both
    ]
    [reply] = desk(masked.told("tool-calls", 20, {"toolCallList": calls}))
    assert reply["results"][1]["result"].endswith("Guillaume va rappeler au 514 555-0101.")


def test_a_booking_does_not_ask_for_what_was_noted_in_the_same_call(desk: Any, db: psycopg.Connection) -> None:
    masked = OneCall(None)
    known = {"nom": "Luc Roy", "telephone": "514 555-0101", "adresse": "12 rue Laval", "ville": "Granby"}
    desk(masked.lead(20, "t1", description="Bouché", **known))
    [booked] = desk(masked.booking(40, "t2", debut="2026-11-23T09:00", nom="", telephone="", adresse=""))
    assert said(booked) == "Rendez-vous confirmé le lundi 23 novembre à 9 h."
    rows = final_rows(db)
    [lead], [visit] = rows["leads"], rows["appointments"]
    assert (lead["name"], lead["phone"], lead["address"]) == ("Luc Roy", "+15145550101", "12 rue Laval")
    assert (visit["address"], visit["confirmed"]) == ("12 rue Laval", True)


def test_what_nobody_said_in_the_call_is_still_asked_for(desk: Any, db: psycopg.Connection) -> None:
    masked = OneCall(None)
    desk(masked.lead(20, "t1", nom="Luc Roy", description="Bouché"))
    [reply] = desk(masked.booking(40, "t2", debut="2026-11-23T09:00", nom="Luc Roy", telephone="", adresse=""))
    assert "il me manque un numéro de téléphone et l'adresse de la visite." in said(reply)
    assert final_rows(db)["appointments"] == []

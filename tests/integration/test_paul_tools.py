"""What Paul hears: one line of French, the same when he asks the same twice, and never a slot that is taken."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest

from tests.one_call import OneCall
from tests.paul_desk import BOOK, SAVE, ask, desk, said, slot
from tests.payload_files import body, envelope, message
from tests.rows import final_rows

__all__ = ["desk"]


def test_the_lead_is_there_before_the_call_ends(desk: Any, db: psycopg.Connection) -> None:
    [reply] = desk(body(SAVE))
    assert said(reply).startswith("C'est noté, dossier DF-2026-")
    rows = final_rows(db)
    assert rows["vapi_calls"][0]["status"] == "in-progress"
    assert rows["leads"][0]["description"].startswith("Refoulement d'égout")


def test_the_ten_thousandth_lead_has_a_number_of_its_own(desk: Any, db: psycopg.Connection) -> None:
    db.execute("select setval('private.lead_number', 999)")
    desk(ask("enregistrer_lead", {"nom": "Un", "telephone": "+14505550101"}, call="call-1", id="t1"))
    db.execute("select setval('private.lead_number', 9999)")
    [reply] = desk(ask("enregistrer_lead", {"nom": "Deux", "telephone": "+14505550102"}, call="call-2", id="t2"))
    refs = db.execute("select ref from leads order by length(ref)").fetchall()
    assert refs == [("DF-2026-1000",), ("DF-2026-10000",)]
    assert "DF-2026-10000" in said(reply)


def test_the_same_tool_call_gets_the_same_answer_and_does_the_thing_once(desk: Any, db: psycopg.Connection) -> None:
    first, again, third = (
        desk(body(SAVE))[0],
        desk(body(SAVE))[0],
        desk(body("vapi-edge/tool-calls.wire-object-arguments.json"))[0],
    )
    assert first == again == third
    assert len(final_rows(db)["leads"]) == 1


def test_two_calls_in_one_message_are_both_answered_in_order(desk: Any, db: psycopg.Connection) -> None:
    fields = message(SAVE)
    fields["toolCallList"] += message(BOOK)["toolCallList"]
    [reply] = desk(envelope(fields))
    assert [result["name"] for result in reply["results"]] == ["enregistrer_lead", "prendre_rendez_vous"]
    assert reply["results"][1]["result"] == "Rendez-vous confirmé le vendredi 20 novembre à 13 h."
    assert len(final_rows(db)["appointments"]) == 1


def test_two_callers_at_once_never_get_the_same_slot(desk: Any, db: psycopg.Connection) -> None:
    bodies = [
        ask("prendre_rendez_vous", slot(13, lead_telephone=f"+1450555010{n}"), call=f"appel-{n}", id=f"t{n}")
        for n in range(6)
    ]
    answers = [said(reply) for reply in desk(*bodies)]
    assert sum(answer.startswith("Rendez-vous confirmé") for answer in answers) == 1
    taken = [
        answer
        for answer in answers
        if answer.startswith("erreur: Le vendredi 20 novembre à 13 h, c'est déjà pris. Plages libres: ")
    ]
    assert len(taken) == 5
    assert len(final_rows(db)["appointments"]) == 1
    assert len(final_rows(db)["leads"]) == 6


def test_a_taken_slot_proposes_slots_that_can_be_booked(desk: Any) -> None:
    desk(ask("prendre_rendez_vous", slot(13), call="premier"))
    [reply] = desk(ask("prendre_rendez_vous", slot(14, lead_telephone="+14505550199"), call="second", id="t2"))
    assert said(reply).startswith(
        "erreur: Le vendredi 20 novembre à 14 h, c'est déjà pris. Plages libres: vendredi 20 novembre à 15 h"
    )
    [reply] = desk(ask("prendre_rendez_vous", slot(15, lead_telephone="+14505550199"), call="second", id="t3"))
    assert said(reply) == "Rendez-vous confirmé le vendredi 20 novembre à 15 h."


def test_a_second_wish_of_the_same_caller_moves_the_visit(desk: Any, db: psycopg.Connection) -> None:
    desk(ask("prendre_rendez_vous", slot(13)))
    desk(ask("prendre_rendez_vous", slot(10), id="t2"))
    [appointment] = final_rows(db)["appointments"]
    assert appointment["starts_at"] == "2026-11-20T15:00:00+00:00"


def test_a_wish_that_was_said_before_and_is_told_after_moves_no_visit_back(desk: Any, db: psycopg.Connection) -> None:
    before = json.loads(ask("prendre_rendez_vous", slot(13)))
    before["message"]["timestamp"] -= 60_000
    desk(ask("prendre_rendez_vous", slot(10), id="t2"))
    desk(json.dumps(before).encode())
    [appointment] = final_rows(db)["appointments"]
    assert appointment["starts_at"] == "2026-11-20T15:00:00+00:00"


@pytest.mark.parametrize(
    ("debut", "why"),
    [
        ("2026-11-21T10:00:00-05:00", "Il n'y a pas de visite le samedi 21 novembre."),
        (
            "2026-11-23T03:00:00-05:00",
            "Pas de visite le lundi 23 novembre à 3 h: elles commencent entre 8 h et 15 h 30.",
        ),
        (
            "2026-11-19T10:00:00-05:00",
            "Le jeudi 19 novembre à 10 h, c'est déjà passé; nous sommes le vendredi 20 novembre 2026.",
        ),
        ("2026-12-07T10:00:00", "Le lundi 7 décembre, c'est trop loin: l'agenda va jusqu'au vendredi 4 décembre."),
        ("demain matin", "Il n'y a pas de visite le samedi 21 novembre."),
        ("lundi", "À quelle heure, le lundi 23 novembre?"),
    ],
)
def test_what_cannot_be_had_is_said_with_its_day_and_other_slots_and_the_person_is_kept(
    desk: Any, db: psycopg.Connection, debut: str, why: str
) -> None:
    [reply] = desk(ask("prendre_rendez_vous", slot(13) | {"debut": debut}))
    assert said(reply).startswith(f"erreur: {why} Plages libres: ")
    rows = final_rows(db)
    assert rows["appointments"] == []
    assert [(lead["phone"], lead["note"].partition(" le ")[0].partition(":")[0]) for lead in rows["leads"]] == [
        ("+14505550134", "Souhaitait un rendez-vous")
    ]


@pytest.mark.parametrize(
    ("debut", "words"),
    [
        ("31 février à 10 h", "Cette date n'existe pas au calendrier."),
        ("2026-02-31T10:00", "Cette date n'existe pas au calendrier."),
        ("mardi le 23", "Ce jour de la semaine et cette date ne vont pas ensemble."),
        ("xyz", "Je n'ai pas bien compris le jour et l'heure."),
    ],
)
def test_a_moment_that_is_none_is_asked_again_and_nothing_is_offered(
    desk: Any, db: psycopg.Connection, debut: str, words: str
) -> None:
    [reply] = desk(ask("prendre_rendez_vous", slot(13) | {"debut": debut}))
    assert said(reply).startswith(f"erreur: {words}") and "Plages libres" not in said(reply)
    assert final_rows(db)["leads"][0]["note"] == f"Souhaitait un rendez-vous: «{debut}»: pas offert."
    [reply] = desk(ask("consulter_disponibilites", {"date": debut}, id="t2"))
    assert said(reply).startswith(f"erreur: {words}") and "Plages libres" not in said(reply)


@pytest.mark.parametrize(
    ("asked", "slots"),
    [
        ({"date": "2026-11-23"}, ["8 h", "12 h", "14 h"]),
        ({"date": "2026-11-23", "moment": "après-midi"}, ["12 h", "14 h"]),
        ({"date": "2026-11-23", "moment": "après 13 h"}, ["13 h", "15 h"]),
        ({"date": "lundi prochain", "moment": "avant 10 h"}, ["8 h"]),
        ({"date": "2025-11-23T13:00:00-05:00"}, ["13 h", "15 h"]),
    ],
)
def test_free_slots_are_told_for_the_part_of_the_day_that_was_asked_for(
    desk: Any, asked: dict[str, str], slots: list[str]
) -> None:
    [reply] = desk(ask("consulter_disponibilites", asked))
    assert said(reply).startswith(
        f"Plages libres: {', '.join(f'lundi 23 novembre à {slot}' for slot in slots)}. [Pour Paul"
    )


def test_a_slot_that_was_told_can_be_given_back_word_for_word(desk: Any, db: psycopg.Connection) -> None:
    [reply] = desk(ask("consulter_disponibilites", {"date": "jeudi"}))
    handle = said(reply).partition("redonnez debut tel quel: ")[2].partition(",")[0]
    assert handle == "2026-11-26T08:00"
    [reply] = desk(ask("prendre_rendez_vous", slot(13) | {"debut": handle}, id="t2"))
    assert said(reply) == "Rendez-vous confirmé le jeudi 26 novembre à 8 h."


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("2026-11-24T10:00:00Z", "10 h"),
        ("2026-11-24T10:00:00-04:00", "10 h"),
        ("2026-11-24T10:00", "10 h"),
        ("2025-11-24T10:00:00-05:00", "10 h"),
        ("2026-11-24T18:30:00Z", "13 h 30"),
        ("mardi le 24 à 14 h", "14 h"),
        ("mardi à deux heures et demie", "14 h 30"),
        ("tuesday at 2 pm", "14 h"),
    ],
)
def test_the_hour_that_was_agreed_is_booked_however_it_is_written(
    desk: Any, db: psycopg.Connection, written: str, hour: str
) -> None:
    [reply] = desk(ask("prendre_rendez_vous", slot(13) | {"debut": written}))
    assert said(reply) == f"Rendez-vous confirmé le mardi 24 novembre à {hour}."
    assert len(final_rows(db)["appointments"]) == 1


def test_a_z_on_an_hour_that_is_taken_means_the_hour_that_could_be_offered(desk: Any, db: psycopg.Connection) -> None:
    desk(ask("prendre_rendez_vous", slot(15), call="premier"))
    other = slot(9, lead_telephone="+14505550199") | {"debut": "2026-11-20T15:00:00Z"}
    [reply] = desk(ask("prendre_rendez_vous", other, call="second", id="t2"))
    assert said(reply) == "Rendez-vous confirmé le vendredi 20 novembre à 10 h."


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"adresse": "12 rue X", "telephone": "450 555-0134"}, {"votre nom": "le nom"}),
        ({"nom": "Luc Roy", "telephone": "450 555-0134"}, {"l'adresse de la visite": "l'adresse"}),
        ({"nom": "Luc Roy", "adresse": "12 rue X"}, {"un numéro de téléphone": "le numéro"}),
        (
            {"nom": "inconnu", "adresse": "N/A", "telephone": "450 555-0134"},
            {"votre nom et l'adresse de la visite": "le nom, l'adresse"},
        ),
        ({"nom": "Luc Roy", "adresse": "12 rue X", "telephone": "le même"}, {"un numéro de téléphone": "le numéro"}),
    ],
)
def test_a_visit_is_confirmed_only_when_somebody_could_go_there(
    desk: Any, db: psycopg.Connection, given: dict[str, str], missing: dict[str, str]
) -> None:
    masked, [(asked, noted)] = OneCall(None), missing.items()
    [reply] = desk(masked.booking(20, "t1", debut="2026-11-24T10:00", **given))
    assert said(reply).startswith(f"erreur: Pour réserver le mardi 24 novembre à 10 h, il me manque {asked}. [")
    rows = final_rows(db)
    assert rows["appointments"] == [] and rows["leads"][0]["note"].endswith(f"il manquait {noted}.")
    whole = {"nom": "Luc Roy", "adresse": "12 rue X", "telephone": "450 555-0134", "debut": "2026-11-24T10:00"}
    [reply] = desk(masked.booking(30, "t2", **whole))
    assert said(reply) == "Rendez-vous confirmé le mardi 24 novembre à 10 h."


def test_a_second_person_in_the_same_call_is_a_second_lead(desk: Any, db: psycopg.Connection) -> None:
    desk(ask("enregistrer_lead", {"nom": "Luc Roy", "telephone": "514 555-0101", "adresse": "12 rue Xavier"}))
    desk(ask("enregistrer_lead", {"nom": "Luc Roy", "telephone": "514 555-0101", "ville": "Laval"}, id="t2"))
    other = {"nom": "Ève Roy", "telephone": "514 555-0102", "adresse": "640 rue Beaubien"}
    desk(ask("enregistrer_lead", other, id="t3"))
    assert [(lead["phone"], lead["city"]) for lead in final_rows(db)["leads"]] == [
        ("+15145550101", "Laval"),
        ("+15145550102", None),
    ]

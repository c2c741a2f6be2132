"""What Paul hears: one line of French, the same when he asks the same twice, and never a slot that is taken."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import psycopg
import pytest

from backend.db import open_pool
from backend.intake.store import receive
from tests.payload_files import body, envelope, message
from tests.rows import empty, final_rows

SAVE, BOOK = "vapi/tool-calls.save-lead.json", "vapi/tool-calls.book-appointment.json"


@pytest.fixture
def desk(db: psycopg.Connection, env: dict[str, str]) -> Any:
    """Post bodies to Paul's desk, at once when several are given, and return his answers."""
    empty(db)

    def post(*bodies: bytes) -> list[dict[str, Any]]:
        async def run() -> list[dict[str, Any]]:
            async with open_pool(env["SUPABASE_DB_URL"], size=4) as pool:
                receipts = await asyncio.gather(*(receive(pool, one) for one in bodies))
                return [receipt.reply or {} for receipt in receipts]

        return asyncio.run(run())

    return post


def ask(
    tool: str, arguments: dict[str, Any], *, call: str = "019aa1c4-3d20-7f11-8b0e-6d2f4a9c1e01", id: str = "t1"
) -> bytes:
    fields = message(SAVE)
    fields["call"]["id"] = call
    fields["toolCallList"] = [
        {"id": id, "type": "function", "function": {"name": tool, "arguments": json.dumps(arguments)}}
    ]
    return envelope(fields)


def said(reply: dict[str, Any]) -> str:
    [result] = reply["results"]
    return str(result.get("result") or "erreur: " + result["error"])


def slot(hour: int, **more: Any) -> dict[str, Any]:
    return {
        "lead_telephone": "+14505550134",
        "debut": f"2026-11-20T{hour:02d}:00:00-05:00",
        "duree_minutes": 90,
        **more,
    }


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
    taken = [answer for answer in answers if answer.startswith("erreur: Cette plage est déjà prise. Plages libres: ")]
    assert len(taken) == 5
    assert len(final_rows(db)["appointments"]) == 1
    assert len(final_rows(db)["leads"]) == 6


def test_a_taken_slot_proposes_slots_that_can_be_booked(desk: Any) -> None:
    desk(ask("prendre_rendez_vous", slot(13), call="premier"))
    [reply] = desk(ask("prendre_rendez_vous", slot(14, lead_telephone="+14505550199"), call="second", id="t2"))
    assert said(reply).startswith("erreur: Cette plage est déjà prise. Plages libres: vendredi 20 novembre à 15 h")
    [reply] = desk(ask("prendre_rendez_vous", slot(15, lead_telephone="+14505550199"), call="second", id="t3"))
    assert said(reply) == "Rendez-vous confirmé le vendredi 20 novembre à 15 h."


def test_a_second_wish_of_the_same_caller_moves_the_visit(desk: Any, db: psycopg.Connection) -> None:
    desk(ask("prendre_rendez_vous", slot(13)))
    desk(ask("prendre_rendez_vous", slot(10), id="t2"))
    [appointment] = final_rows(db)["appointments"]
    assert appointment["starts_at"] == "2026-11-20T15:00:00+00:00"


@pytest.mark.parametrize(
    "debut", ["2026-11-21T10:00:00-05:00", "2026-11-20T03:00:00-05:00", "2026-11-19T10:00:00-05:00"]
)
def test_closed_night_or_past_is_refused_with_other_slots(desk: Any, db: psycopg.Connection, debut: str) -> None:
    [reply] = desk(ask("prendre_rendez_vous", slot(13) | {"debut": debut}))
    assert said(reply).startswith("erreur: Cette heure n'est pas offerte. Plages libres: ")
    assert final_rows(db)["appointments"] == []


def test_free_slots_are_told_and_what_cannot_be_read_is_asked_again(desk: Any) -> None:
    [reply] = desk(ask("consulter_disponibilites", {"date": "2026-11-23", "service": "camera"}))
    assert said(reply).startswith("Plages libres: lundi 23 novembre à 8 h, lundi 23 novembre à 10 h, ")
    assert said(desk(ask("prendre_rendez_vous", {"debut": "demain"}, id="t2"))[0]).startswith(
        "erreur: Je n'ai pas compris"
    )
    assert said(desk(ask("chanter", {}, id="t3"))[0]).startswith("erreur: Cet outil n'existe pas")


def test_a_second_person_in_the_same_call_is_a_second_lead(desk: Any, db: psycopg.Connection) -> None:
    desk(ask("enregistrer_lead", {"nom": "Luc Roy", "telephone": "514 555-0101"}))
    desk(ask("enregistrer_lead", {"nom": "Luc Roy", "telephone": "514 555-0101", "ville": "Laval"}, id="t2"))
    desk(ask("enregistrer_lead", {"nom": "Ève Roy", "telephone": "514 555-0102"}, id="t3"))
    assert [(lead["phone"], lead["city"]) for lead in final_rows(db)["leads"]] == [
        ("+15145550101", "Laval"),
        ("+15145550102", None),
    ]

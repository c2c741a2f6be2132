"""What Paul could only note while the database was away: nothing that a caller wished is lost, nor reworded."""

from __future__ import annotations

import asyncio
from typing import Any

import psycopg
import pytest

from backend.db import open_pool
from backend.intake.store import Via, receive
from tests.one_call import CALLER, START, OneCall
from tests.rows import empty, final_rows

NOTED = "La demande de rendez-vous est notée. Guillaume va rappeler pour confirmer l'heure."
CALL = OneCall()
TEN = "2026-11-24T10:00:00-05:00"


@pytest.fixture
def post(db: psycopg.Connection, env: dict[str, str]) -> Any:
    """Take bodies in, as the webhook does or as the replay of the journal does; returns what is answered."""
    empty(db)

    def post(*bodies: bytes, via: Via = "journal") -> list[dict[str, Any]]:
        async def run() -> list[dict[str, Any]]:
            async with open_pool(env["SUPABASE_DB_URL"], size=1) as pool:
                receipts = [await receive(pool, one, START, via) for one in bodies]
                assert "failed" not in {receipt.outcome for receipt in receipts}
                return [receipt.reply or {} for receipt in receipts]

        return asyncio.run(run())

    return post


def tool_lines(db: psycopg.Connection) -> list[tuple[str, bool]]:
    return [(line["text"], line["tool_ok"]) for line in final_rows(db)["call_logs"] if line["kind"] == "tool"]


def test_a_slot_that_was_taken_meanwhile_is_a_wish_on_the_lead(post: Any, db: psycopg.Connection) -> None:
    other = OneCall("+14505550177", "another-call")
    post(other.booking(10, "first", lead_telephone=other.caller, debut=TEN), via="webhook")
    [reply] = post(CALL.booking(20, "late", lead_telephone=CALLER, debut=TEN, service="camera"))
    assert reply["results"][0]["result"] == NOTED
    rows = final_rows(db)
    [lead] = [lead for lead in rows["leads"] if lead["phone"] == CALLER]
    assert lead["note"] == (
        "Souhaitait un rendez-vous le mardi 24 novembre à 10 h (2026, 90 min): cette plage était déjà prise."
    )
    assert (lead["status"], lead["service"]) == ("new", "camera")
    assert (NOTED, True) in tool_lines(db)
    assert len(rows["appointments"]) == 1
    post(CALL.booking(20, "late", lead_telephone=CALLER, debut=TEN, service="camera"))
    assert [lead["note"].count("Souhaitait") for lead in final_rows(db)["leads"]] == [1, 0]


def test_a_free_slot_is_booked_to_be_confirmed(post: Any, db: psycopg.Connection) -> None:
    post(CALL.booking(20, "late", lead_telephone=CALLER, debut=TEN))
    [visit], [lead] = final_rows(db)["appointments"], final_rows(db)["leads"]
    assert (visit["confirmed"], lead["note"]) == (False, "")
    assert tool_lines(db) == [(NOTED, True)]


@pytest.mark.parametrize(
    ("debut", "note"),
    [
        ("demain matin", "Souhaitait un rendez-vous: «demain matin»."),
        (None, "Souhaitait un rendez-vous, moment inconnu."),
        ("2026-11-22T10:00:00-05:00", "Souhaitait un rendez-vous le dimanche 22 novembre à 10 h (2026, 90 min)"),
        ("2031-07-02T10:00:00-04:00", "Souhaitait un rendez-vous le mercredi 2 juillet à 10 h (2031, 90 min)"),
        ("0001-01-01T00:00:00", "Souhaitait un rendez-vous: «0001-01-01T00:00:00»."),
    ],
)
def test_an_hour_that_cannot_be_had_is_a_wish_and_the_lead_is_kept(
    post: Any, db: psycopg.Connection, debut: Any, note: str
) -> None:
    post(CALL.booking(20, "late", nom="Luc Roy", lead_telephone=CALLER, debut=debut))
    [lead] = final_rows(db)["leads"]
    assert lead["note"].startswith(note)
    assert (lead["name"], final_rows(db)["appointments"]) == ("Luc Roy", [])


def test_a_wish_of_nobody_known_is_kept_too(post: Any, db: psycopg.Connection) -> None:
    post(OneCall(None).booking(20, "late", debut="demain"))
    assert final_rows(db)["leads"][0]["description"] == "Demande de rendez-vous"


def test_a_lead_noted_in_an_outage_is_logged_in_the_words_that_were_said(post: Any, db: psycopg.Connection) -> None:
    post(CALL.lead(20, "late", nom="Luc Roy", telephone=CALLER))
    assert tool_lines(db) == [("C'est noté, Guillaume va rappeler.", True)]


@pytest.mark.parametrize("debut", ["2031-07-02T10:00:00-04:00", "2199-12-31T12:00:00", "2026-12-07T10:00:00-05:00"])
def test_paul_books_no_further_than_the_horizon(post: Any, db: psycopg.Connection, debut: str) -> None:
    [reply] = post(CALL.booking(20, "far", lead_telephone=CALLER, debut=debut), via="webhook")
    said = reply["results"][0]["error"]
    assert "c'est trop loin: l'agenda va jusqu'au vendredi 4 décembre. Plages libres: vendredi 20 novembre" in said
    assert final_rows(db)["appointments"] == []


def test_the_last_day_of_the_horizon_can_be_booked(post: Any, db: psycopg.Connection) -> None:
    [reply] = post(CALL.booking(20, "t", lead_telephone=CALLER, debut="2026-12-04T15:00:00-05:00"), via="webhook")
    assert reply["results"][0]["result"].startswith("Rendez-vous confirmé le vendredi 4 décembre")


def test_slots_beyond_the_horizon_are_not_told(post: Any) -> None:
    far = CALL.tool(20, "far", "consulter_disponibilites", {"date": "2031-07-02"})
    near = CALL.tool(21, "near", "consulter_disponibilites", {"date": "2026-12-04"})
    first, second = [reply["results"][0]["result"] for reply in post(far, near, via="webhook")]
    assert first.startswith("Le mercredi 2 juillet 2031, c'est trop loin: l'agenda va jusqu'au vendredi 4 décembre.")
    assert second.count("4 décembre") == 3
    assert "7 décembre" not in second


def test_a_moment_before_our_era_is_asked_again(post: Any) -> None:
    for moment in ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59"):
        [reply] = post(CALL.booking(20, moment, lead_telephone=CALLER, debut=moment), via="webhook")
        assert reply["results"][0]["error"].startswith("Je n'ai pas bien compris le jour et l'heure.")
    [reply] = post(CALL.tool(21, "u", "consulter_disponibilites", {"date": "0001-01-01"}), via="webhook")
    assert reply["results"][0]["error"].startswith("Je n'ai pas bien compris le jour et l'heure.")


def test_a_tool_call_whose_id_is_a_number_is_answered_and_saved(post: Any, db: psycopg.Connection) -> None:
    [reply] = post(CALL.tool(20, 7, "enregistrer_lead", {"nom": "Luc Roy", "telephone": CALLER}), via="webhook")
    assert reply["results"][0]["toolCallId"] == "7"
    assert len(final_rows(db)["leads"]) == 1

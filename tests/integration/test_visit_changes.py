"""Paul moves and cancels visits: what is certain, once; what is not is for a person, and the caller hears which."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from backend.db import open_pool
from backend.intake.store import Via, receive
from backend.replay.run import replay
from tests.emptying import empty_alerts
from tests.one_call import CALLER, START, OneCall
from tests.payload_files import envelope
from tests.rows import empty

WHO = {"nom": "Jacqueline Morin", "telephone": "450 555-0134", "adresse": "30 rue Notre-Dame"}
FIRST = OneCall()
LATER = OneCall(CALLER, "019aa1c4-0000-7f11-8b0e-000000000002")
ELSEWHERE = OneCall("+15145550177", "019aa1c4-0000-7f11-8b0e-000000000003")
TUESDAY, THURSDAY = "2026-11-24T09:00", "2026-11-26T13:00"


@pytest.fixture
def desk(db: psycopg.Connection, env: dict[str, str]) -> Any:
    """Take bodies in, one after the other; what Paul is answered to each."""
    empty(db)

    def post(*bodies: bytes, via: Via = "webhook") -> list[str]:
        async def run() -> list[str]:
            async with open_pool(env["SUPABASE_DB_URL"], size=2) as pool:
                replies = [(await receive(pool, one, None, via)).reply or {} for one in bodies]
            results = [result for reply in replies for result in reply.get("results", [])]
            return [str(result.get("result") or f"erreur: {result['error']}") for result in results]

        return asyncio.run(run())

    return post


def booking(call: OneCall = FIRST, tool: str = "b1", debut: str = TUESDAY, **more: str) -> bytes:
    return call.booking(20, tool, debut=debut, **{**WHO, **more})


def moving(call: OneCall, tool: str = "m1", debut: str = THURSDAY, second: float = 60, **more: str) -> bytes:
    return call.tool(second, tool, "deplacer_rendez_vous", {"debut": debut, **more})


def cancelling(call: OneCall, tool: str = "c1", second: float = 60, **more: str) -> bytes:
    return call.tool(second, tool, "annuler_rendez_vous", more)


def visits(db: psycopg.Connection) -> list[tuple[str, str, bool]]:
    return db.execute("""
        select to_char(starts_at at time zone 'America/Toronto', 'MM-DD HH24:MI'), status, confirmed
        from appointments order by starts_at""").fetchall()


def leads(db: psycopg.Connection) -> list[tuple[Any, ...]]:
    return db.execute("select name, status, description from leads order by created_at, ref").fetchall()


def outcome(db: psycopg.Connection, call: OneCall) -> tuple[str, bool]:
    [found] = db.execute(
        "select outcome, needs_callback from vapi_calls where vapi_call_id = %s", [call.call_id]
    ).fetchall()
    return found


def test_a_visit_is_moved_from_the_callers_own_number_and_once(desk: Any, db: psycopg.Connection) -> None:
    desk(booking())
    db.execute("update alerts set state = 'handed_over', due_at = null")
    [said, again] = desk(moving(LATER, raison="Je travaille mardi"), moving(LATER, raison="Je travaille mardi"))
    assert said == again == "Rendez-vous déplacé: du mardi 24 novembre à 9 h au jeudi 26 novembre à 13 h."
    assert visits(db) == [("11-26 13:00", "booked", True)]
    assert db.execute("select kind, said from appointment_changes").fetchall() == [("moved", "Je travaille mardi")]
    [(actor, was)] = db.execute("""
        select actor, changes ->> 'was_at' from audit_log
        where action = 'visit_moved' and subject_id in (select id::text from appointments)""").fetchall()
    assert (actor, was[:16]) == (None, "2026-11-24T14:00")
    [(lead, detail)] = db.execute(
        "select lead_id = (select id from leads), detail from alerts where cause_key like 'visit:%'"
    ).fetchall()
    assert lead and detail.startswith('visit_moved {"to": "2026-11-26T18:00')
    desk(LATER.ended(80))
    assert outcome(db, LATER) == ("appointment", False)


def test_a_visit_is_cancelled_with_its_reason_and_its_hour_is_free_again(desk: Any, db: psycopg.Connection) -> None:
    desk(booking())
    db.execute("update alerts set state = 'handed_over', due_at = null")
    [said, again] = desk(cancelling(LATER, raison="Mon frère s'en occupe"), cancelling(LATER, "c2", 70))
    assert said == "Rendez-vous annulé: celui du mardi 24 novembre à 9 h."
    assert again == "Votre rendez-vous du mardi 24 novembre à 9 h est déjà annulé."
    assert visits(db) == [("11-24 09:00", "cancelled", True)] and leads(db)[0][1] == "called_back"
    [(detail,)] = db.execute("select detail from alerts where cause_key like 'visit:%'").fetchall()
    assert detail.startswith("visit_cancelled ")
    desk(LATER.ended(80))
    assert outcome(db, LATER) == ("visit_cancelled", False)
    [retaken] = desk(booking(ELSEWHERE, "b2", nom="Luc Roy", telephone="514 555-0177"))
    assert retaken == "Rendez-vous confirmé le mardi 24 novembre à 9 h."


def test_while_the_bookings_own_alert_waits_it_alone_tells_of_the_change(desk: Any, db: psycopg.Connection) -> None:
    desk(booking(), moving(FIRST), cancelling(FIRST, second=70))
    assert db.execute("select count(*) from alerts where kind = 'appointment'").fetchone() == (1,)


@pytest.mark.parametrize("from_where", [ELSEWHERE, OneCall(None, ELSEWHERE.call_id)])
def test_from_another_line_only_file_number_and_name_together_do(
    desk: Any, db: psycopg.Connection, from_where: OneCall
) -> None:
    desk(booking())
    empty_alerts(db)
    [(ref,)] = db.execute("select ref from leads").fetchall()
    [doubtful] = desk(cancelling(from_where, nom="Jacqueline Morin", telephone="450 555-0134"))
    assert doubtful.startswith("erreur: Je ne trouve pas ce rendez-vous avec certitude. Guillaume va vérifier")
    assert visits(db) == [("11-24 09:00", "booked", True)]
    assert leads(db)[1] == ("Jacqueline Morin", "new", "Veut annuler son rendez-vous")
    assert db.execute("select kind from alerts").fetchall() == [("lead",)]
    [said] = desk(cancelling(from_where, "c2", 70, nom="Mme Morin", reference=ref.removeprefix("DF-")))
    assert said == "Rendez-vous annulé: celui du mardi 24 novembre à 9 h."
    # What was kept for a person waits for nobody any more, and its alert has not left: nobody is told twice.
    assert [lead[1] for lead in leads(db)] == ["called_back", "called_back"]
    assert db.execute("select kind, split_part(detail, ' ', 1) from alerts").fetchall() == [
        ("appointment", "visit_cancelled")
    ]


def test_of_two_visits_the_day_says_which(desk: Any, db: psycopg.Connection) -> None:
    desk(booking(), booking(FIRST, "b2", THURSDAY, autre_visite="en_plus"))
    [which] = desk(cancelling(LATER))
    assert which.startswith(
        "erreur: Je vois votre rendez-vous du mardi 24 novembre à 9 h, celui du jeudi 26 novembre à 13 h. Lequel?"
    )
    [other_day] = desk(cancelling(LATER, "c2", 65, date_actuelle="2026-11-25"))
    assert "Lequel?" in other_day
    [said] = desk(cancelling(LATER, "c3", 70, date_actuelle="jeudi"))
    assert said == "Rendez-vous annulé: celui du jeudi 26 novembre à 13 h."
    assert visits(db) == [("11-24 09:00", "booked", True), ("11-26 13:00", "cancelled", True)]


def test_an_hour_that_cannot_be_had_leaves_the_visit_where_it_is_and_the_wish_is_kept(
    desk: Any, db: psycopg.Connection
) -> None:
    desk(booking(), booking(ELSEWHERE, "b2", THURSDAY, nom="Luc Roy", telephone="514 555-0177"))
    [taken] = desk(moving(LATER))
    assert taken.startswith("erreur: Le jeudi 26 novembre à 13 h, c'est déjà pris. Votre rendez-vous du mardi 24")
    [closed] = desk(moving(LATER, "m2", "2026-11-28T10:00", 65))
    assert closed.startswith("erreur: Il n'y a pas de visite le samedi 28 novembre.")
    assert closed.endswith("Votre rendez-vous du mardi 24 novembre à 9 h tient toujours.")
    assert leads(db)[2] == ("Jacqueline Morin", "new", "Veut déplacer son rendez-vous du mardi 24 novembre à 9 h")
    [said] = desk(moving(LATER, "m3", "2026-11-27T10:00", 70))
    assert said == "Rendez-vous déplacé: du mardi 24 novembre à 9 h au vendredi 27 novembre à 10 h."
    assert [lead[1] for lead in leads(db)] == ["booked", "booked", "booked"]


def test_ones_own_hour_asked_again_is_said_to_be_ones_own(desk: Any, db: psycopg.Connection) -> None:
    own = "C'est déjà réservé pour vous: le mardi 24 novembre à 9 h."
    asked = (booking(FIRST, "b2"), booking(LATER, "b3"), moving(LATER, "m1", TUESDAY), moving(FIRST, "m2", TUESDAY))
    assert desk(booking(), *asked)[1:] == [own] * 4
    # An offset that is wrong makes no other hour of it.
    assert desk(booking(LATER, "b5", f"{TUESDAY}:00Z")) == [own]
    assert desk(booking(OneCall(None, ELSEWHERE.call_id), "b4")) == [own]
    assert len(visits(db)) == 1 and len(leads(db)) == 1
    # Computed again, these calls come to the same.
    assert replay(db, since=START - timedelta(hours=1)).differences == []
    desk(LATER.ended(80))
    assert outcome(db, LATER) == ("appointment", False)


def test_a_second_visit_in_a_call_is_one_only_when_asked_as_such_and_the_first_is_told_of(
    desk: Any, db: psycopg.Connection
) -> None:
    [_, moved] = desk(booking(), booking(FIRST, "b2", THURSDAY))
    assert moved == "Rendez-vous confirmé le jeudi 26 novembre à 13 h, au lieu du mardi 24 novembre à 9 h."
    [elsewhere] = desk(booking(FIRST, "b3", TUESDAY, adresse="850 rue Masson"))
    assert elsewhere.startswith("Rendez-vous confirmé le mardi 24 novembre à 9 h, au lieu du jeudi 26 novembre à 13 h.")
    assert elsewhere.endswith("réservez de nouveau debut 2026-11-26T13:00 avec autre_visite en_plus.]")
    assert visits(db) == [("11-24 09:00", "booked", True)]
    [second] = desk(booking(FIRST, "b4", THURSDAY, autre_visite="en_plus"))
    assert second == (
        "Rendez-vous confirmé le jeudi 26 novembre à 13 h; celui du mardi 24 novembre à 9 h tient toujours."
    )
    assert [visit[0] for visit in visits(db)] == ["11-24 09:00", "11-26 13:00"]
    [third] = desk(booking(FIRST, "b5", "2026-11-27T10:00"))
    assert third.startswith("erreur: Vous avez déjà un rendez-vous le mardi 24") and len(visits(db)) == 2
    moves = db.execute(
        "select kind, to_starts_at is not null from appointment_changes order by requested_at"
    ).fetchall()
    assert moves == [("moved", True), ("moved", True), ("asked", False)]


def test_two_bookings_in_one_message_know_of_each_other(desk: Any, db: psycopg.Connection) -> None:
    one, two = (json.loads(booking(FIRST, *which))["message"] for which in (("b1", TUESDAY), ("b2", THURSDAY)))
    one["toolCallList"] += two["toolCallList"]
    assert desk(envelope(one))[1].endswith(", au lieu du mardi 24 novembre à 9 h.")
    assert visits(db) == [("11-26 13:00", "booked", True)]


def test_in_another_call_another_hour_at_the_same_place_is_asked_about(desk: Any, db: psycopg.Connection) -> None:
    desk(booking())
    [unsure] = desk(booking(LATER, "b2", THURSDAY))
    assert "Voulez-vous le déplacer au jeudi 26 novembre à 13 h, ou est-ce une deuxième visite?" in unsure
    assert visits(db) == [("11-24 09:00", "booked", True)] and leads(db)[1][1] == "new"
    [elsewhere] = desk(booking(LATER, "b3", THURSDAY, adresse="850 rue Masson"))
    assert elsewhere.endswith("; celui du mardi 24 novembre à 9 h tient toujours.")


def test_a_change_that_was_only_noted_opens_the_file_again(desk: Any, db: psycopg.Connection) -> None:
    desk(booking())
    db.execute("update alerts set state = 'handed_over', due_at = null")
    [noted] = desk(FIRST.lead(40, "l1", **WHO, description="veut finalement annuler, son beau-frère s'en occupe"))
    assert noted.startswith("C'est noté") and "[Pour Paul: aucune visite n'est changée encore" in noted
    assert leads(db)[0][1] == "new" and visits(db) == [("11-24 09:00", "booked", True)]
    assert db.execute("select kind from alerts where cause_key like 'visit:%'").fetchall() == [("lead",)]


def test_what_could_only_be_noted_is_left_to_a_person(desk: Any, db: psycopg.Connection) -> None:
    desk(booking())
    desk(cancelling(LATER), via="journal")
    desk(moving(LATER, "m1", second=70), via="reconciliation")
    assert visits(db) == [("11-24 09:00", "booked", True)]
    assert "new" in {lead[1] for lead in leads(db)}
    [line] = db.execute("select text from call_logs where tool_call_id = 'c1'").fetchall()
    assert line == ("Votre demande est notée, rien n'est annulé encore. Guillaume va rappeler pour confirmer.",)


def test_a_closed_day_is_neither_offered_nor_booked(desk: Any, db: psycopg.Connection) -> None:
    db.execute("insert into closed_days (day, label, source) values ('2026-11-24', 'Inventaire', 'owner')")
    try:
        [refused] = desk(booking())
        assert refused.startswith("erreur: Il n'y a pas de visite le mardi 24 novembre (Inventaire). Plages libres: ")
        [offered] = desk(FIRST.tool(30, "d1", "consulter_disponibilites", {"date": "2026-11-24", "moment": ""}))
        assert "mercredi 25 novembre" in offered and "mardi 24 novembre à" not in offered
    finally:
        db.execute("delete from closed_days where day = '2026-11-24'")

"""One person is one lead and one alert, whatever is put right in the call; who was told already is told again."""

from __future__ import annotations

import asyncio
from typing import Any

import psycopg
import pytest

from backend.db import open_pool
from backend.intake.store import receive
from tests.alert_fixtures import GUILLAUME, AlertDesk, desk
from tests.one_call import CALLER, OneCall
from tests.rows import final_rows

__all__ = ["desk"]

CALL = OneCall()
TEN = "2026-11-24T10:00:00-05:00"


@pytest.fixture
def url(clean_db: psycopg.Connection, env: dict[str, str]) -> str:
    """The address of a database where nobody is on the on-call list: what is raised waits."""
    return env["SUPABASE_DB_URL"]


def post(url: str, *bodies: bytes) -> None:
    """Take bodies in as the webhook does."""

    async def run() -> None:
        async with open_pool(url, size=1) as pool:
            for body in bodies:
                assert (await receive(pool, body)).outcome != "failed"

    asyncio.run(run())


def alerts(db: psycopg.Connection) -> list[tuple[Any, ...]]:
    return db.execute(
        "select a.kind, a.urgent, l.phone from alerts a left join leads l on l.id = a.lead_id order by a.created_at"
    ).fetchall()


def test_a_number_put_right_leaves_one_lead_and_one_urgent_alert(url: str, db: psycopg.Connection) -> None:
    post(
        url,
        CALL.lead(20, "t1", nom="Luc Roy", telephone="450 555 0111", urgence="urgente"),
        CALL.lead(40, "t2", nom="Luc Roy", telephone="450 555 0112", urgence="urgente"),
        CALL.lead(50, "t3", nom="Luc Roy", telephone="050 555"),
    )
    assert [lead["phone"] for lead in final_rows(db)["leads"]] == ["+14505550112"]
    assert alerts(db) == [("urgent_lead", True, "+14505550112")]


def test_the_end_then_the_report_with_the_lead_is_one_alert(url: str, db: psycopg.Connection) -> None:
    post(url, CALL.answered(), CALL.ended(60))
    assert alerts(db) == [("hung_up", False, None)]
    post(url, CALL.report(60, {"nom": "Rose Levac", "description": "Bouché"}))
    assert alerts(db) == [("lead", False, CALLER)]
    assert [call["needs_callback"] for call in final_rows(db)["vapi_calls"]] == [False]


def test_a_lead_and_its_visit_are_one_alert_that_becomes_urgent(url: str, db: psycopg.Connection) -> None:
    post(
        url,
        CALL.lead(20, "t1", nom="Luc Roy", adresse="12, rue X, Laval", description="Bouché"),
        CALL.booking(40, "t2", nom="Luc Roy", adresse="12, rue X, Laval", debut=TEN),
    )
    assert alerts(db) == [("appointment", False, CALLER)]
    post(url, CALL.lead(50, "t3", nom="Luc Roy", description="L'eau monte", urgence="urgente"))
    assert alerts(db) == [("urgent_lead", True, CALLER)]
    [case] = db.execute("select private.alert_case(id) -> 'appointment' ->> 'starts_at' from alerts").fetchone() or [""]
    assert case.startswith("2026-11-24T15:00")


def test_two_people_are_two_alerts(url: str, db: psycopg.Connection) -> None:
    post(
        url,
        CALL.lead(20, "t1", nom="Gérard Lavoie", telephone="450 555 0171", adresse="10 rue Martin"),
        CALL.lead(40, "t2", nom="Simone Lavoie", telephone="514 555 0172", adresse="2250 rue Ontario"),
        CALL.lead(60, "t3", nom="Luc Roy", telephone="450 555 0171", pour_autre_personne="oui"),
    )
    assert sorted(alerts(db)) == [
        ("lead", False, "+14505550171"),
        ("lead", False, "+14505550171"),
        ("lead", False, "+15145550172"),
    ]


def test_who_was_told_already_is_told_what_was_put_right(desk: AlertDesk) -> None:
    url = desk.stack.env["SUPABASE_DB_URL"]
    post(url, CALL.lead(20, "t1", nom="Luc Roy", telephone="450 555 0111", urgence="urgente"))
    desk.until(lambda: len(desk.sms()) == 1, "told")
    post(url, CALL.lead(40, "t2", nom="Luc Roy", telephone="450 555 0112", adresse="12, rue X", urgence="urgente"))
    desk.until(lambda: len(desk.sms(GUILLAUME)) == 2, "told again")
    assert "CORRIGÉ (numéro): URGENT - Luc Roy" in desk.sms(GUILLAUME)[1]["content"]
    assert "450 555-0112" in desk.sms(GUILLAUME)[1]["content"]
    assert desk.one("select count(*) from alerts") == 1
    desk.db.execute("update leads set name = 'Luc Roi', version = 2")
    assert desk.one("select count(*) from alert_attempts") == 2, "who writes it knows it"


def test_a_lead_that_becomes_urgent_once_it_was_told_is_told_as_urgent(url: str, db: psycopg.Connection) -> None:
    post(url, CALL.lead(20, "t1", nom="Luc Roy", urgence="normale"))
    db.execute("insert into alert_attempts (alert_id, channel, state) select id, 'sms', 'handed_over' from alerts")
    post(url, CALL.lead(40, "t2", nom="Luc Roy", urgence="urgente"))
    assert alerts(db) == [("lead", False, CALLER), ("urgent_lead", True, CALLER)]


def test_what_was_said_meanwhile_by_another_webhook_is_not_lost(url: str, db: psycopg.Connection) -> None:
    """What this process remembers of the call is out of date: the database says so, and the call is told anew."""
    post(url, CALL.lead(20, "t1", nom="Luc Roy", adresse="12, rue X, Laval"))
    db.execute("update private.statements set key = 'tool:elsewhere', facts = facts || '{\"service\": \"camera\"}'")
    db.execute(
        "insert into private.statements (call_id, key, source, said_at, facts, lead_id)"
        " select call_id, 'tool:t1', source, said_at, facts - 'service', lead_id from private.statements"
    )
    post(url, CALL.lead(40, "t2", nom="Luc Roy", description="Bouché"))
    [lead] = final_rows(db)["leads"]
    assert (lead["address"], lead["service"], lead["description"]) == ("12, rue X, Laval", "camera", "Bouché")

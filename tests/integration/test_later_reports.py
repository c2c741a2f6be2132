"""A report that says more than the one before counts: the lead, its urgency and its alert."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from tests.one_call import OneCall
from tests.paul_desk import desk
from tests.rows import final_rows

__all__ = ["desk"]

CALL = OneCall()
NAMED = {"nom": "Gemma Fournier", "description": "drain bouché"}
URGENT = {**NAMED, "telephone": "514 555-0177", "urgence": "urgente"}


def test_a_second_report_with_the_demand_makes_the_lead_that_the_first_did_not(
    desk: Any, db: psycopg.Connection
) -> None:
    desk(CALL.report(60, None, analysis={}))
    assert final_rows(db)["leads"] == []
    desk(CALL.report(60, URGENT, timestamp=1795183800000))
    [lead] = final_rows(db)["leads"]
    assert (lead["name"], lead["phone"], lead["urgency"]) == ("Gemma Fournier", "+15145550177", "urgent")


def test_a_second_report_puts_the_first_right(desk: Any, db: psycopg.Connection) -> None:
    desk(CALL.report(60, NAMED))
    desk(CALL.report(60, URGENT, timestamp=1795183800000))
    [lead] = final_rows(db)["leads"]
    assert (lead["phone"], lead["urgency"]) == ("+15145550177", "urgent")
    raised = db.execute("select kind, urgent from alerts").fetchall()
    assert raised == [("urgent_lead", True)]


def test_the_same_report_again_changes_nothing(desk: Any, db: psycopg.Connection) -> None:
    desk(CALL.report(60, URGENT))
    before = final_rows(db)
    desk(CALL.report(60, URGENT, cost=0.31, timestamp=1795183800000))
    assert final_rows(db) == before


@pytest.mark.parametrize("first", [NAMED, URGENT])
def test_what_was_heard_in_the_call_stays_whatever_reports_say(
    desk: Any, db: psycopg.Connection, first: dict[str, str]
) -> None:
    desk(CALL.lead(20, "t1", nom="Gemma Fortier", telephone="450 555-0111", description="Évier", urgence="normale"))
    desk(CALL.report(60, first))
    desk(CALL.report(60, {**first, "adresse": "9 rue Neuve"}, timestamp=1795183800000))
    [lead] = final_rows(db)["leads"]
    assert (lead["name"], lead["phone"], lead["address"]) == ("Gemma Fortier", "+14505550111", "9 rue Neuve")


FULL: dict[str, Any] = {
    "analysis": {"summary": "Drain bouché.", "structuredData": URGENT, "successEvaluation": "true"},
    "cost": 0.31,
    "artifact": {
        "messages": [{"role": "user", "message": "Mon drain déborde", "secondsFromStart": 6}],
        "recordingUrl": "https://storage.example/x",
        "transfers": [{"status": "busy"}],
    },
}
BARE: dict[str, Any] = {"analysis": {}, "artifact": {"messages": []}}


@pytest.mark.parametrize("order", ["poor, rich", "rich, poor"])
@pytest.mark.parametrize("first_is_rich", [True, False])
def test_a_report_that_says_less_takes_nothing_away_whenever_it_comes(
    desk: Any, db: psycopg.Connection, order: str, first_is_rich: bool
) -> None:
    rich = CALL.report(60, None, **FULL, timestamp=1795183600000 + 200_000 * (not first_is_rich))
    poor = CALL.report(60, None, **BARE, timestamp=1795183600000 + 200_000 * first_is_rich)
    for body in (poor, rich) if order == "poor, rich" else (rich, poor):
        desk(body)
    row = db.execute(
        "select summary, success_evaluation, structured_data ->> 'nom', cost_usd::float, has_recording,"
        " transfer_answered, report_has_lines, extract(epoch from reported_at)::int from vapi_calls"
    ).fetchone()
    assert row == ("Drain bouché.", "true", "Gemma Fournier", 0.31, True, False, True, 1795183800)
    assert db.execute("select text from call_logs where kind = 'said'").fetchall() == [("Mon drain déborde",)]
    found = db.execute("select words @@ to_tsquery('simple', 'deborde') from call_search").fetchone()
    assert found == (True,)
    assert [lead["urgency"] for lead in final_rows(db)["leads"]] == ["urgent"]

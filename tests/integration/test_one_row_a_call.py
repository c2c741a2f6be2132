"""Two webhooks at once, or a person in between: one call stays one row, and one person one lead."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import psycopg
import pytest

from backend.db import open_pool
from backend.intake.store import Delivery, pack, store, take
from backend.vapi.message import read
from tests.one_call import CALLER, OneCall
from tests.payload_files import envelope, message
from tests.rows import empty, final_rows

CALL = OneCall()
OTHER = "+14505550177"


@pytest.fixture
def url(db: psycopg.Connection, env: dict[str, str]) -> str:
    empty(db)
    return env["SUPABASE_DB_URL"]


def do(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


def post(url: str, *bodies: bytes) -> None:
    async def run() -> None:
        async with open_pool(url, size=1) as pool:
            for one in bodies:
                assert (await take(pool, Delivery(read(one)))).outcome == "applied"

    asyncio.run(run())


@pytest.mark.parametrize("report_first", [True, False])
def test_a_report_without_call_and_the_first_message_at_once_are_one_call(
    db: psycopg.Connection, url: str, report_first: bool
) -> None:
    both = [CALL.report(60, None, named=False), CALL.answered()]
    first, second = both if report_first else both[::-1]

    async def run() -> None:
        async with open_pool(url, size=2) as pool, pool.connection() as one, pool.connection() as other:
            for conn in (one, other):
                await conn.set_autocommit(False)
            await store(one, [await pack(pool, Delivery(read(first)))])
            parcel = await pack(pool, Delivery(read(second)))
            late = asyncio.create_task(store(other, [parcel]))
            await asyncio.sleep(0.5)
            assert not late.done(), "it waits for the one that looks for the same call"
            await one.commit()
            assert [result["outcome"] for result in await late] == ["applied"]
            await other.commit()

    do(run())
    [call] = final_rows(db)["vapi_calls"]
    assert (call["vapi_call_id"], call["status"], call["summary"]) == (CALL.call_id, "ended", "Un appel.")


def test_a_number_that_a_person_corrected_stays_one_lead(db: psycopg.Connection, url: str) -> None:
    post(url, CALL.lead(10, "t1", nom="Luc Roy", telephone=CALLER, adresse="12, rue X, Laval"))
    db.execute("update leads set phone = %s, address = null, version = 2", [OTHER])
    post(
        url,
        CALL.lead(20, "t2", nom="Luc Roy", telephone=OTHER, service="camera"),
        CALL.lead(30, "t3", nom="Luc R.", telephone=CALLER),
        CALL.report(60, {"nom": "Luc Roy", "telephone": CALLER, "service": "autre", "description": "Bouché"}),
    )
    [lead] = final_rows(db)["leads"]
    assert (lead["phone"], lead["name"], lead["service"], lead["description"]) == (OTHER, "Luc Roy", "camera", "Bouché")
    assert lead["address"] is None, "what a person took away is not said again"


def test_two_leads_that_turn_out_to_be_one_person_become_one_with_its_visit(db: psycopg.Connection, url: str) -> None:
    masked = OneCall(None)
    post(
        url,
        masked.lead(10, "t1", nom="Luc Roy", description="Bouché"),
        masked.booking(20, "t2", lead_telephone=OTHER, debut="2026-11-24T10:00:00-05:00"),
        masked.lead(30, "t3", nom="Luc Roy", telephone=OTHER),
    )
    rows = final_rows(db)
    [lead], [visit] = rows["leads"], rows["appointments"]
    assert (lead["name"], lead["phone"], lead["description"], lead["status"]) == ("Luc Roy", OTHER, "Bouché", "booked")
    assert visit["lead"] == OTHER


def test_a_report_that_lists_a_tool_twice_is_applied(db: psycopg.Connection, url: str) -> None:
    fields = message("vapi/end-of-call-report.lead-and-appointment.json")
    tool = {"role": "tool_calls", "toolCalls": [{"id": "t1", "function": {"name": "enregistrer_lead"}}]}
    fields["artifact"]["messages"] += [tool, tool]
    fields["artifact"]["performanceMetrics"]["numUserInterrupted"] = 10**12
    post(url, envelope(fields))
    assert [line["tool_call_id"] for line in final_rows(db)["call_logs"] if line["kind"] == "tool"].count("t1") == 1


def test_ids_and_values_that_no_column_holds_are_applied(db: psycopg.Connection, url: str) -> None:
    deep: Any = "fond"
    for _ in range(260):
        deep = {"a": deep}
    fields = message("vapi/end-of-call-report.lead-and-appointment.json")
    fields["call"]["id"] = "𝒳" * 8_000
    fields["analysis"]["structuredData"] |= {"detail": deep, "nom": "𝒴" * 5_000, "telephone": "?"}
    fields["customer"] = fields["call"]["customer"] = {}
    post(url, envelope(fields))
    [call], [lead] = final_rows(db)["vapi_calls"], final_rows(db)["leads"]
    assert (len(call["vapi_call_id"]), len(lead["name"])) == (200, 200)

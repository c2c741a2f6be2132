"""Whatever is told in a call, every order of its messages comes down to the same rows."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.db import open_pool
from backend.intake.store import Delivery, receive, take
from backend.vapi.message import read
from tests.one_call import CALLER, OneCall
from tests.payload_files import envelope, message
from tests.rows import Rows, empty, final_rows, rows_after

CALL = OneCall()
OTHER = "+14505550177"


@pytest.fixture
def url(env: dict[str, str]) -> str:
    return env["SUPABASE_DB_URL"]


def in_every_order(db: psycopg.Connection, url: str, bodies: Sequence[bytes]) -> Rows:
    expected = rows_after(db, url, bodies)
    for order in permutations(bodies):
        assert rows_after(db, url, order) == expected
    return expected


def test_the_last_address_said_counts_and_not_the_last_to_arrive(db: psycopg.Connection, url: str) -> None:
    said = [
        CALL.lead(20, "t1", nom="Luc Roy", telephone=CALLER, adresse="12, rue X, Laval"),
        CALL.lead(40, "t2", nom="Luc Roy", telephone=CALLER, adresse="14, rue Y, Laval", urgence="haute"),
        CALL.lead(50, "t3", nom="Luc Roy", telephone=CALLER),
    ]
    [lead] = in_every_order(db, url, said)["leads"]
    assert (lead["address"], lead["city"], lead["urgency"]) == ("14, rue Y, Laval", "Laval", "urgent")


def address_of_visit(db: psycopg.Connection, url: str, bodies: Sequence[bytes]) -> tuple[str, str]:
    """Of the only lead and of its only visit, in whatever order they come."""
    found = set()
    for order in permutations(bodies):
        rows = rows_after(db, url, order)
        [lead], [visit] = rows["leads"], rows["appointments"]
        found.add((lead["address"], visit["address"]))
    [same] = found
    return same


BELLEVUE, RIGHT = "45 rue Bellevue", "4500 rue Bellevue"
WHO = {"nom": "Chantal Auger", "telephone": CALLER}


def booking(second: float, address: str, tool: str = "b", **more: Any) -> bytes:
    return CALL.booking(second, tool, debut="2026-11-24T10:00:00-05:00", adresse=address, **WHO, **more)


def test_the_visit_is_where_its_address_was_put_right_to(db: psycopg.Connection, url: str) -> None:
    right = CALL.lead(40, "t1", adresse=RIGHT, description="Drain bouché", **WHO)
    assert address_of_visit(db, url, [booking(30, BELLEVUE), right]) == (RIGHT, RIGHT)
    back = CALL.lead(50, "t2", adresse=BELLEVUE, **WHO)
    assert address_of_visit(db, url, [booking(30, BELLEVUE), right, back]) == (BELLEVUE, BELLEVUE)
    again = booking(50, BELLEVUE, "b2")
    assert address_of_visit(db, url, [booking(30, BELLEVUE), right, again]) == (BELLEVUE, BELLEVUE)


def test_the_visit_stays_where_it_is_when_another_place_is_spoken_of(db: psycopg.Connection, url: str) -> None:
    elsewhere = CALL.lead(40, "t1", adresse="12 chemin des Pins", description="Drain bouché", **WHO)
    assert address_of_visit(db, url, [booking(30, BELLEVUE), elsewhere])[1] == BELLEVUE
    less = CALL.lead(40, "t1", adresse=BELLEVUE, **WHO)
    assert address_of_visit(db, url, [booking(30, f"{BELLEVUE}, app. 4"), less])[1] == f"{BELLEVUE}, app. 4"


def test_an_address_put_right_moves_no_other_visit_of_the_street(db: psycopg.Connection, url: str) -> None:
    second = CALL.booking(40, "b2", debut="2026-11-25T10:00:00-05:00", adresse="212 rue Bellevue",
                          autre_visite="en_plus", **WHO)  # fmt: skip
    right = CALL.lead(50, "t1", adresse="2120 rue Bellevue", **WHO)
    rows = rows_after(db, url, [booking(30, BELLEVUE), second, right])
    assert [visit["address"] for visit in rows["appointments"]] == [BELLEVUE, "2120 rue Bellevue"]


def test_what_people_wrote_of_a_visit_is_not_put_right(db: psycopg.Connection, url: str) -> None:
    rows_after(db, url, [booking(30, BELLEVUE)])
    # As the console books: the lead and its visit are somebody's own words from then on.
    db.execute("update leads set address = '47 rue Bellevue', version = version + 1")
    db.execute("update appointments set address = '47 rue Bellevue'")
    asyncio.run(_take(url, CALL.lead(40, "t1", adresse=RIGHT, **WHO)))
    rows = final_rows(db)
    assert [rows[table][0]["address"] for table in ("leads", "appointments")] == ["47 rue Bellevue"] * 2


async def _take(url: str, body: bytes) -> None:
    async with open_pool(url, size=1) as pool:
        assert (await take(pool, Delivery(read(body)))).outcome == "applied"


def test_a_visit_booked_for_another_number_is_the_reports_own_lead(db: psycopg.Connection, url: str) -> None:
    result = [
        CALL.answered(),
        CALL.booking(30, "t1", lead_telephone=OTHER, debut="2026-11-24T10:00:00-05:00"),
        CALL.report(60, {"nom": "Luc Roy", "telephone": CALLER, "service": "camera"}),
    ]
    rows = in_every_order(db, url, result)
    [lead], [visit] = rows["leads"], rows["appointments"]
    assert (lead["phone"], lead["name"], lead["source"], lead["status"]) == (OTHER, "Luc Roy", "booking", "booked")
    assert visit["lead"] == OTHER


def test_the_end_is_the_one_that_was_told(db: psycopg.Connection, url: str) -> None:
    ended = {"ended_at": "2026-11-20T14:06:05+00:00", "end_is_guess": False, "ended_reason": "customer-ended-call"}
    [call] = in_every_order(db, url, [CALL.answered(), CALL.ended(65), CALL.report(None, None)])["vapi_calls"]
    assert call | ended == call
    [call] = in_every_order(db, url, [CALL.ended(64), CALL.report(65, None), CALL.said(9, "Allô")])["vapi_calls"]
    assert call | ended == call
    [call] = in_every_order(db, url, [CALL.answered(), CALL.report(None, None)])["vapi_calls"]
    assert (call["ended_at"], call["end_is_guess"]) == ("2026-11-20T14:06:35+00:00", True)


def test_a_reason_that_only_one_of_the_two_tells_is_kept(db: psycopg.Connection, url: str) -> None:
    for result in (
        [CALL.ended(65), CALL.report(65, None, endedReason=None)],
        [CALL.ended(65, None), CALL.report(65, None)],
    ):
        [call] = in_every_order(db, url, result)["vapi_calls"]
        assert (call["ended_reason"], call["outcome"]) == ("customer-ended-call", "no_lead")


def test_a_test_call_learnt_late_marks_what_it_left(db: psycopg.Connection, url: str) -> None:
    result = [
        CALL.lead(20, "t1", nom="Luc Roy", telephone=CALLER),
        CALL.booking(30, "t2", lead_telephone=CALLER, debut="2026-11-24T10:00:00-05:00"),
        CALL.answered(name="console-test 12"),
        CALL.report(60, None),
    ]
    rows = in_every_order(db, url, result)
    assert [row["is_test"] for table in ("vapi_calls", "leads", "appointments") for row in rows[table]] == [True] * 3
    assert (rows["vapi_calls"][0]["outcome"], rows["vapi_calls"][0]["needs_callback"]) == ("test", False)


def test_a_demonstration_learnt_late_marks_what_it_left(db: psycopg.Connection, url: str) -> None:
    result = [
        CALL.lead(20, "t1", nom="Luc Roy", telephone=CALLER),
        CALL.answered(orgId="de300000-0000-4000-8000-000000000000"),
    ]
    rows = in_every_order(db, url, result)
    assert [row["is_demo"] for table in ("vapi_calls", "leads") for row in rows[table]] == [True, True]


def test_a_report_without_call_finds_the_one_that_only_rang(db: psycopg.Connection, url: str) -> None:
    result = [CALL.ringing(), CALL.answered(), CALL.said(9, "Allô"), CALL.report(60, None, named=False)]
    rows = in_every_order(db, url, result)
    assert [(call["vapi_call_id"], call["status"]) for call in rows["vapi_calls"]] == [(CALL.call_id, "ended")]
    [call] = in_every_order(db, url, [CALL.ringing(), CALL.report(60, None, named=False)])["vapi_calls"]
    assert (call["vapi_call_id"], call["created_at"]) == (CALL.call_id, "2026-11-20T14:04:56+00:00")


def test_a_report_without_call_leaves_the_callers_earlier_call_alone(db: psycopg.Connection, url: str) -> None:
    fields = message("vapi/status-update.ended.json")
    fields["call"] |= {"id": "an-hour-ago", "startedAt": "2026-11-20T13:05:00Z", "createdAt": "2026-11-20T13:04:57Z"}
    fields["call"]["endedAt"] = "2026-11-20T13:06:00Z"
    earlier, result = envelope(fields), [CALL.ringing(), CALL.report(60, None, named=False)]
    rows = in_every_order(db, url, [earlier, *result])
    assert {call["vapi_call_id"] for call in rows["vapi_calls"]} == {"an-hour-ago", CALL.call_id}


def test_a_message_without_a_date_is_dated_at_its_receipt(db: psycopg.Connection, env: dict[str, str]) -> None:
    fields = message("vapi/status-update.in-progress.json")
    del fields["timestamp"]
    for name in ("createdAt", "startedAt"):
        del fields["call"][name]
    received_at = datetime(2026, 11, 20, 9, tzinfo=UTC)

    async def replay() -> None:
        async with open_pool(env["SUPABASE_DB_URL"], size=1) as pool:
            await receive(pool, envelope(fields), received_at, "journal")

    empty(db)
    asyncio.run(replay())
    assert final_rows(db)["vapi_calls"][0]["created_at"] == "2026-11-20T09:00:00+00:00"


LUC = CALL.lead(10, "t1", nom="Luc Roy", telephone=OTHER, adresse="12, rue Xavier, Laval")
LUCS = CALL.booking(15, "b1", lead_telephone=OTHER, debut="2026-11-24T10:00:00-05:00", adresse="120, rue Xavier, Laval")
EVE = CALL.lead(20, "t2", nom="Ève Roy", telephone=CALLER, adresse="12, rue Xavier, Laval")
EVES = CALL.booking(25, "b2", lead_telephone=CALLER, debut="2026-11-25T10:00:00-05:00")
LUC_AGAIN = CALL.lead(30, "t3", nom="Luc Roy", telephone=CALLER, adresse="12, rue Xavier, Laval")


def test_who_turns_out_to_be_two_people_each_keeps_the_visit_asked_for_them(db: psycopg.Connection, url: str) -> None:
    rows = rows_after(db, url, [LUC, EVE, EVES, LUCS])
    assert {(visit["lead"], visit["starts_at"][:10]) for visit in rows["appointments"]} == {
        (OTHER, "2026-11-24"), (CALLER, "2026-11-25"),
    }  # fmt: skip
    assert [lead["status"] for lead in rows["leads"]] == ["booked", "booked"]


def test_visits_asked_for_while_there_seemed_to_be_two_people_both_stand(db: psycopg.Connection, url: str) -> None:
    in_turn = rows_after(db, url, [LUC, LUCS, EVE, EVES, LUC_AGAIN])
    assert [visit["status"] for visit in in_turn["appointments"]] == ["booked", "booked"]
    late = rows_after(db, url, [LUC, EVE, EVES, LUC_AGAIN, LUCS])
    assert without_answers(late) == without_answers(in_turn)


names = st.sampled_from(["Luc Roy", "Ève Roy", None])
phones = st.sampled_from([CALLER, OTHER, None])
addresses = st.sampled_from(["12, rue Xavier, Laval", "120, rue Xavier, Laval", "14, rue Y, Longueuil", None])


@st.composite
def calls(draw: st.DrawFn) -> list[bytes]:
    """A call of up to ten messages, none of which contradicts another but by being said later."""
    call = OneCall(draw(phones))
    result = [call.answered(**draw(st.sampled_from([{}, {"name": "console-test 1"}])))]
    for n in range(draw(st.integers(0, 3))):
        who = {"nom": draw(names), "telephone": draw(phones), "adresse": draw(addresses), "description": "Bouché"}
        result.append(call.lead(10 + 10 * n, f"lead-{n}", **who))
    # Of two people who both book, the second wish may be taken for the first one's before it is told that they are two:
    # that visit has moved then, and whose it was is to be called. So both wishes here are of one number.
    number = draw(st.sampled_from([CALLER, OTHER]))
    for n in range(draw(st.integers(0, 2))):
        when = {"debut": f"2026-11-{24 + n}T10:00:00-05:00", "adresse": draw(addresses)}
        result.append(call.booking(15 + 10 * n, f"book-{n}", lead_telephone=number, **when))
    if draw(st.booleans()):
        result += [call.ringing(), call.said(9, "Allô")]
    if draw(st.booleans()):
        result.append(call.ended(draw(st.sampled_from([64, None]))))
    if draw(st.booleans()):
        lead = {"nom": draw(names), "telephone": draw(phones), "service": "camera", "adresse": draw(addresses)}
        result.append(
            call.report(draw(st.sampled_from([64, None])), lead, named=draw(st.booleans()) or not call.caller)
        )
    return result


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(result=calls(), data=st.data())
def test_any_call_in_any_order_gives_the_same_rows(
    db: psycopg.Connection, url: str, result: list[bytes], data: st.DataObject
) -> None:
    expected = without_answers(rows_after(db, url, result))
    twice = data.draw(st.lists(st.sampled_from(result), max_size=2))
    assert without_answers(rows_after(db, url, data.draw(st.permutations(result + twice)))) == expected


def without_answers(rows: Rows) -> Rows:
    """What Paul was answered says what was known when he asked; all the rest comes out the same."""
    return rows | {
        "call_logs": [{**line, "text": ""} if line["kind"] == "tool" else line for line in rows["call_logs"]]
    }

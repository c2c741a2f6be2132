"""The same messages, in whatever order and however often, come down to the same rows."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence

import psycopg
import pytest

from backend.db import open_pool
from backend.intake.store import Receipt, receive
from tests.payload_files import body, envelope, message, sequence, server_messages
from tests.rows import empty, final_rows


def take(db: psycopg.Connection, url: str, bodies: Sequence[bytes]) -> list[Receipt]:
    async def run() -> list[Receipt]:
        async with open_pool(url, size=2) as pool:
            return [await receive(pool, one) for one in bodies]

    empty(db)
    receipts = asyncio.run(run())
    # Kept and left for later is not applied: nothing of what comes here is beyond being understood.
    assert db.execute("select type, error from private.inbox where applied_at is null").fetchall() == []
    return receipts


@pytest.fixture
def url(env: dict[str, str]) -> str:
    return env["SUPABASE_DB_URL"]


def every_example() -> list[bytes]:
    return [body(path) for path in server_messages()] + sequence()


def test_the_example_call_comes_down_to_one_call_one_lead_one_appointment(db: psycopg.Connection, url: str) -> None:
    take(db, url, sequence())
    rows = final_rows(db)
    [call], [lead], [appointment] = rows["vapi_calls"], rows["leads"], rows["appointments"]
    assert (call["status"], call["outcome"], call["cost_usd"]) == ("ended", "appointment", 0.1228)
    assert (lead["name"], lead["urgency"], lead["status"]) == ("Marie-Ève Tremblay", "urgent", "booked")
    assert appointment["starts_at"] == "2026-11-20T18:00:00+00:00"
    assert [line["turn_ms"] for line in rows["call_logs"] if line["turn_ms"]] == [1496, 1382, 1654, 1444, 2313]
    assert [line["tool_ok"] for line in rows["call_logs"] if line["kind"] == "tool"] == [True, True]


@pytest.mark.parametrize("seed", range(8))
def test_shuffled_and_doubled_the_call_gives_the_same_rows(db: psycopg.Connection, url: str, seed: int) -> None:
    take(db, url, sequence())
    expected = final_rows(db)
    shuffled = sequence() * 2
    random.Random(seed).shuffle(shuffled)
    take(db, url, shuffled)
    assert final_rows(db) == expected


def test_the_same_messages_at_the_same_moment_are_taken_in_once(db: psycopg.Connection, url: str) -> None:
    take(db, url, sequence())
    expected = final_rows(db)
    empty(db)

    async def all_at_once() -> list[str]:
        async with open_pool(url, size=6) as pool:
            taken = []
            for one in sequence():
                taken += await asyncio.gather(*(receive(pool, one) for _ in range(6)))
            return [receipt.outcome for receipt in taken]

    outcomes = asyncio.run(all_at_once())
    assert sorted(outcomes) == ["applied"] * len(sequence()) + ["duplicate"] * 5 * len(sequence())
    assert final_rows(db) == expected


@pytest.mark.parametrize("seed", range(4))
def test_all_the_examples_of_all_the_calls_give_the_same_rows(db: psycopg.Connection, url: str, seed: int) -> None:
    receipts = take(db, url, every_example())
    assert {receipt.outcome for receipt in receipts} <= {"applied", "stored", "duplicate"}
    expected = final_rows(db)
    shuffled = every_example() * 2
    random.Random(seed).shuffle(shuffled)
    take(db, url, shuffled)
    assert final_rows(db) == expected


def test_a_status_never_moves_backwards(db: psycopg.Connection, url: str) -> None:
    take(db, url, [body("vapi/status-update.ended.json"), body("vapi/status-update.in-progress.json")])
    [call] = final_rows(db)["vapi_calls"]
    assert (call["status"], call["ended_reason"]) == ("ended", "customer-ended-call")
    with pytest.raises(psycopg.errors.CheckViolation, match="cannot go back"):
        db.execute("update vapi_calls set status = 'ringing'")


def test_a_report_without_call_joins_its_call_in_either_order(db: psycopg.Connection, url: str) -> None:
    fields = message("vapi/end-of-call-report.lead-and-appointment.json")
    del fields["call"]
    others = [line for line in sequence() if b'"type": "end-of-call-report"' not in line]
    take(db, url, [*others, envelope(fields)])
    after = final_rows(db)
    take(db, url, [envelope(fields), *others])
    before = final_rows(db)
    assert [c["vapi_call_id"] for c in before["vapi_calls"]] == [c["vapi_call_id"] for c in after["vapi_calls"]]
    assert (len(before["vapi_calls"]), len(before["leads"]), len(before["appointments"])) == (1, 1, 1)
    assert before["vapi_calls"][0]["summary"] == after["vapi_calls"][0]["summary"] is not None


def test_a_report_that_names_nobody_is_still_a_call(db: psycopg.Connection, url: str) -> None:
    fields = message("vapi/end-of-call-report.wrong-number.json")
    for name in ("call", "customer", "startedAt"):
        fields.pop(name, None)
    take(db, url, [envelope(fields), envelope(fields)])
    [call] = final_rows(db)["vapi_calls"]
    assert (call["status"], call["ended_reason"]) == ("ended", "customer-ended-call")


def test_a_test_call_is_marked_and_owes_no_callback(db: psycopg.Connection, url: str) -> None:
    take(db, url, [body("vapi/end-of-call-report.outbound-test-no-answer.json")])
    [call] = final_rows(db)["vapi_calls"]
    assert (call["is_test"], call["outcome"], call["needs_callback"]) == (True, "test", False)


@pytest.mark.parametrize(
    ("path", "outcome", "owed"),
    [
        ("vapi/end-of-call-report.wrong-number.json", "no_lead", True),
        ("vapi/end-of-call-report.provider-fault.json", "fault", True),
        ("vapi-edge/end-of-call-report.unlisted-ended-reason.json", "fault", True),
    ],
)
def test_a_caller_who_left_nothing_is_owed_a_call(
    db: psycopg.Connection, url: str, path: str, outcome: str, owed: bool
) -> None:
    take(db, url, [body(path)])
    [call] = final_rows(db)["vapi_calls"]
    assert (call["outcome"], call["needs_callback"]) == (outcome, owed)


def test_a_demonstration_row_is_refused_outside_the_embedded_database(db: psycopg.Connection, url: str) -> None:
    fields = message("vapi/status-update.in-progress.json")
    fields["call"]["orgId"] = "de300000-0000-4000-8000-000000000000"
    [receipt] = take(db, url, [envelope(fields)])
    assert receipt.outcome == "applied"
    with db.transaction(force_rollback=True):
        db.execute("set local drain.embedded = 'off'")
        with pytest.raises(psycopg.errors.CheckViolation, match="demonstration rows are refused"):
            db.execute("insert into vapi_calls (vapi_call_id, created_at, is_demo) values ('x', now(), true)")

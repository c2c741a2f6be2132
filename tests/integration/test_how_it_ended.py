"""How a call ended: somebody who left nothing is owed a call, unless it is known that he was helped."""

from __future__ import annotations

import asyncio
from typing import Any

import psycopg
import pytest

from backend.db import open_pool
from backend.intake.store import receive
from tests.one_call import OneCall
from tests.rows import empty

CALL = OneCall()
PUT_THROUGH_BY_HOOK = "call.ending.hook-executed-transfer"
FORWARDED: dict[str, Any] = {"endedReason": "assistant-forwarded-call"}


def after(
    db: psycopg.Connection, env: dict[str, str], report: dict[str, Any] | None = None, bodies: tuple[bytes, ...] = ()
) -> tuple[str, bool, list[str]]:
    """The outcome, whether a call is owed, and what was raised."""
    empty(db)
    bodies = bodies or (CALL.report(64, None, **(report or {})),)

    async def run() -> None:
        async with open_pool(env["SUPABASE_DB_URL"], size=1) as pool:
            for body in (CALL.answered(), *bodies):
                assert (await receive(pool, body)).outcome == "applied"

    asyncio.run(run())
    row = db.execute("select outcome, needs_callback from vapi_calls").fetchone()
    assert row is not None
    kinds = [kind for (kind,) in db.execute("select kind from alerts").fetchall()]
    return row[0], row[1], kinds


def transferred(*statuses: str) -> dict[str, Any]:
    return {**FORWARDED, "artifact": {"transfers": [{"status": status} for status in statuses]}}


@pytest.mark.parametrize("reason", [None, "", "call.in-progress.brand-new-thing", "quelque chose", 7])
def test_an_end_that_nobody_can_read_is_owed_a_call(
    db: psycopg.Connection, env: dict[str, str], reason: str | None
) -> None:
    _, owed, raised = after(db, env, {"endedReason": reason})
    assert owed and raised == ["hung_up"]


@pytest.mark.parametrize("status", ["no-answer", "busy", "failed", "canceled", "something-new"])
def test_a_transfer_that_nobody_took_is_owed_a_call_and_told(
    db: psycopg.Connection, env: dict[str, str], status: str
) -> None:
    outcome, owed, raised = after(db, env, transferred(status))
    assert (outcome, owed) == ("transfer_failed", True) and raised == ["hung_up"]


@pytest.mark.parametrize(
    "report",
    [{**FORWARDED, "artifact": {"transfers": [{}]}}, FORWARDED, {"endedReason": "customer-ended-call-during-transfer"}],
)
def test_a_transfer_of_which_nothing_is_told_was_not_taken(
    db: psycopg.Connection, env: dict[str, str], report: dict[str, Any]
) -> None:
    assert after(db, env, report) == ("transfer_failed", True, ["hung_up"])


def test_whoever_hung_up_while_being_put_through_is_owed_a_call_before_any_report(
    db: psycopg.Connection, env: dict[str, str]
) -> None:
    forwarding = CALL.told("status-update", 30, {"status": "forwarding"})
    ended = CALL.ended(60, "customer-ended-call-during-transfer")
    assert after(db, env, bodies=(forwarding, ended)) == ("transfer_failed", True, ["hung_up"])


@pytest.mark.parametrize(
    "bodies",
    [
        (CALL.told("status-update", 30, {"status": "forwarding"}), CALL.ended(60, "assistant-forwarded-call")),
        (CALL.told("status-update", 30, {"status": "forwarding"}), CALL.ended(60)),
        (CALL.ended(60, "assistant-forwarded-call"),),
        # Paul's own hook, when his engine fails: the message that tells of the transfer may be the one that is lost.
        (CALL.ended(60, PUT_THROUGH_BY_HOOK),),
        (CALL.report(64, None, endedReason=PUT_THROUGH_BY_HOOK),),
        (CALL.told("status-update", 30, {"status": "forwarding"}), CALL.report(64, None)),
    ],
)
def test_whoever_was_put_through_and_is_not_known_to_have_reached_anybody_is_owed_a_call(
    db: psycopg.Connection, env: dict[str, str], bodies: tuple[bytes, ...]
) -> None:
    assert after(db, env, bodies=bodies) == ("transfer_failed", True, ["hung_up"])


def test_a_call_of_a_diverted_line_is_with_whoever_it_rang_at(db: psycopg.Connection, env: dict[str, str]) -> None:
    forwarding = CALL.told("status-update", 30, {"status": "forwarding"})
    ended = CALL.ended(60, "call.ringing.hook-executed-transfer")
    assert after(db, env, bodies=(forwarding, ended)) == ("transferred", False, [])


def test_nobody_is_told_of_a_transfer_that_the_report_says_was_taken(
    db: psycopg.Connection, env: dict[str, str]
) -> None:
    forwarding = CALL.told("status-update", 30, {"status": "forwarding"})
    ended = CALL.ended(60, "assistant-forwarded-call")
    taken = CALL.report(64, None, **transferred("completed"))
    for bodies in ((forwarding, ended, taken), (forwarding, taken, ended), (taken, ended, forwarding)):
        assert after(db, env, bodies=bodies) == ("transferred", False, [])


def test_what_is_raised_of_a_transfer_waits_for_the_report(db: psycopg.Connection, env: dict[str, str]) -> None:
    after(db, env, bodies=(CALL.ended(60, "assistant-forwarded-call"),))
    waits = db.execute("select state, due_at > now() + interval '5 minutes' from alerts where kind = 'hung_up'")
    assert waits.fetchall() == [("waiting", True)]


@pytest.mark.parametrize("statuses", [("completed",), ("connected",), ("no-answer", "completed")])
def test_a_transfer_that_somebody_took_owes_nothing(
    db: psycopg.Connection, env: dict[str, str], statuses: tuple[str, ...]
) -> None:
    assert after(db, env, transferred(*statuses)) == ("transferred", False, [])
    by_hook = transferred(*statuses) | {"endedReason": PUT_THROUGH_BY_HOOK}
    assert after(db, env, by_hook) == ("transferred", False, [])


@pytest.mark.parametrize("reason", ["call.ringing.hook-executed-say", "call.ending.hook-executed-say"])
def test_whoever_only_heard_a_recorded_sentence_is_owed_a_call(
    db: psycopg.Connection, env: dict[str, str], reason: str
) -> None:
    assert after(db, env, {"endedReason": reason}) == ("no_lead", True, ["hung_up"])
    assert after(db, env, bodies=(CALL.ended(60, reason),)) == ("no_lead", True, ["hung_up"])


@pytest.mark.parametrize("reason", ["voicemail", "assistant-ended-call"])
def test_a_voicemail_and_somebody_whom_paul_took_leave_of_are_owed_nothing(
    db: psycopg.Connection, env: dict[str, str], reason: str
) -> None:
    _, owed, raised = after(db, env, {"endedReason": reason})
    assert not owed and raised == []

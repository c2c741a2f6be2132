"""A message that cannot be applied is kept with its error, seen, and applied again after the fix."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import psycopg
import pytest

from backend.db import open_pool
from backend.intake.retry import retry_unapplied
from backend.intake.store import Receipt, receive
from tests.payload_files import body
from tests.rows import empty, final_rows
from tests.waiting import until

REPORT = body("vapi/end-of-call-report.lead-and-appointment.json")
SAVE = body("vapi/tool-calls.save-lead.json")


@pytest.fixture
def broken(db: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """A database in which no lead can be written, until `mend`."""
    empty(db)
    db.execute("alter table leads add constraint broken check (ref is null)")
    yield db
    db.execute("alter table leads drop constraint if exists broken")


def mend(db: psycopg.Connection) -> None:
    db.execute("alter table leads drop constraint broken")


def take(url: str, content: bytes) -> Receipt:
    async def run() -> Receipt:
        async with open_pool(url, size=1) as pool:
            return await receive(pool, content)

    return asyncio.run(run())


def until_applied(db: psycopg.Connection) -> None:
    """The stack's own worker may have taken it a moment before us, and be at it."""
    until(lambda: len(final_rows(db)["leads"]) == 1, "the lead", within_s=10)


def retry(url: str) -> None:
    async def run() -> None:
        async with open_pool(url, size=1) as pool:
            await retry_unapplied(pool)

    asyncio.run(run())


@pytest.mark.parametrize("content", [REPORT, SAVE])
def test_it_is_kept_with_its_error_and_nothing_half_applied(
    broken: psycopg.Connection, env: dict[str, str], content: bytes
) -> None:
    receipt = take(env["SUPABASE_DB_URL"], content)
    assert receipt.outcome == "failed"
    row = broken.execute("select applied_at, error, due_at is not null, body from private.inbox").fetchone()
    assert row is not None
    assert row[0] is None
    assert row[1].startswith("23514: new row for relation")
    assert "Tremblay" not in row[1]
    assert (row[2], row[3]) == (True, content.decode())
    assert final_rows(broken)["leads"] == []


def test_paul_can_still_say_something(broken: psycopg.Connection, env: dict[str, str]) -> None:
    reply = take(env["SUPABASE_DB_URL"], SAVE).reply
    assert reply is not None
    assert reply["results"][0]["result"] == "C'est noté, Guillaume va rappeler."


@pytest.mark.parametrize("content", [REPORT, SAVE])
def test_it_is_applied_again_when_it_is_due(broken: psycopg.Connection, env: dict[str, str], content: bytes) -> None:
    take(env["SUPABASE_DB_URL"], content)
    retry(env["SUPABASE_DB_URL"])
    assert final_rows(broken)["leads"] == [], "it is not due yet"
    mend(broken)
    broken.execute("update private.inbox set due_at = now()")
    retry(env["SUPABASE_DB_URL"])
    until_applied(broken)
    assert broken.execute("select error, applied_at is not null from private.inbox").fetchall() == [(None, True)]


def test_a_failure_again_waits_longer_each_time(broken: psycopg.Connection, env: dict[str, str]) -> None:
    take(env["SUPABASE_DB_URL"], REPORT)
    delays = []
    for _ in range(3):
        broken.execute("update private.inbox set due_at = now(), lease_until = null")
        retry(env["SUPABASE_DB_URL"])
        row = broken.execute("select extract(epoch from due_at - now()), attempts from private.inbox").fetchone()
        assert row is not None
        delays.append(float(row[0]))
    assert delays[0] < delays[1] < delays[2]


def test_a_leased_message_is_left_to_the_worker_that_holds_it(broken: psycopg.Connection, env: dict[str, str]) -> None:
    take(env["SUPABASE_DB_URL"], REPORT)
    mend(broken)
    broken.execute("update private.inbox set due_at = now(), lease_until = now() + interval '1 minute'")
    retry(env["SUPABASE_DB_URL"])
    assert final_rows(broken)["leads"] == []
    broken.execute("update private.inbox set lease_until = now() - interval '1 second'")
    retry(env["SUPABASE_DB_URL"])
    until_applied(broken)


def test_the_same_message_sent_again_by_vapi_is_applied(broken: psycopg.Connection, env: dict[str, str]) -> None:
    take(env["SUPABASE_DB_URL"], REPORT)
    mend(broken)
    assert take(env["SUPABASE_DB_URL"], REPORT).outcome == "applied"
    assert len(final_rows(broken)["leads"]) == 1

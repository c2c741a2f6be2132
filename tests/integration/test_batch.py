"""Messages kept together: each once and with its own answer, whatever comes beside it; and what no row may hold."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import psycopg
import pytest

from backend.db import open_pool
from backend.intake.store import Delivery, StoredRow, pack, store
from backend.vapi.message import read
from tests.one_call import OneCall
from tests.rows import empty

LEAD = OneCall().lead(9, "t1", nom="Luc Gagnon", telephone="450 555-0188", description="Évier bouché")
OTHER = OneCall(caller="+14505550177", call_id="019aa1c4-0000-7f11-8b0e-000000000002")
WORDS = (
    "update vapi_calls set status = 'asleep'",
    "update vapi_calls set outcome = 'sold'",
    "update vapi_calls set classification = 'friend'",
    "update vapi_calls set started_at = now(), ended_at = now() - interval '1 s'",
    "update vapi_calls set cost_usd = -1",
    "update vapi_calls set caller_number = '450 555-0188'",
    "update vapi_calls set line_number = '+0450'",
    "update leads set source = 'fax'",
    "update leads set urgency = 'high'",
    "update leads set status = 'old'",
    "update alerts set state = 'read'",
    "update alerts set acknowledged_via = 'pigeon'",
    "update call_logs set kind = 'sung'",
    "update call_logs set source = 'paper'",
    "update call_logs set speaker = 'nobody'",
    "update call_logs set tool_ms = -1",
    "update call_logs set tool_call_id = null where kind = 'tool'",
    "update call_logs set speaker = null where kind = 'said'",
)


@pytest.fixture
def url(db: psycopg.Connection, env: dict[str, str]) -> str:
    empty(db)
    return env["SUPABASE_DB_URL"]


def together(url: str, bodies: Sequence[bytes]) -> list[StoredRow]:
    """Store them in one transaction."""

    async def run() -> list[StoredRow]:
        async with open_pool(url, size=1) as pool:
            parcels = [await pack(pool, Delivery(read(body))) for body in bodies]
            async with pool.connection() as conn:
                return await store(conn, parcels)

    return asyncio.run(run())


def kept(db: psycopg.Connection) -> list[str]:
    return [row[0] for row in db.execute("select vapi_call_id from private.inbox order by id")]


def test_the_same_message_twice_at_once_is_one_and_hears_the_same(db: psycopg.Connection, url: str) -> None:
    first, other, again = together(url, [LEAD, OTHER.said(3, "Allô"), LEAD])
    assert [row["outcome"] for row in (first, other, again)] == ["applied", "applied", "duplicate"]
    assert again["answers"] == first["answers"]
    assert again["answers"][0]["text"]
    assert kept(db) == [OneCall.call_id, OTHER.call_id]
    assert db.execute("select name from leads").fetchall() == [("Luc Gagnon",)]


def test_what_was_kept_before_and_what_was_erased_cost_the_others_nothing(db: psycopg.Connection, url: str) -> None:
    together(url, [LEAD])
    gone = OneCall(call_id="019aa1c4-0000-7f11-8b0e-000000000003")
    db.execute("insert into private.erased_calls (digest) values (private.call_digest(%s))", [gone.call_id])
    try:
        rows = together(url, [gone.said(3, "Oubliez-moi"), LEAD, OTHER.said(3, "Allô")])
    finally:
        db.execute("delete from private.erased_calls where digest = private.call_digest(%s)", [gone.call_id])
    assert [row["outcome"] for row in rows] == ["duplicate", "duplicate", "applied"]
    assert kept(db) == [OneCall.call_id, OTHER.call_id], "nothing of a call that was erased"


@pytest.mark.parametrize("statement", WORDS)
def test_no_row_holds_a_word_that_nobody_knows(db: psycopg.Connection, url: str, statement: str) -> None:
    together(url, [LEAD, OneCall().said(3, "Allô")])
    with pytest.raises(psycopg.errors.CheckViolation, match=r"is_(call|lead|alert|line)\b"):
        db.execute(statement.encode())

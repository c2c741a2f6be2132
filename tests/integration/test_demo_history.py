"""The demonstration's two months: written through the real intake, once, lived through, and only where it may be."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest

from backend.local.standins.vapi.preload import NotEmbedded, Preloaded, preload
from tests.rows import empty

# A generous bound: the machine that runs the tests is busy with them.
WITHIN_S = 60


@pytest.fixture(scope="module")
def url(env: dict[str, str]) -> str:
    return env["SUPABASE_DB_URL"]


@pytest.fixture(scope="module")
def demo(url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(url, autocommit=True) as conn:
        yield conn
        empty(conn)


@pytest.fixture(scope="module")
def written(url: str, demo: psycopg.Connection) -> Preloaded:
    empty(demo)
    return asyncio.run(preload(url))


def number(demo: psycopg.Connection, query: str) -> int:
    row = demo.execute(f"select count(*) from {query}").fetchone()
    assert row is not None
    return int(row[0])


def test_two_months_take_seconds_and_every_message_is_applied(written: Preloaded, demo: psycopg.Connection) -> None:
    assert written.calls > 700 and written.failed == 0
    assert written.seconds < WITHIN_S
    assert number(demo, "vapi_calls") == number(demo, "vapi_calls where is_demo and status = 'ended'") == written.calls
    assert number(demo, "private.inbox where applied_at is null") == 0
    assert number(demo, "leads where not is_demo") == number(demo, "appointments where not is_demo") == 0


def test_nothing_is_written_twice(written: Preloaded, url: str, demo: psycopg.Connection) -> None:
    assert asyncio.run(preload(url)).calls == 0
    assert number(demo, "vapi_calls") == written.calls


def test_people_have_dealt_with_the_past(written: Preloaded, demo: psycopg.Connection) -> None:
    statuses: dict[str, int] = dict(demo.execute("select status, count(*) from leads group by 1").fetchall())
    assert {"new", "called_back", "booked", "won", "lost"} == set(statuses)
    assert statuses["new"] < sum(statuses.values()) / 20
    assert number(demo, "leads where status = 'new' and created_at < now() - interval '5 days'") == 0
    assert number(demo, "appointments where status = 'done'") > 50
    assert number(demo, "appointments where status = 'booked' and ends_at < now()") == 0
    assert number(demo, "leads where note <> ''") > 20
    assert number(demo, "leads where called_back_at > now() or called_back_at < created_at") == 0
    assert number(demo, "leads where called_back_at is not null and called_back_by is null") == 0


def test_somebody_waits_today(written: Preloaded, demo: psycopg.Connection) -> None:
    # Just after midnight, they are yesterday's.
    today = "created_at > private.local_day(now() - interval '15 minutes')"
    assert number(demo, f"leads where {today} and status = 'new' and urgency = 'urgent'") >= 1
    assert number(demo, f"vapi_calls where {today} and needs_callback and outcome = 'no_lead'") >= 1


def test_a_history_cut_short_is_written_anew(written: Preloaded, url: str, demo: psycopg.Connection) -> None:
    demo.execute("delete from leads where created_at > now() - interval '20 days'")
    demo.execute("delete from vapi_calls where created_at > now() - interval '20 days'")
    demo.execute("update vapi_calls set classification = null, called_back_at = null, called_back_by = null")
    assert asyncio.run(preload(url)).calls > 700
    assert number(demo, "vapi_calls where created_at > now() - interval '20 days'") > 100


def test_a_database_that_is_not_embedded_refuses(url: str, demo: psycopg.Connection) -> None:
    empty(demo)
    name = demo.info.dbname
    demo.execute(f"alter database {name} set drain.embedded = 'off'")
    try:
        with pytest.raises(NotEmbedded):
            asyncio.run(preload(url, days=2, now=datetime.now(UTC)))
    finally:
        demo.execute(f"alter database {name} set drain.embedded = 'on'")
    assert number(demo, "vapi_calls") == number(demo, "private.inbox") == 0

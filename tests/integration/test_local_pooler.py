"""Webhook and worker reach the database as on a hosted project: through a pooler of fifteen sessions."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from backend import db as ours
from backend.local import state
from backend.local.home import Home
from backend.local.pooler import startup
from tests.local_stack import Stack

SHOWN = """
    select current_setting('statement_timeout') as patience, current_setting('timezone') as zone,
           current_setting('application_name') as name
"""


@pytest.fixture
def pooled(stack: Stack) -> str:
    return stack.env["POOLER_DB_URL"]


@pytest.fixture
def full(pooled: str) -> Iterator[str]:
    """A pooler without a place left."""
    with ExitStack() as held:
        for _ in range(20):
            try:
                held.enter_context(psycopg.connect(pooled))
            except psycopg.OperationalError as error:
                yield str(error)
                return
    raise AssertionError("twenty more sessions found a place")


def test_options_asked_for_at_the_start_are_lost_and_a_set_is_not(pooled: str) -> None:
    asked = make_conninfo(pooled, options="-c statement_timeout=5000", application_name="drain-tool")
    with psycopg.connect(asked) as conn:
        assert conn.execute(SHOWN).fetchone() == ("2min", "UTC", "Supavisor")
        conn.execute("set statement_timeout = '5s'")
        assert conn.execute("show statement_timeout").fetchone() == ("5s",)


def test_our_limits_and_our_name_hold_behind_it(pooled: str) -> None:
    async def looked() -> dict[str, object] | None:
        async with ours.open_pool(pooled, program="test", size=1) as pool, pool.connection() as conn:
            return await (await conn.execute(SHOWN)).fetchone()

    assert list((asyncio.run(looked()) or {}).values()) == ["5s", "UTC", "drain-test"]


def test_webhook_and_worker_come_by_it_and_by_no_other_way(stack: Stack) -> None:
    running = state.read(Home(stack.home))
    assert running is not None
    for name in ("webhook", "worker"):
        process = running.children[name].process()
        assert process is not None
        ports = {conn.raddr.port for conn in process.net_connections() if conn.raddr}
        assert running.ports["pooler"] in ports and running.ports["postgres"] not in ports


def test_one_session_too_many_is_refused_by_name(full: str) -> None:
    assert startup.FULL.format(size=15) in full


def test_a_place_that_was_left_is_free_again(pooled: str) -> None:
    for _ in range(40):
        psycopg.connect(pooled).close()


def test_a_user_without_the_projects_name_is_refused(pooled: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="ENOIDENTIFIER"):
        psycopg.connect(make_conninfo(pooled, user="postgres"))


def test_a_wrong_password_is_the_databases_own_refusal(pooled: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(make_conninfo(pooled, password="faux"))


def test_a_statement_can_be_cancelled_through_it(pooled: str) -> None:
    with psycopg.connect(pooled) as conn:
        threading.Timer(0.3, conn.cancel).start()
        started = time.monotonic()
        with pytest.raises(psycopg.errors.QueryCanceled):
            conn.execute("select pg_sleep(20)")
        assert time.monotonic() - started < 5


def test_notices_and_large_answers_pass(pooled: str) -> None:
    with psycopg.connect(pooled, autocommit=True) as conn:
        conn.execute("listen pooled")
        conn.execute("notify pooled, 'heard'")
        assert next(conn.notifies(timeout=5)).payload == "heard"
        large = conn.execute("select repeat('x', 20000000)").fetchone()
        assert large and len(large[0]) == 20_000_000

"""Webhook and worker reach the database as on a hosted project: through a pooler of fifteen sessions."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from uuid import uuid4

import httpx
import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from backend import db as ours
from backend.intake.store import Delivery, pack
from backend.local import state
from backend.local.home import Home
from backend.local.pooler import startup
from backend.local.pooler.__main__ import SIZE
from backend.vapi.message import read
from backend.webhook.batcher import Batcher
from tests.local_stack import ROOT, Stack
from tests.one_call import OneCall

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
        deadline, ports = time.monotonic() + 20, set[int]()
        # The programs have just been started: the first session is opened in the background.
        while running.ports["pooler"] not in ports and time.monotonic() < deadline:
            ports |= {conn.raddr.port for conn in process.net_connections() if conn.raddr}
            time.sleep(0.05)
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


HELD = """
    select split_part(application_name, '-', 2), count(*) from pg_stat_activity
    where application_name in ('drain-webhook', 'drain-worker', 'drain-backup-ledger', 'drain-backup') group by 1
"""


def test_the_programs_hold_no_more_sessions_than_the_page_says(stack: Stack, db: psycopg.Connection) -> None:
    most: dict[str, int] = {}
    with ThreadPoolExecutor(20) as burst, httpx.Client(base_url=stack.env["WEBHOOK_URL"]) as http:
        asked = [burst.submit(http.get, "/readyz") for _ in range(200)]
        while not all(one.done() for one in asked):
            for name, held in db.execute(HELD).fetchall():
                most[name] = max(held, most.get(name, 0))
        assert all(one.result().json()["status"] in ("ready", "degraded", "not ready") for one in asked)
    assert 2 <= most["webhook"] <= ours.SESSIONS["webhook"]
    assert most["worker"] + 1 <= ours.SESSIONS["worker"]
    page = (ROOT / "docs" / "hosted.md").read_text(encoding="utf-8")
    assert (
        "at most {webhook} sessions, a worker {worker}, a copy being made {backup} more".format(**ours.SESSIONS) in page
    )
    one_of_each = sum(ours.SESSIONS.values())
    two_and_a_migration = 2 * (ours.SESSIONS["webhook"] + ours.SESSIONS["worker"]) + 1
    assert one_of_each <= 10 and two_and_a_migration <= SIZE


def test_a_webhook_without_a_session_for_its_batches_still_takes_messages_and_says_so(pooled: str) -> None:
    async def taken() -> tuple[str, bool]:
        with ExitStack() as held:
            async with ours.open_pool(pooled, program="test", size=1) as pool:
                await pool.wait()
                with suppress(psycopg.OperationalError):
                    for _ in range(20):
                        held.enter_context(psycopg.connect(pooled))
                batcher = Batcher(pool)
                stored_row = await batcher.store(
                    await pack(pool, Delivery(read(OneCall(call_id=str(uuid4())).ringing())))
                )
                await batcher.close()
                return stored_row["outcome"], batcher.pooler_is_full

    assert asyncio.run(taken()) == ("applied", True)


def test_a_migration_says_what_holds_the_sessions(pooled: str, full: str) -> None:
    own = {**os.environ, "DRAIN_ENVIRONMENT_ONLY": "1", "SUPABASE_DB_URL": pooled}
    done = subprocess.run([sys.executable, "-m", "backend.migrate", "--without-backup"], cwd=ROOT, env=own, text=True,
                          capture_output=True, timeout=60, check=False)  # fmt: skip
    assert done.returncode == 1
    assert "EMAXCONNSESSION" in done.stderr and "chaque worker" in done.stderr

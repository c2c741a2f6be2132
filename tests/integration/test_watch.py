"""The watch on the real database: one worker at a time, what is kept, what checks in, who is told that it lives."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import psycopg
import pytest
from pydantic import SecretStr

from backend.db import open_pool
from backend.health.probes.round import Places, Round
from backend.health.sentry import SentryProbe
from backend.health.watch import Watch
from backend.settings.worker import WorkerSettings
from tests.emptying import empty_tables

NEXT_MINUTE = "update private.watch_lease set round_at = now() - interval '2 minutes'"


@pytest.fixture
def settings(env: dict[str, str]) -> WorkerSettings:
    given = {name: value for name, value in env.items() if name in WorkerSettings.model_fields}
    return WorkerSettings(**given)  # type: ignore[arg-type]


@pytest.fixture
def base(db: psycopg.Connection, stack: object) -> Iterator[psycopg.Connection]:
    """The stack's own worker stands back: the watch is held by somebody of this file."""
    _hold(db, "nobody")
    yield db
    db.execute("delete from private.watch_lease")


def _hold(db: psycopg.Connection, holder: str) -> None:
    db.execute(
        "insert into private.watch_lease (holder, lease_until, round_at)"
        " values (%s, now() + interval '1 hour', now() - interval '2 minutes') on conflict (only_row) do update"
        " set holder = excluded.holder, lease_until = excluded.lease_until, round_at = excluded.round_at",
        [holder],
    )


async def _keep(settings: WorkerSettings, name: str, rounds: int = 1) -> None:
    async with open_pool(settings.db_url, size=2) as pool, httpx.AsyncClient() as http:
        dead_man = settings.DEAD_MAN_URL.get_secret_value() if settings.DEAD_MAN_URL else ""
        watch = Watch(pool, http, Round(Places(settings, pool, http)), name, dead_man)
        for _ in range(rounds):
            await watch.keep()


def _since(db: psycopg.Connection, table: str) -> Any:
    [at] = db.execute(f"select coalesce(max(id), 0) from {table}").fetchone() or (0,)
    return at


def test_a_round_measures_everything_and_is_kept(base: psycopg.Connection, settings: WorkerSettings) -> None:
    _hold(base, "mine")
    before = _since(base, "probe_readings")
    asyncio.run(_keep(settings, "mine"))
    rows = base.execute("select probe, ok, value, detail from probe_readings where id > %s", [before]).fetchall()
    found = {row[0]: row[1:] for row in rows}
    assert len(rows) == len(found)
    for name in ("database", "data_api", "webhook", "vapi", "brevo_credits", "disk", "clock_database", "pooler"):
        assert found[name][0] and found[name][1] is not None, (name, found[name])
    assert {"worker", "queue_inbox", "queue_alerts", "queue_backups", "queue_trials", "journal_length"} <= set(found)
    # What there is nothing to measure with is never good.
    assert found["clock"] == found["certificate"] == (False, None, "loopback")
    assert found["dead_man"] == (False, None, "not_set")
    # Those who read the older names still find them.
    [ms] = base.execute(
        "select value from private.probes where name = 'database_ms' order by id desc limit 1"
    ).fetchone() or (None,)
    assert ms == found["database"][1]


def test_only_the_holder_probes_and_only_once_a_minute(base: psycopg.Connection, settings: WorkerSettings) -> None:
    _hold(base, "mine")
    before = _since(base, "probe_readings")
    asyncio.run(_keep(settings, "another"))
    assert _since(base, "probe_readings") == before
    asyncio.run(_keep(settings, "mine", rounds=3))
    taken = base.execute("select count(*) from probe_readings where id > %s and probe = 'disk'", [before]).fetchone()
    assert taken == (1,)


def test_a_dead_holder_is_replaced(base: psycopg.Connection, settings: WorkerSettings) -> None:
    base.execute("update private.watch_lease set lease_until = now() - interval '1 second'")
    # Whoever comes first takes it: the stack's own worker, or this one.
    asyncio.run(_keep(settings, "heir"))
    assert base.execute("select holder from private.watch_lease").fetchone() != ("nobody",)


def test_the_next_round_comes_after_a_minute(base: psycopg.Connection, settings: WorkerSettings) -> None:
    _hold(base, "mine")
    before = _since(base, "probe_readings")
    asyncio.run(_keep(settings, "mine"))
    base.execute(NEXT_MINUTE)
    asyncio.run(_keep(settings, "mine"))
    taken = base.execute("select count(*) from probe_readings where id > %s and probe = 'disk'", [before]).fetchone()
    assert taken == (2,)


def test_a_part_that_is_away_is_a_reading_and_stops_no_other(
    base: psycopg.Connection, settings: WorkerSettings
) -> None:
    _hold(base, "mine")
    before = _since(base, "probe_readings")
    away = settings.model_copy(update={"VAPI_API_URL": "http://127.0.0.1:9", "SUPABASE_URL": "http://127.0.0.1:9"})
    asyncio.run(_keep(away, "mine"))
    rows = base.execute("select probe, ok, value, detail from probe_readings where id > %s", [before]).fetchall()
    found = {row[0]: row[1:] for row in rows}
    assert found["vapi"] == found["data_api"] == (False, None, "ConnectError")
    assert found["webhook"][0] and found["database"][0]


def test_a_job_that_ended_checks_in_once(base: psycopg.Connection, settings: WorkerSettings) -> None:
    _hold(base, "mine")
    # Copies that other rooms of tests left may be newer than the one told of here.
    empty_tables(base, "backups", "backup_proofs", "backup_stores")
    base.execute("delete from check_ins")
    asyncio.run(_keep(settings, "mine"))
    base.execute(NEXT_MINUTE)
    base.execute(
        "insert into backups (cause_key, reason, state, due_at, finished_at, failure)"
        " values ('watch-test', 'hand', 'failed', null, clock_timestamp(), 'store_full')"
    )
    try:
        asyncio.run(_keep(settings, "mine"))
        base.execute(NEXT_MINUTE)
        asyncio.run(_keep(settings, "mine"))
    finally:
        base.execute("delete from backups where cause_key = 'watch-test'")
    result = base.execute("select job, count(*) from check_ins group by job").fetchall()
    # Those that come every few minutes, once in these few seconds.
    assert dict(result).items() >= {"worker": 1, "probes": 1, "backup": 1}.items()
    failed = base.execute("select ok, detail from check_ins where job = 'backup'").fetchone()
    assert failed == (False, "store_full")


@contextmanager
def _dead_man(status: int) -> Iterator[tuple[str, list[str]]]:
    calls: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            calls.append("with a body" if self.headers.get("Content-Length") else self.path)
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/ping", calls
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("status", "ok"), [(200, True), (500, False)])
def test_who_watches_us_is_called_after_each_round(
    base: psycopg.Connection, settings: WorkerSettings, status: int, ok: bool
) -> None:
    _hold(base, "mine")
    with _dead_man(status) as (url, calls):
        asyncio.run(_keep(settings.model_copy(update={"DEAD_MAN_URL": SecretStr(url)}), "mine", rounds=2))
    assert calls == ["/ping"]
    last = base.execute("select ok from probe_readings where probe = 'dead_man' order by id desc limit 1").fetchone()
    assert last == (ok,)


def test_who_watches_us_hears_nothing_when_the_round_is_not_kept(
    base: psycopg.Connection, settings: WorkerSettings
) -> None:
    _hold(base, "mine")
    base.execute("alter table probe_readings add constraint broken check (probe <> 'disk') not valid")
    try:
        with _dead_man(200) as (url, calls), pytest.raises(psycopg.errors.CheckViolation):
            asyncio.run(_keep(settings.model_copy(update={"DEAD_MAN_URL": SecretStr(url)}), "mine"))
    finally:
        base.execute("alter table probe_readings drop constraint broken")
    assert calls == []


def test_without_a_dsn_the_test_event_is_kept_as_not_sent(base: psycopg.Connection, settings: WorkerSettings) -> None:
    async def tell() -> None:
        async with open_pool(settings.db_url, size=1) as pool:
            await SentryProbe(pool, "worker").look()

    asyncio.run(tell())
    kept = base.execute("select accepted, event_id, detail from sentry_events order by id desc limit 1").fetchone()
    assert kept == (False, None, "no_dsn")


def test_old_readings_are_let_go(base: psycopg.Connection) -> None:
    from backend.db import query

    base.execute("insert into probe_readings (probe, at, ok) values ('old-one', now() - interval '15 days', true)")
    base.execute(query("forget_old_figures"))
    assert base.execute("select count(*) from probe_readings where probe = 'old-one'").fetchone() == (0,)

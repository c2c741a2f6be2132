"""When Postgres counts as away: everything waits then; a message that it merely refuses must stop no other."""

from __future__ import annotations

import asyncio
from pathlib import Path

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from backend.db import Pool
from backend.webhook.journal import Journal
from backend.webhook.metrics import Metrics
from backend.webhook.store import MessageStore, is_gone
from backend.webhook.vapi import VapiEndpoint
from tests.payload_files import body

SECRET = "x" * 32


@pytest.mark.parametrize("sqlstate", ["08006", "57P01", "57P03", "53300", "53100"])
def test_a_server_that_stops_starts_or_is_full_is_away(sqlstate: str) -> None:
    assert is_gone(psycopg.errors.lookup(sqlstate)("x"))


@pytest.mark.parametrize("error", [psycopg.OperationalError("no route"), PoolTimeout("x"), TimeoutError(), OSError()])
def test_no_answer_at_all_is_away(error: Exception) -> None:
    assert is_gone(error)


@pytest.mark.parametrize("sqlstate", ["54000", "22P05", "23514", "21000", "57014", "40P01"])
def test_a_message_that_is_refused_is_not(sqlstate: str) -> None:
    assert not is_gone(psycopg.errors.lookup(sqlstate)("x"))


@pytest.mark.parametrize(("folder", "status", "waiting"), [("disk", 200, 1), ("file", 503, None)])
def test_without_database_and_journal_a_message_is_never_answered_with_success(
    tmp_path: Path, folder: str, status: int, waiting: int | None
) -> None:
    (tmp_path / "file").write_text("no folder can be made here")
    journal = Journal(tmp_path / folder / "journal.sqlite3")
    pool: Pool = AsyncConnectionPool(open=False)
    store = MessageStore(pool, journal)
    store.database_is_away = True
    app = Starlette(routes=[Route("/vapi", VapiEndpoint([SECRET], store, Metrics(pool)), methods=["POST"])])
    answer = TestClient(app).post("/vapi", content=body("vapi/hang.json"), headers={"x-vapi-secret": SECRET})
    assert answer.status_code == status
    assert (store.journal_error is None) == (status == 200)
    # Whoever brings messages back is woken by each that the database has not, wherever it went.
    assert store.not_in_database.is_set()
    if waiting:
        assert journal.waiting()[0] == waiting


def test_a_journal_that_failed_is_ready_again_once_it_can_be_written_without_waiting_for_a_message(
    tmp_path: Path,
) -> None:
    (tmp_path / "disk").write_text("no folder can be made here")
    store = MessageStore(AsyncConnectionPool(open=False), Journal(tmp_path / "disk" / "journal.sqlite3"))
    store.journal_error = "database or disk is full"
    assert asyncio.run(store.recheck_journal()) == f"[Errno 17] File exists: '{tmp_path / 'disk'}'"
    (tmp_path / "disk").unlink()
    assert asyncio.run(store.recheck_journal()) is None
    assert store.journal.waiting() == (0, None)

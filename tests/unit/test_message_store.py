"""A message that neither Postgres nor the journal takes."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from psycopg_pool import AsyncConnectionPool
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from backend.db import Pool
from backend.webhook.journal import Journal
from backend.webhook.metrics import Metrics
from backend.webhook.store import MessageStore
from backend.webhook.vapi import VapiEndpoint
from tests.payload_files import body

SECRET = "x" * 32


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

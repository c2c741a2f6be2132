"""A copy before the schema changes: asked for like any other, and made here when no worker takes it first."""

from __future__ import annotations

import threading
import time

import psycopg

from backend.backups.errors import BackupError
from backend.backups.settings import BackupSettings
from backend.backups.store import BackupStore
from backend.backups.work import BackupWorker
from backend.db import query

PATIENCE_S = 3600.0


def is_needed(db_url: str) -> bool:
    """False for a database without calls, or from before there were backups."""
    with psycopg.connect(db_url, autocommit=True) as conn:
        row = conn.execute("select to_regclass('public.backups')").fetchone()
        if row is None or row[0] is None:
            return False
        found = conn.execute(query("may_back_up").encode()).fetchone()
    return bool(found and found[0])


def back_up(settings: BackupSettings, cause: str) -> None:
    """Returns once the copy is stored. Raises BackupError."""
    ledger, keeper = BackupStore(settings.db_url), BackupWorker(settings, threading.Event())
    try:
        [asked] = ledger.rows("ask_backup", "migration", f"migration:{cause}:{time.time_ns()}")
        _wait(ledger, keeper, asked["given"])
    finally:
        keeper.close()
        ledger.close()


def _wait(ledger: BackupStore, keeper: BackupWorker, backup: object) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        [row] = ledger.rows("backup_outcome", backup)
        if row["state"] == "stored":
            return
        # One try: whoever changes the schema is there to read why it failed.
        if row["failure"] or row["state"] not in ("asked", "running"):
            raise BackupError(row["failure"] or "unexpected")
        if not keeper.work_one():
            time.sleep(0.2)
    raise BackupError("store_away", "timeout")

"""What the backup drill works on: a database, its store, and workers that can be killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg.rows import dict_row

from backend.backups import keys
from backend.postgres.processes import is_alive
from tests.local_stack import ROOT

FORGET = "truncate backups, backup_proofs, backup_stores, alerts cascade"
# As if a dead worker's half minute, and the wait before the next try, had passed.
PASS_TIME = (
    "update backups set lease_until = lease_until - interval '1 minute', due_at = due_at - interval '1 hour'",
    "update backup_proofs set lease_until = lease_until - interval '1 minute', due_at = due_at - interval '1 hour'",
)


@dataclass(frozen=True)
class Vault:
    """One scene's folder, and the settings of its workers."""

    url: str
    folder: Path

    def settings(self, **more: str) -> dict[str, str]:
        """A worker's, with the local store unless told otherwise."""
        return {
            "SUPABASE_DB_URL": self.url, "BACKUP_STORE": str(self.store), "BACKUP_WORK_DIR": str(self.work),
            "BACKUP_PUBLIC_KEYS": keys.make_pair(self.folder / "key.txt"),
            "BACKUP_PRIVATE_KEY_FILE": str(self.folder / "key.txt"), "BREVO_API_URL": "http://127.0.0.1:9/v3", **more,
        }  # fmt: skip

    @property
    def store(self) -> Path:
        """The folder of the copies."""
        return self.folder / "copies"

    @property
    def work(self) -> Path:
        """Where copies are restored to be proven; Postgres's own user must get in."""
        work = self.folder / "work"
        work.mkdir(exist_ok=True)
        for folder in (self.folder, work):
            folder.chmod(0o711)
        return work

    def forget(self) -> None:
        """No copy asked for, no alert."""
        self.run(FORGET)
        self.run("update backup_settings set enabled = false")

    def ask(self) -> None:
        """One backup."""
        self.run("select private.ask_backup('hand', 'drill:' || clock_timestamp())")

    def pass_time(self) -> None:
        """What must wait has waited; call when no worker lives."""
        for statement in PASS_TIME:
            self.run(statement)

    def row(self, table: str) -> dict[str, Any]:
        """The newest backup or proof; empty when there is none."""
        with psycopg.connect(self.url, autocommit=True, row_factory=dict_row) as db:
            found = db.execute(f"select * from {table} order by asked_at desc limit 1".encode()).fetchone()
        return dict(found or {})

    def run(self, statement: str) -> None:
        """One statement."""
        with psycopg.connect(self.url, autocommit=True) as db:
            db.execute(statement.encode())

    def wait(self, condition: Callable[[], bool], what: str, within_s: float = 60) -> None:
        """Raises AssertionError when it takes too long."""
        deadline = time.monotonic() + within_s
        while not condition():
            result = self.row("backups").get("failure"), self.row("backup_proofs").get("failure")
            assert time.monotonic() < deadline, f"not within {within_s:g} s: {what} ({result})"
            time.sleep(0.05)

    @contextmanager
    def worker(self, **more: str) -> Iterator[subprocess.Popen[bytes]]:
        """A worker; killed with -9 at the end, if it was not before."""
        own = {**os.environ, "DRAIN_ENVIRONMENT_ONLY": "1", **self.settings(**more)}
        with (self.folder / "worker.log").open("ab") as log:
            process = subprocess.Popen([sys.executable, "-m", "backend.worker"], cwd=ROOT, env=own, stdout=log,
                                       stderr=log)  # fmt: skip
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def finish(self, **more: str) -> None:
        """A good worker takes over what is due and brings it to its end, then stops as it is told."""
        self.pass_time()
        with self.worker(**more) as process:
            self._until_ended()
            process.terminate()
            process.wait(30)

    def _until_ended(self) -> None:
        def ended() -> bool:
            self.run("update backups set due_at = clock_timestamp() where state = 'asked'")
            self.run("update backup_proofs set due_at = clock_timestamp() where state = 'asked'")
            backup, proof = self.row("backups"), self.row("backup_proofs")
            settled = ("proven", "failed", "cancelled")
            own = bool(proof) and proof["backup_id"] == backup["id"]
            return backup["state"] in ("failed", "cancelled") or (own and proof["state"] in settled)

        self.wait(ended, "the end of the backup and of its proof", 90)

    def left_behind(self) -> list[str]:
        """Processes of Postgres's in our folders, half files and rooms: nothing of it may stay."""
        files = [path.name for path in self.store.rglob("*.partial")] if self.store.exists() else []
        scratch = [path.name for path in self.work.iterdir() if path.name != "drain-drafts"]
        drafts = [path.name for path in self.work.glob("drain-drafts/*")]
        own = str(self.folder)
        alive = [
            process.info["name"]
            for process in psutil.process_iter(["name", "cwd"])
            if process.info["cwd"] and process.info["cwd"].startswith(own) and is_alive(process)
        ]
        return [*files, *scratch, *drafts, *alive]

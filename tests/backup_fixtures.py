"""A database of the tests' own to back up, which no worker watches, with a store and keys of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from backend.backups import keys, make, recovering, stores
from backend.backups.manifest import Manifest, from_json
from backend.backups.recovering import Recovery
from backend.backups.run import Run
from backend.backups.settings import BackupSettings
from backend.backups.work import BackupWorker
from backend.worker.proof_message import is_applied
from tests import hosted_database
from tests.bench import databases
from tests.emptying import empty_tables

CALLS = 30
NAME, RESTORED = "backups_test", "backups_restored"


@dataclass(frozen=True)
class Vault:
    """One database, its store and its keys; whoever holds it plays the worker."""

    settings: BackupSettings
    keeper: BackupWorker
    db: psycopg.Connection[dict[str, Any]]

    @property
    def store(self) -> Path:
        """The folder of the copies."""
        return Path(self.settings.BACKUP_STORE)

    def ask(self, cause: str = "hand") -> str:
        """Ask for a backup; its id."""
        row = self.db.execute("select private.ask_backup('hand', %s || clock_timestamp()) as id", [cause]).fetchone()
        assert row is not None
        return str(row["id"])

    def stored(self) -> Manifest:
        """Make one copy, not proven yet; what was recorded of it."""
        backup = self.backup(self.ask())
        self.keeper.work_one()
        backup = self.backup(str(backup["id"]))
        assert backup["state"] == "stored", (backup["failure"], backup["failure_detail"])
        return from_json(backup["manifest"])

    def proof_of(self, name: str) -> dict[str, Any]:
        """Prove what is due of that copy; what came of it."""
        self.keeper.work_one()
        row = self.db.execute(
            "select p.* from backup_proofs p join backups b on b.id = p.backup_id where b.name = %s"
            " order by p.asked_at desc limit 1", [name],
        ).fetchone()  # fmt: skip
        assert row is not None
        return row

    def backup(self, backup_id: str) -> dict[str, Any]:
        """The row as it stands."""
        row = self.db.execute("select * from backups where id = %s", [backup_id]).fetchone()
        assert row is not None
        return row

    def stored_manifest(self, backup: dict[str, Any]) -> Manifest:
        """What was recorded with the row."""
        return from_json(backup["manifest"])

    def wait_for(self, backup_id: str, state: str, within_s: float = 20) -> None:
        """Until the row stands there."""
        deadline = time.monotonic() + within_s
        while self.backup(backup_id)["state"] != state:
            assert time.monotonic() < deadline, self.backup(backup_id)
            time.sleep(0.05)

    def copy_of(self, url: str) -> Manifest:
        """A copy of another database, in this store."""
        run, store = Run(lambda _: "go"), stores.open_store(self.settings)
        with run.heartbeat():
            return make.make(run, self.settings, make.Source(url, "changed"), store)

    def restore(self, manifest: Manifest, url: str) -> None:
        """Bring a copy of this store to life in an empty database."""
        run, store = Run(lambda _: "go"), stores.open_store(self.settings)
        with run.heartbeat():
            Recovery(run, self.settings, store, manifest, lambda _: None).whole(recovering.look_at(url))

    def recorded(self, manifest: Manifest) -> str:
        """A row that says this of a file that is in the store; its id."""
        row = self.db.execute(
            "insert into backups (cause_key, reason, state, due_at, name, store, manifest, snapshot_at)"
            " values ('recorded', 'hand', 'stored', null, %s, 'local', %s, clock_timestamp()) returning id",
            [manifest.name, Jsonb(manifest.to_json())],
        ).fetchone()
        assert row is not None
        return str(row["id"])

    def alerts(self) -> list[str]:
        """What people are told, by cause."""
        return [row["cause_key"] for row in self.db.execute("select cause_key from alerts where kind = 'backup'")]


@pytest.fixture(scope="session")
def copied_database(env: dict[str, str]) -> Iterator[str]:
    """A few calls in a database of its own."""
    url = databases.make(env["SUPABASE_DB_URL"], NAME, CALLS)
    yield url
    databases.drop(env["SUPABASE_DB_URL"], NAME)


@contextmanager
def opened(database: str, folder: Path) -> Iterator[Vault]:
    """Everything a worker has, and nothing of an earlier test; copies and keys in that folder."""
    settings = BackupSettings(
        SUPABASE_DB_URL=database,  # type: ignore[arg-type]
        BACKUP_STORE=str(folder / "copies"),
        BACKUP_PUBLIC_KEYS=keys.make_pair(folder / "key.txt"),
        BACKUP_PRIVATE_KEY_FILE=folder / "key.txt",
    )
    keeper = BackupWorker(settings, threading.Event(), is_applied)
    with psycopg.connect(database, autocommit=True, row_factory=dict_row) as db:
        empty_tables(db, "backups", "backup_proofs", "backup_stores", "alerts")
        yield Vault(settings, keeper, db)
    keeper.close()


@pytest.fixture
def vault(copied_database: str, tmp_path: Path) -> Iterator[Vault]:
    """A worker's own, for one test."""
    with opened(copied_database, tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def whole(copied_database: str, env: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Manifest]:
    """What was recorded of a copy that is proven; it stands restored in the database `RESTORED`."""
    with opened(copied_database, tmp_path_factory.mktemp("whole")) as vault:
        manifest = vault.stored()
        assert vault.proof_of(manifest.name)["state"] == "proven"
        vault.restore(manifest, hosted_database.create(env["SUPABASE_DB_URL"], RESTORED))
    yield manifest
    databases.drop(env["SUPABASE_DB_URL"], RESTORED)

"""Proves one copy: fetched, opened, restored elsewhere, compared, read as a person; then all of it is thrown away."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from backend.backups import compare, fetch, keys, measure, reading, restore
from backend.backups.compare import Check
from backend.backups.errors import BackupError
from backend.backups.manifest import Manifest
from backend.backups.run import Run
from backend.backups.scratch import room
from backend.backups.settings import BackupSettings
from backend.backups.storage import Storage
from backend.db import query
from backend.postgres.scratch import ScratchPostgres, add_roles


class Proof:
    """The checks of one proof, in order; the one that fails is the last."""

    def __init__(self) -> None:
        self.checks: list[Check] = []
        self.seconds = 0.0

    def check(self, name: str, look: Callable[[], str | None]) -> None:
        """Do it and note it. Raises BackupError, noted too."""
        try:
            self.checks.append(Check(name, True, look() or ""))
        except BackupError as error:
            self.checks.append(Check(name, False, error.detail))
            raise


def prove(
    run: Run, settings: BackupSettings, scratch: ScratchPostgres, store: Storage, manifest: Manifest, proof: Proof
) -> None:  # fmt: skip
    """Raises BackupError, with what was found so far in `proof`."""
    started = time.monotonic()
    run.at("fetching")
    key = keys.identity(settings.BACKUP_PRIVATE_KEY_FILE)
    with room(scratch, run) as (db_url, folder):
        encrypted, opened = folder / "copy.age", folder / "copy.dump"
        proof.check("file", lambda: fetch.fetch(run, store, manifest, encrypted))
        run.at("decrypting")
        proof.check("key", lambda: fetch.decrypt(encrypted, key, opened))
        encrypted.unlink()
        run.at("restoring")
        proof.check("restored", lambda: _restore(run, db_url, opened, manifest))
        opened.unlink()
        run.at("comparing")
        check_database(run, db_url, manifest, proof)
        proof.seconds = time.monotonic() - started


def check_database(run: Run, db_url: str, manifest: Manifest, proof: Proof) -> None:
    """Everything that can be told of a restored database, wherever it is. Raises BackupError."""
    with reading.data_api(run, db_url) as api:
        with measure.connect(db_url) as conn, run.ended_by(conn.cancel):
            proof.check("tables", lambda: compare.same_tables(manifest.tables, measure.tables(conn)))
            proof.check("structure", lambda: _structure(conn, manifest))
        run.at("reading")
        api.wait()
        proof.check("anonymous", lambda: reading.anonymous_is_refused(api))
        proof.check("signed_in", lambda: reading.signed_in_reads(api, db_url, manifest))


def _structure(conn: measure.Conn, manifest: Manifest) -> str:
    facts = conn.execute(query("backup_facts").encode()).fetchone() or {}
    return compare.same_structure(manifest, measure.structure(conn), facts.get("migration"))


def _restore(run: Run, db_url: str, opened: Path, manifest: Manifest) -> None:
    with psycopg.connect(db_url, autocommit=True) as conn:
        add_roles(conn, manifest.roles)
    restore.restore(run, opened, db_url)

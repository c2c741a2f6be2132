"""Proves one copy: fetched, opened, restored, compared, read, written to; then thrown away."""

from __future__ import annotations

import time
from collections.abc import Callable

from backend.backups import compare, fetch, keys, measure, reading, restore
from backend.backups.archive import Archive
from backend.backups.compare import Check
from backend.backups.errors import BackupError
from backend.backups.manifest import Manifest
from backend.backups.run import Run
from backend.backups.scratch import room
from backend.backups.settings import BackupSettings
from backend.backups.storage import Storage
from backend.db import query
from backend.postgres.scratch import ScratchPostgres


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
    run: Run, settings: BackupSettings, scratch: ScratchPostgres, store: Storage, manifest: Manifest, proof: Proof,
    takes_message: Callable[[str], str] | None = None,
) -> None:  # fmt: skip
    """Raises BackupError, with what was found so far in `proof`."""
    started = time.monotonic()
    run.at("fetching")
    key = keys.identity(settings.BACKUP_PRIVATE_KEY_FILE)
    with room(scratch, run) as (db_url, folder):
        archive = Archive(folder / "copy.age", key)
        proof.check("file", lambda: fetch.fetch(run, store, manifest, archive.encrypted))
        run.at("decrypting")
        proof.check("key", lambda: str(len(archive.entries(run))))
        run.at("restoring")
        proof.check("restored", lambda: restore.restore(run, archive, db_url))
        archive.encrypted.unlink()
        run.at("comparing")
        check_database(run, db_url, manifest, proof)
        if takes_message is not None:
            proof.check("message", lambda: takes_message(db_url))
        proof.seconds = time.monotonic() - started


def check_database(run: Run, db_url: str, manifest: Manifest, proof: Proof) -> None:
    """Everything that can be told of a restored database, wherever it is. Raises BackupError."""
    with reading.data_api(run, db_url) as api:
        with measure.connect(db_url) as conn, run.ended_by(conn.cancel):
            proof.check("tables", lambda: compare.same_tables(manifest.tables, measure.tables(conn)))
            proof.check("structure", lambda: _structure(conn, manifest))
        run.at("reading")
        proof.check("accounts", lambda: reading.somebody_can_sign_in(db_url))
        api.wait()
        proof.check("anonymous", lambda: reading.anonymous_is_refused(api))
        proof.check("signed_in", lambda: reading.signed_in_reads(api, db_url, manifest))
        proof.check("today", lambda: reading.today_is_read(api, db_url))


def _structure(conn: measure.Conn, manifest: Manifest) -> str:
    facts = conn.execute(query("backup_facts").encode()).fetchone() or {}
    told = compare.same_structure(manifest, measure.structure(conn), facts.get("migration"))
    compare.same_objects(manifest.objects, measure.objects(conn))
    return told

"""The backups' database calls, from the thread that does the work and from the one that tells of it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Any, Literal

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from backend.backups.errors import FOR_GOOD, OF_THE_COPY, BackupError
from backend.backups.manifest import Manifest, from_json
from backend.backups.prove import Proof
from backend.backups.run import Run, Word
from backend.db import conninfo, nothing_half_made, query, settle_now

# The lease is longer: what could not be written for that long is another worker's to do again.
PATIENCE_S = 25.0


@dataclass(frozen=True)
class Work:
    """One claimed row. `token` proves that it is ours."""

    kind: Literal["backup", "proof"]
    id: str
    token: str
    manifest: Manifest | None = None


class BackupStore:
    """One connection, opened when it is needed and again when it was lost."""

    def __init__(self, db_url: str) -> None:
        self._conninfo = conninfo(db_url, "backup-ledger")
        self._conn: psycopg.Connection[dict[str, Any]] | None = None
        self._lock = threading.Lock()

    def claim(self) -> Work | None:
        """The next thing to do."""
        given = self._one("claim_backup_work")
        if given is None:
            return None
        manifest = from_json(given["manifest"]) if given.get("manifest") else None
        return Work(given["kind"], given["id"], given["token"], manifest)

    def tell(self, work: Work, run: Run) -> Word:
        """How far it is; whether to go on."""
        word: Word = self._one("backup_progress", work.kind, work.id, work.token, run.step, run.table, run.bytes)
        return word

    def name(self, work: Work, name: str, store: str) -> None:
        """Before the store gets it. Raises BackupError when the row is no longer ours."""
        if not self._stubbornly("name_backup", work.id, work.token, name, store):
            raise BackupError("lost")

    def stored(self, work: Work, manifest: Manifest, store: str) -> None:
        """Raises BackupError when the row is no longer ours: then the copy is nobody's."""
        if not self._stubbornly("record_backup", work.id, work.token, Jsonb(manifest.to_json()), store):
            raise BackupError("lost")

    def proven(self, work: Work, proof: Proof) -> None:
        """Nothing happens when the row is no longer ours: whoever has it finds out for themselves."""
        checks = Jsonb([check.to_json() for check in proof.checks])
        self._stubbornly("record_proof", work.id, work.token, round(proof.seconds, 3), checks)

    def failed(self, work: Work, error: BackupError, proof: Proof | None = None) -> None:
        """Not done, and why. What the copy itself is guilty of is final: the copy will not mend."""
        if error.failure == "lost":
            return
        if work.kind == "backup":
            again = error.failure not in FOR_GOOD
            self._stubbornly("fail_backup", work.id, work.token, error.failure, error.detail or None, again)
            return
        again = error.failure not in (*FOR_GOOD, *OF_THE_COPY)
        checks = Jsonb([check.to_json() for check in proof.checks]) if proof else None
        self._stubbornly("fail_proof", work.id, work.token, error.failure, error.detail or None, checks, again)

    def leftovers(self) -> list[str]:
        """Names that lie in the store for nothing, if they do."""
        return [str(row["given"]) for row in self.rows("leftover_copies")]

    def rows(self, name: str, *values: Any) -> list[dict[str, Any]]:
        """Run a named query. Raises psycopg.Error."""
        with self._lock:
            if self._conn is None or self._conn.closed:
                with nothing_half_made():
                    self._conn = psycopg.connect(self._conninfo, autocommit=True, row_factory=dict_row)
                settle_now(self._conn)
            cursor = self._conn.execute(query(name).encode(), values)
            return cursor.fetchall() if cursor.description else []

    def close(self) -> None:
        """Done with the database."""
        with self._lock:
            if self._conn is not None:
                self._conn.close()

    def _one(self, name: str, *values: Any) -> Any:
        rows = self.rows(name, *values)
        return rows[0]["given"] if rows else None

    def _stubbornly(self, name: str, *values: Any) -> Any:
        """What came of long work is worth waiting for a database that is away a moment."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                return self._one(name, *values)
            except (psycopg.OperationalError, psycopg.InterfaceError):
                if time.monotonic() > deadline:
                    raise BackupError("database_away") from None
                time.sleep(0.5)

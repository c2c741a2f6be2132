"""Makes one copy: a snapshot, dumped and counted at once, encrypted, stored, read back, and only then told of."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg

from backend.backups import dump, keys, measure, snapshot, storage
from backend.backups.errors import BackupError
from backend.backups.manifest import Manifest
from backend.backups.run import Run
from backend.backups.settings import BackupSettings
from backend.backups.snapshot import Snapshot
from backend.backups.storage import Storage
from backend.db import query
from backend.postgres import programs

MANIFEST = ".json"


@dataclass(frozen=True)
class Source:
    """What is copied, and how the copy will be known."""

    db_url: str
    # Unique to this try: two tries never write the same file.
    mark: str
    prefix: str = "drain"

    def name(self, at: datetime) -> str:
        """`drain-20261123T022951Z-1a2b3c4d.dump.age`."""
        return f"{self.prefix}-{at:%Y%m%dT%H%M%SZ}-{self.mark}.dump.age"


def make(
    run: Run,
    settings: BackupSettings,
    source: Source,
    store: Storage,
    announce: Callable[[str], None] = lambda name: None,
) -> Manifest:
    """Raises BackupError; then nothing of the copy stays. `announce` is told the name just before the store is."""
    started = time.monotonic()
    run.at("preparing")
    recipients = keys.recipients(settings.BACKUP_PUBLIC_KEYS)
    with snapshot.held(source.db_url) as held:
        refuse_newer_server(held.server_version)
        name = source.name(held.at)
        with storage.draft(store, name) as file:
            with _counting(run, held, name) as counted:
                run.at("dumping")
                written = dump.dump(run, source.db_url, held, recipients, file)
                manifest = _result(run, counted)
            run.at("storing")
            announce(name)
            manifest = manifest.sealed(written.size_bytes, written.sha256, time.monotonic() - started)
            _put(run, store, file, manifest)
    return manifest


def _put(run: Run, store: Storage, file: Path, manifest: Manifest) -> None:
    try:
        store.put(file, manifest.name)
        run.at("reading_back")
        sha256 = hashlib.sha256()
        for chunk in store.open(manifest.name):
            sha256.update(chunk)
            run.check()
        if sha256.hexdigest() != manifest.sha256:
            raise BackupError("not_read_back", manifest.name)
        with storage.draft(store, manifest.name + MANIFEST) as beside:
            beside.write_bytes(manifest.to_bytes())
            # Last: a manifest in the store means that its copy is there whole.
            store.put(beside, manifest.name + MANIFEST)
        run.check()
    except OSError as error:
        remove(store, manifest.name)
        raise dump.disk_error(error) from None
    except BackupError:
        remove(store, manifest.name)
        raise


def remove(store: Storage, name: str) -> None:
    """Take a copy out of the store, its manifest first. What cannot be removed now is left to whoever looks next."""
    try:
        store.delete(name + MANIFEST)
        store.delete(name)
    except BackupError:
        return


@contextmanager
def _counting(run: Run, held: Snapshot, name: str) -> Iterator[Future[Manifest]]:
    """Count and hash beside pg_dump, in the same snapshot."""
    with ThreadPoolExecutor(1) as pool, run.ended_by(held.conn.cancel):
        ended = threading.Event()
        counted = pool.submit(_count, held, name, ended)
        try:
            yield counted
        except BaseException:
            ended.set()
            held.conn.cancel()
            raise


def _result(run: Run, counted: Future[Manifest]) -> Manifest:
    try:
        return counted.result()
    except BackupError:
        # Cancelled, the counting says that it failed: why is for the run to say.
        run.check()
        raise


def _count(held: Snapshot, name: str, ended: threading.Event) -> Manifest:
    def go_on(_: str) -> None:
        if ended.is_set():
            raise BackupError("stopped")

    try:
        # One of the source's processors is enough: it has calls to answer.
        held.conn.execute("set local max_parallel_workers_per_gather to 0")
        tables = measure.tables(held.conn, go_on)
        facts = held.conn.execute(query("backup_facts").encode()).fetchone() or {}
        newest: datetime | None = facts.get("newest_call_at")
        return Manifest(
            name=name, snapshot_at=held.at.isoformat(), server_version=held.server_version,
            client_version=programs.client_version(), migration=facts.get("migration"),
            newest_call_at=newest.isoformat() if newest else None, tables=tables,
            structure=measure.structure(held.conn), objects=measure.objects(held.conn),
        )  # fmt: skip
    except psycopg.Error as error:
        raise BackupError("dump_failed", type(error).__name__) from None


def refuse_newer_server(server_version: str) -> None:
    """pg_dump cannot read a server newer than itself: said before it tries. Raises BackupError."""
    client = programs.client_version()
    if int(client.partition(".")[0]) < int(server_version.partition(".")[0]):
        raise BackupError("client_too_old", f"pg_dump {client}, Postgres {server_version}")

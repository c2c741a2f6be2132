"""Brings a copy back to life in a database of one's own: whole, or one table of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql

from backend.backups import fetch, keys, make, measure, prove, restore
from backend.backups.archive import Archive
from backend.backups.errors import BackupError
from backend.backups.manifest import Manifest, from_bytes
from backend.backups.run import Run
from backend.backups.scratch import room
from backend.backups.settings import BackupSettings
from backend.backups.storage import Storage
from backend.db import query
from backend.postgres.scratch import ScratchPostgres, private_folder, sweep

Say = Callable[[str], None]


@dataclass(frozen=True)
class Target:
    """The database that is to hold the copy."""

    db_url: str
    empty: bool


def copies(store: Storage) -> list[Manifest]:
    """Every whole copy in the store, newest first, with no database to ask."""
    names = [name for name in store.names() if name.endswith(make.MANIFEST)]
    found = [from_bytes(b"".join(store.open(name))) for name in names]
    return sorted(found, key=lambda one: one.snapshot_at, reverse=True)


def look_at(db_url: str) -> Target:
    """Raises psycopg.Error when it does not answer, ValueError when it is no Supabase project."""
    with measure.connect(db_url) as conn:
        row = conn.execute(query("recover_is_empty").encode()).fetchone() or {}
    if not row["has_auth"]:
        raise ValueError("la base visée n’est pas celle d’un projet Supabase: le service de connexion n’y est pas.")
    return Target(db_url, bool(row["empty"]))


def catches_up(target: Target) -> bool:
    """True when the worker compares Vapi's list with ours: then the calls since the copy come back by themselves."""
    with psycopg.connect(target.db_url) as conn:
        row = conn.execute("select to_regclass('private.reconciliation_plan') is not null").fetchone()
    return bool(row and row[0])


class Recovery:
    """One recovery. Whatever interrupts it, the target is as it was before, or as the copy was."""

    def __init__(self, run: Run, settings: BackupSettings, store: Storage, manifest: Manifest, say: Say) -> None:
        self._run = run
        self._settings = settings
        self._store = store
        self._manifest = manifest
        self._say = say

    def point_of_return(self, target: Target) -> str:
        """A copy of what the target holds now; its name. The private key's own public key opens it."""
        public = str(keys.identity(self._settings.BACKUP_PRIVATE_KEY_FILE).to_public())
        settings = self._settings.model_copy(update={"BACKUP_PUBLIC_KEYS": public})
        source = make.Source(target.db_url, secrets.token_hex(4), "retour")
        return make.make(self._run, settings, source, self._store).name

    def whole(self, target: Target) -> prove.Proof:
        """Everything, in one transaction; then the same checks as a proof's."""
        with self._fetched() as archive:
            self._say("Restauration, en une seule transaction…")
            restore.restore(self._run, archive, target.db_url)
        self._say("Comparaison avec la copie…")
        proof = prove.Proof()
        prove.check_database(self._run, target.db_url, self._manifest, proof)
        with measure.connect(target.db_url) as conn:
            conn.execute(query("recover_settle").encode())
        return proof

    def table(self, target: Target, scratch: ScratchPostgres, name: str) -> int:
        """One table: made again when it is gone, else given back the rows it has lost. How many rows came."""
        schema, _, table = name.partition(".")
        if f"{schema}.{table}" not in {one.name for one in self._manifest.tables}:
            raise BackupError("table_missing", name)
        with self._fetched() as archive, psycopg.connect(target.db_url) as conn:
            there = conn.execute("select to_regclass(%s)", [name]).fetchone()
            if there is None or there[0] is None:
                self._refuse_other_schema(conn)
                conn.rollback()
                self._dropped(target, archive, name)
                return next(one.rows for one in self._manifest.tables if one.name == name)
            return self._missing_rows(conn, scratch, archive, sql.Identifier(schema, table), name)

    def _refuse_other_schema(self, conn: psycopg.Connection) -> None:
        """What an older schema had and a newer one has not must not come back with the table."""
        row = conn.execute(query("backup_facts_migration").encode()).fetchone()
        now = row[0] if row else None
        if now != self._manifest.migration:
            raise BackupError("schema_differs", f"{now} / {self._manifest.migration}")

    def _dropped(self, target: Target, archive: Archive, name: str) -> None:
        """The table and all that went with it; others' keys too, unless rows of today lead to none of the copy's."""
        try:
            restore.restore_dropped(self._run, archive, target.db_url, name, others_keys=True)
        except BackupError as error:
            self._run.check()
            self._say(f"Des liens d’autres tables n’ont pas pu être remis: {error.detail}")
            restore.restore_dropped(self._run, archive, target.db_url, name, others_keys=False)

    def _missing_rows(
        self, conn: psycopg.Connection, scratch: ScratchPostgres, archive: Archive, table: sql.Identifier, name: str
    ) -> int:  # fmt: skip
        with room(scratch, self._run) as (db_url, _), psycopg.connect(db_url) as copied:
            restore.restore(self._run, archive, db_url)
            names = [row[0] for row in copied.execute(query("recover_columns").encode(), [name]).fetchall()]
            columns = sql.SQL(", ").join(map(sql.Identifier, names))
            # What the rows once caused (alerts, for one) has been caused already.
            conn.execute("set local session_replication_role = replica")
            conn.execute(sql.SQL("create temp table given_back on commit drop as select {} from {} limit 0").format(
                columns, table))  # fmt: skip
            with (
                copied.cursor().copy(sql.SQL("copy {} ({}) to stdout").format(table, columns)) as reading,
                conn.cursor().copy(sql.SQL("copy given_back ({}) from stdin").format(columns)) as writing,
            ):
                for chunk in reading:
                    writing.write(chunk)
            inserting = sql.SQL(
                "insert into {} ({}) overriding system value select {} from given_back on conflict do nothing"
            )
            return conn.execute(inserting.format(table, columns, columns)).rowcount

    @contextmanager
    def _fetched(self) -> Iterator[Archive]:
        """The copy, still encrypted, in a folder that nobody else can enter and that is gone at the end."""
        key = keys.identity(self._settings.BACKUP_PRIVATE_KEY_FILE)
        sweep(self._settings.BACKUP_WORK_DIR)
        with private_folder(self._settings.BACKUP_WORK_DIR) as folder:
            encrypted = folder / "copy.age"
            self._say("Copie: reprise et vérification…")
            fetch.fetch(self._run, self._store, self._manifest, encrypted)
            yield Archive(encrypted, key)

"""Migrations: what changes tables and the rows in them, each once and in a transaction of its own."""

from __future__ import annotations

import psycopg

from backend.schema import record
from backend.schema.declared import Declared, File
from backend.schema.errors import MigrationError


def pending(conn: psycopg.Connection, declared: Declared) -> list[File]:
    """Those to be applied, in order. Raises MigrationError for what could not be applied as it was meant."""
    done = record.migrations(conn)
    known = {file.name.removeprefix("migrations/"): file for file in declared.migrations}
    missing = sorted(done.keys() - known.keys())
    if missing:
        raise MigrationError(
            f"la base est plus récente que ce programme: {missing[-1]} y est appliqué et n’est pas ici"
        )
    for name, sha256 in done.items():
        if known[name].sha256 != sha256:
            raise MigrationError(f"{name} a changé après avoir été appliqué: écrivez plutôt une nouvelle migration")
    last = max(done, default="")
    found = sorted(known.keys() - done.keys())
    if found and found[0] < last:
        raise MigrationError(f"{found[0]} vient après coup: {last} est déjà appliqué; donnez-lui un numéro plus grand")
    return [known[name] for name in found]


def apply(conn: psycopg.Connection, declared: Declared, migration: File) -> None:
    """Apply one, with the functions that its checks and defaults name. Raises MigrationError, leaving nothing of it."""
    name = migration.name.removeprefix("migrations/")
    with conn.transaction():
        for file in (*declared.early, migration):
            try:
                conn.execute(file.text.encode())
            except psycopg.Error as error:
                raise MigrationError(f"{file.name.removeprefix('migrations/')}: {error}") from error
        record.note_migration(conn, name, migration.sha256)

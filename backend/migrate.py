"""Applies `sql/migrations/*.sql` in order, each once and in a transaction of its own: `python -m backend.migrate`.

Safe to run again, and from two machines at once: the second waits on an advisory lock, then finds nothing to do. A
database that holds calls is backed up first; `--without-backup` is for when that cannot be.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg

from backend.backups import before
from backend.backups.errors import BackupError
from backend.backups.settings import BackupSettings
from backend.db import SQL_FOLDER, refuse_transaction_pooler
from backend.settings.base import BadSetting
from backend.settings.places import points_off_loopback

MIGRATIONS = SQL_FOLDER / "migrations"
LOCK_ID = 45_028_032_22


class MigrationError(Exception):
    """A migration failed, or one that was applied has changed since."""


def migrate(
    db_url: str, folder: Path = MIGRATIONS, first: Callable[[str], None] = lambda name: None
) -> list[str]:  # fmt: skip
    """Apply what is missing and return its names; `first` is called before the first of them, with its name.

    Raises MigrationError naming the file at fault.
    """
    refuse_transaction_pooler(db_url)
    with psycopg.connect(db_url, autocommit=True) as conn:
        conn.execute("select pg_advisory_lock(%s)", [LOCK_ID])
        _prepare(conn)
        done: dict[str, str] = dict(conn.execute("select name, sha256 from private.schema_migrations").fetchall())
        paths = sorted(folder.glob("[0-9]*.sql"))
        missing = [path.name for path in paths if path.name not in done]
        if missing:
            first(missing[0])
        return [path.name for path in paths if _apply(conn, path, done)]


def _prepare(conn: psycopg.Connection) -> None:
    conn.execute("set client_min_messages = warning")
    conn.execute("create schema if not exists private")
    conn.execute(
        "create table if not exists private.schema_migrations"
        " (name text primary key, sha256 text not null, applied_at timestamptz not null default now())"
    )
    conn.execute("alter table private.schema_migrations enable row level security")


def _apply(conn: psycopg.Connection, path: Path, done: dict[str, str]) -> bool:
    text = path.read_text(encoding="utf-8")
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    if path.name in done:
        if done[path.name] != sha256:
            raise MigrationError(f"{path.name} was applied, then changed: write a new migration instead")
        return False
    try:
        with conn.transaction():
            conn.execute(text.encode())
            conn.execute("insert into private.schema_migrations (name, sha256) values (%s, %s)", [path.name, sha256])
    except psycopg.Error as error:
        raise MigrationError(f"{path.name}: {error}") from error
    return True


def main() -> int:
    """Command line: prints what was applied; 1 and a plain sentence when it could not be."""
    try:
        settings = BackupSettings.load()
        first = _skip if "--without-backup" in sys.argv[1:] else _back_up_with(settings)
        applied = migrate(settings.db_url, first=first)
    except (MigrationError, BadSetting, ValueError, psycopg.OperationalError) as error:
        print(f"Migration refusée: {error}", file=sys.stderr)
        return 1
    print("\n".join(f"applied {name}" for name in applied) or "nothing to apply")
    return 0


def _skip(_: str) -> None:
    print("no backup first, as asked")


def _back_up_with(settings: BackupSettings) -> Callable[[str], None]:
    def back_up(name: str) -> None:
        if not before.is_needed(settings.db_url):
            return
        if not settings.is_set_up and not points_off_loopback(settings.db_url):
            return
        try:
            before.back_up(settings, name)
        except BackupError as error:
            raise MigrationError(f"no backup could be made first ({error}); --without-backup goes on without") from None

    return back_up


if __name__ == "__main__":
    raise SystemExit(main())

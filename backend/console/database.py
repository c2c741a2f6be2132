"""The console's own small SQLite file: sessions, their ends, counted wrong passwords; all kept over a restart."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

TABLES = """
create table if not exists sessions (
    id_hash text primary key,
    user_id text not null,
    email text not null,
    full_name text not null,
    role text not null,
    profile_read_at real not null,
    access_token text not null,
    refresh_token text not null,
    access_expires_at real not null,
    created_at real not null,
    last_seen_at real not null
) without rowid;
create table if not exists session_devices (id_hash text primary key, device text not null) without rowid;
create table if not exists session_places (
    id_hash text not null, network text not null, proven_at real not null, primary key (id_hash, network)
) without rowid;
create table if not exists wrong_passwords (
    key text primary key,
    failures integer not null,
    last_at real not null
) without rowid;
create table if not exists wells (name text primary key, level real not null, at real not null) without rowid;
create table if not exists devices (
    device text not null, email text not null, at real not null, primary key (device, email)
) without rowid;
create table if not exists password_hints (email text primary key, hint integer not null) without rowid;
create table if not exists opened_links (
    key text primary key, sealed blob not null, session_id text not null, at real not null
) without rowid;
create table if not exists endings (
    session_id text primary key, everywhere integer not null, at real not null
) without rowid;
create table if not exists install (salt blob not null);
"""


class Database:
    """One connection behind a lock: each operation takes microseconds, and any thread may ask."""

    def __init__(self, path: Path) -> None:
        _make_private(path)
        self._lock = RLock()
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("pragma journal_mode = wal")
        self._connection.execute("pragma synchronous = normal")
        self._connection.executescript(TABLES)
        self.salt = self._install_salt()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, and alone: other threads and other processes wait for the end."""
        with self._lock:
            self._connection.execute("begin immediate")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")

    def row(self, sql: str, *values: object) -> sqlite3.Row | None:
        """The first row, or None."""
        with self._lock:
            found: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
            return found

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """Every row."""
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def run(self, sql: str, *values: object) -> int:
        """Carry out one statement; returns the number of rows it touched."""
        with self._lock:
            return self._connection.execute(sql, values).rowcount

    def close(self) -> None:
        """Release the file."""
        with self._lock:
            self._connection.close()

    def _install_salt(self) -> bytes:
        with self.transaction() as connection:
            missing = "insert into install select ? where not exists (select 1 from install)"
            connection.execute(missing, (os.urandom(16),))
            return bytes(connection.execute("select salt from install").fetchone()[0])


def _make_private(path: Path) -> None:
    # Created with its final mode: SQLite gives the same one to the files it puts beside it.
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)

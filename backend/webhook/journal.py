"""The local journal: where messages wait, fsynced, while Postgres is away."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

_SCHEMA = """
create table if not exists messages (
    id integer primary key autoincrement, received_at text not null, body blob not null)
"""
BUSY_TIMEOUT_S = 5
LARGE_MESSAGE = 100_000


class JournalError(Exception):
    """The journal could not be written or read: disk full, read-only, damaged."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A message waiting to be applied."""

    id: int
    received_at: datetime
    body: bytes


class Journal:
    """A SQLite file of one webhook process. Blocking: call it from a thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def append(self, body: bytes, received_at: datetime) -> None:
        """Keep a message; returns once it is fsynced. Raises JournalError."""
        with self._open() as db:
            db.execute("insert into messages (received_at, body) values (?, ?)", [received_at.isoformat(), body])

    def oldest(self, limit: int) -> list[Entry]:
        """The messages waiting, oldest first. Raises JournalError."""
        with self._open() as db:
            rows = db.execute("select id, received_at, body from messages order by id limit ?", [limit]).fetchall()
        return [Entry(row[0], datetime.fromisoformat(row[1]), row[2]) for row in rows]

    def remove(self, entry_id: int) -> None:
        """Forget a message that Postgres now holds, its words in the file included. Raises JournalError."""
        with self._open() as db:
            db.execute("delete from messages where id = ?", [entry_id])
            is_empty = db.execute("select 1 from messages limit 1").fetchone() is None
        if is_empty:
            with self._open() as db:
                # What was written stands in the log beside the file until that is cut; busy: at the next one.
                db.execute("pragma wal_checkpoint(truncate)")

    def try_writing(self) -> None:
        """Write as much as a large message, and forget it: nobody ever sees it. Raises JournalError."""
        with self._open() as db:
            db.execute("insert into messages (received_at, body) values ('', zeroblob(?))", [LARGE_MESSAGE])
            db.execute("delete from messages where received_at = ''")

    def disk_free(self) -> float:
        """The share of its disk that is free, in percent. Raises JournalError."""
        try:
            usage = shutil.disk_usage(self._path.parent)
        except OSError as error:
            raise JournalError(type(error).__name__) from error
        return round(100 * usage.free / usage.total, 1)

    def waiting(self) -> tuple[int, datetime | None]:
        """How many wait, and since when the oldest one does. Raises JournalError."""
        with self._open() as db:
            count, oldest = db.execute("select count(*), min(received_at) from messages").fetchone()
        return int(count), datetime.fromisoformat(oldest) if oldest else None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = self._connect()
                with self._connection:
                    yield self._connection
            except (sqlite3.Error, OSError) as error:
                # A connection that failed is not trusted again: the disk may come back.
                self._forget()
                raise JournalError(str(error)) from error

    def _connect(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, timeout=BUSY_TIMEOUT_S, check_same_thread=False)
        self._path.chmod(0o600)
        connection.execute("pragma journal_mode = wal")
        # In WAL mode only FULL syncs at each commit.
        connection.execute("pragma synchronous = full")
        # What callers said is overwritten when it is removed, not only let go of.
        connection.execute("pragma secure_delete = on")
        connection.execute(_SCHEMA)
        return connection

    def _forget(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._forget()

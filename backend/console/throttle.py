"""Slows down whoever guesses passwords, by e-mail address and by client address, over restarts too."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from math import ceil
from sqlite3 import Connection
from time import time

from backend.console.database import Database

FREE_PER_EMAIL = 5
# An office shares one address, and a proxy may too.
FREE_PER_ADDRESS = 20
FIRST_WAIT_S = 30
LONGEST_WAIT_S = 15 * 60
FORGET_AFTER_S = 24 * 3600
MOST_KEYS = 10_000


class Throttle:
    """An attempt is counted before the password is tried, so that a burst cannot slip through together."""

    def __init__(self, database: Database, clock: Callable[[], float] = time) -> None:
        self._database = database
        self._clock = clock

    def attempt(self, email: str, address: str) -> int:
        """Count an attempt; returns 0 when it may go on, else the seconds to wait (and it is not counted)."""
        with self._database.transaction() as connection:
            wait = max(
                self._wait(connection, self._key("email", email), FREE_PER_EMAIL),
                self._wait(connection, self._key("address", address), FREE_PER_ADDRESS),
            )
            if wait <= 0:
                self._count(connection, self._key("email", email))
                self._count(connection, self._key("address", address))
                self._bound(connection)
            return max(0, ceil(wait))

    def succeeded(self, email: str, address: str) -> None:
        """The password was right: its e-mail starts afresh, and this attempt no longer counts for the address."""
        self._database.run("delete from wrong_passwords where key = ?", self._key("email", email))
        self._uncount(self._key("address", address))

    def not_tried(self, email: str, address: str) -> None:
        """The password could not be tried (Supabase away): nothing was learned, nothing counts."""
        self._uncount(self._key("email", email))
        self._uncount(self._key("address", address))

    def _wait(self, connection: Connection, key: str, free: int) -> float:
        row = connection.execute("select failures, last_at from wrong_passwords where key = ?", (key,)).fetchone()
        if row is None or row["failures"] < free:
            return 0
        doubled = FIRST_WAIT_S * 2 ** min(row["failures"] - free, 10)
        return float(row["last_at"] + min(doubled, LONGEST_WAIT_S) - self._clock())

    def _count(self, connection: Connection, key: str) -> None:
        connection.execute(
            "insert into wrong_passwords values (?, 1, ?) "
            "on conflict (key) do update set failures = failures + 1, last_at = excluded.last_at",
            (key, self._clock()),
        )

    def _uncount(self, key: str) -> None:
        self._database.run("update wrong_passwords set failures = failures - 1 where key = ? and failures > 0", key)

    def _bound(self, connection: Connection) -> None:
        connection.execute("delete from wrong_passwords where last_at < ?", (self._clock() - FORGET_AFTER_S,))
        connection.execute(
            "delete from wrong_passwords where key in "
            "(select key from wrong_passwords order by last_at desc limit -1 offset ?)",
            (MOST_KEYS,),
        )

    def _key(self, kind: str, value: str) -> str:
        # Hashed with the install's salt: the file holds no e-mail address of people who are not our own.
        return sha256(self._database.salt + f"{kind}:{value.strip().lower()}".encode()).hexdigest()

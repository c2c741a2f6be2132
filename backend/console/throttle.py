"""Slows down whoever guesses passwords, by e-mail address and by client address, over restarts too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Attempt:
    """One password, tried for one account from one place."""

    email: str
    address: str
    # The name of a device that signed in to this account before.
    device: str = ""
    # It may be the right one: what is counted of the street does not hold it up.
    may_be_right: bool = False

    @property
    def limits(self) -> dict[str, int]:
        """What is counted, and how much of it is free."""
        email = self.email.strip().lower()
        if self.device:
            return {f"device:{self.device}:{email}": FREE_PER_EMAIL}
        account = f"likely:{email}" if self.may_be_right else f"email:{email}"
        return {
            account: FREE_PER_EMAIL,
            f"address:{self.address}": FREE_PER_ADDRESS,
            f"pair:{self.address}:{email}": FREE_PER_EMAIL,
        }


class Throttle:
    """An attempt is counted before the password is tried, so that a burst cannot slip through together."""

    def __init__(self, database: Database, clock: Callable[[], float] = time) -> None:
        self._database = database
        self._clock = clock

    def attempt(self, attempt: Attempt) -> int:
        """Count an attempt; returns 0 when it may go on, else the seconds to wait (and it is not counted)."""
        limits = {self._key(name): free for name, free in attempt.limits.items()}
        with self._database.transaction() as connection:
            wait = max(self._wait(connection, key, free) for key, free in limits.items())
            if wait <= 0:
                for key in limits:
                    self._count(connection, key)
                self._bound(connection)
            return max(0, ceil(wait))

    def succeeded(self, attempt: Attempt) -> None:
        """The password was right: its e-mail starts afresh, and this attempt no longer counts for the address."""
        for name in (*attempt.limits, f"email:{attempt.email.strip().lower()}"):
            if name.startswith("address:"):
                self._uncount(self._key(name))
            else:
                self._database.run("delete from wrong_passwords where key = ?", self._key(name))

    def not_tried(self, attempt: Attempt) -> None:
        """The password could not be tried (Supabase away): nothing was learned, nothing counts."""
        for name in attempt.limits:
            self._uncount(self._key(name))

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

    def mark(self, email: str) -> str:
        """By which the log tells one account from another."""
        return self._key(f"email:{email.strip().lower()}")[:12]

    def _key(self, name: str) -> str:
        # Hashed with the install's salt: the file holds no e-mail address of people who are not our own.
        return sha256(self._database.salt + name.encode()).hexdigest()

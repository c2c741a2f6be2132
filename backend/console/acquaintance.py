"""Who was here before: told from a stranger when there is not room for both.

A device, by a cookie of its own; a password, by a few bits of a slow hash of the one that last opened the account here.
So few that most passwords in the world share them, and so they open nothing; enough that, of a thousand guesses, one
comes before the owner on a new telephone.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from time import time

from backend.console.database import Database

HINT_BITS = 10
FORGET_DEVICE_AFTER_S = 400 * 24 * 3600
MOST_DEVICES = 10_000


class Acquaintances:
    """Kept in the console's file, which holds no address of anybody."""

    def __init__(self, database: Database, clock: Callable[[], float] = time) -> None:
        self._database = database
        self._clock = clock

    def knows_device(self, device: str, email: str) -> bool:
        """This device signed in to this account before."""
        found = self._database.row(
            "select 1 from devices where device = ? and email = ?", self._key(device), self._key(_plain(email))
        )
        return found is not None

    def may_be_right(self, email: str, password: str) -> bool:
        """False for all but a thousandth of the wrong passwords, and for accounts that nobody opened here."""
        hint = self._hint(email, password)
        row = self._database.row("select hint from password_hints where email = ?", self._key(_plain(email)))
        return row is not None and row["hint"] == hint

    def remember(self, device: str, email: str, password: str) -> str:
        """They signed in. Returns the device's name for its cookie: the one it has, or a new one."""
        self.remember_password(email, password)
        return self.remember_device(device, email)

    def remember_password(self, email: str, password: str) -> None:
        """It was the right one, whether or not a second factor is still to be shown."""
        account = self._key(_plain(email))
        self._database.run("insert or replace into password_hints values (?, ?)", account, self._hint(email, password))

    def remember_device(self, device: str, email: str) -> str:
        """It signed in to this account. Returns its name for its cookie: the one it has, or a new one."""
        device = device if 20 < len(device) < 100 else secrets.token_urlsafe(24)
        values = self._key(device), self._key(_plain(email)), self._clock()
        self._database.run("insert or replace into devices values (?, ?, ?)", *values)
        self._forget_old()
        return device

    def _hint(self, email: str, password: str) -> int:
        salt = self._database.salt + _plain(email).encode()
        return (
            int.from_bytes(hashlib.scrypt(password.encode(), salt=salt, n=2**12, r=8, p=1, dklen=4)) >> 32 - HINT_BITS
        )

    def _forget_old(self) -> None:
        self._database.run("delete from devices where at < ?", self._clock() - FORGET_DEVICE_AFTER_S)
        self._database.run(
            "delete from devices where device in (select device from devices order by at desc limit -1 offset ?)",
            MOST_DEVICES,
        )

    def _key(self, value: str) -> str:
        return hashlib.sha256(self._database.salt + value.encode()).hexdigest()


def _plain(email: str) -> str:
    return email.strip().lower()

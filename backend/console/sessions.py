"""Sessions on disk: what the opaque cookie stands for, and when it stops standing for anything.

The cookie holds 256 random bits; only their SHA-256 is kept, so that the file alone signs nobody in.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from sqlite3 import Row
from time import time
from typing import cast

from backend.console.agent import UNKNOWN
from backend.console.database import Database
from backend.console.endings import note, session_id
from backend.console.identity import TokenPair
from backend.person import Person, Role

# The owner comes twice a day: from one evening to the next must not cost him his password.
IDLE_S = 24 * 3600
ABSOLUTE_S = 30 * 24 * 3600
# Writing the hour of each request would cost a write per click.
TOUCH_EVERY_S = 60
# What is kept of a session, gone with it.
BESIDE = (
    "delete from session_devices where id_hash not in (select id_hash from sessions)",
    "delete from session_places where id_hash not in (select id_hash from sessions)",
)


@dataclass(frozen=True)
class Session:
    """One signed-in browser."""

    id_hash: str
    person: Person
    profile_read_at: float
    tokens: TokenPair
    last_seen_at: float


@dataclass(frozen=True)
class Opened:
    """A session as its person is shown it."""

    id_hash: str
    device: str
    created_at: float
    last_seen_at: float


class SessionStore:
    """Opens, finds, renews and ends sessions. Asked on every request: nothing here touches the network."""

    def __init__(self, database: Database, clock: Callable[[], float] = time) -> None:
        self._database = database
        self._clock = clock

    def open(self, person: Person, tokens: TokenPair) -> str:
        """Keep a new session; returns the cookie's value, which is kept nowhere."""
        self.end_dead()
        cookie = secrets.token_urlsafe(32)
        now = self._clock()
        self._database.run(
            "insert into sessions values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            hashed(cookie), person.user_id, person.email, person.full_name, person.role, now,
            tokens.access, tokens.refresh, tokens.access_expires_at, now, now,
        )  # fmt: skip
        return cookie

    def find(self, id_hash: str) -> Session | None:
        """The session, unless it was ended or has expired."""
        now = self._clock()
        row = self._database.row(
            "select * from sessions where id_hash = ? and last_seen_at > ? and created_at > ?",
            id_hash, now - IDLE_S, now - ABSOLUTE_S,
        )  # fmt: skip
        return _session(row) if row else None

    def note_device(self, cookie: str, device: str) -> None:
        """On what it was opened."""
        self._database.run("insert or replace into session_devices values (?, ?)", hashed(cookie), device)

    def of_person(self, user_id: str) -> list[Opened]:
        """Their sessions that still stand, the last seen first."""
        now = self._clock()
        rows = self._database.rows(
            "select s.id_hash, coalesce(d.device, ?) as device, s.created_at, s.last_seen_at from sessions s "
            "left join session_devices d on d.id_hash = s.id_hash "
            "where s.user_id = ? and s.last_seen_at > ? and s.created_at > ? order by s.last_seen_at desc",
            UNKNOWN, user_id, now - IDLE_S, now - ABSOLUTE_S,
        )  # fmt: skip
        return [Opened(*row) for row in rows]

    def touch(self, session: Session) -> None:
        """Somebody did something: the idle clock starts again."""
        now = self._clock()
        if now - session.last_seen_at > TOUCH_EVERY_S:
            self._database.run("update sessions set last_seen_at = ? where id_hash = ?", now, session.id_hash)

    def renew(self, id_hash: str, tokens: TokenPair) -> None:
        """Keep the tokens that replace the spent ones."""
        self._database.run(
            "update sessions set access_token = ?, refresh_token = ?, access_expires_at = ? where id_hash = ?",
            tokens.access, tokens.refresh, tokens.access_expires_at, id_hash,
        )  # fmt: skip

    def note_profile(self, id_hash: str, person: Person) -> None:
        """Keep what the profile says today: a name or a role may have changed."""
        self._database.run(
            "update sessions set email = ?, full_name = ?, role = ?, profile_read_at = ? where id_hash = ?",
            person.email, person.full_name, person.role, self._clock(), id_hash,
        )  # fmt: skip

    def doubt_profile(self, id_hash: str) -> None:
        """What is kept of the profile may be wrong."""
        self._database.run("update sessions set profile_read_at = 0 where id_hash = ?", id_hash)

    def end_all_of(self, user_id: str, *, everywhere: bool = False) -> None:
        """Forget every session of this person; `everywhere`: those of other consoles are to end as well."""
        self._forget("user_id = ?", user_id, everywhere=everywhere)

    def end(self, id_hash: str) -> bool:
        """Forget the session; True when there was one."""
        return self._forget("id_hash = ?", id_hash) > 0

    def end_dead(self) -> None:
        """Forget those that stand for nothing any more."""
        now = self._clock()
        self._forget("last_seen_at <= ? or created_at <= ?", now - IDLE_S, now - ABSOLUTE_S)

    def _forget(self, which: str, *values: object, everywhere: bool = False) -> int:
        """Forgotten here, and noted in the same transaction as still to be ended at Supabase."""
        with self._database.transaction() as connection:
            gone = connection.execute(f"delete from sessions where {which} returning access_token", values).fetchall()
            for statement in BESIDE:
                connection.execute(statement)
            for row in gone:
                note(connection, session_id(row["access_token"]), everywhere=everywhere)
        return len(gone)


def hashed(cookie: str) -> str:
    """What the store knows a cookie by."""
    return sha256(cookie.encode()).hexdigest()


def _session(row: Row) -> Session:
    person = Person(row["user_id"], row["email"], row["full_name"], cast(Role, row["role"]))
    tokens = TokenPair(row["user_id"], row["access_token"], row["refresh_token"], row["access_expires_at"])
    return Session(row["id_hash"], person, row["profile_read_at"], tokens, row["last_seen_at"])

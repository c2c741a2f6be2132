"""Links that were spent and whose password was then refused: the same person chooses another, without a new link.

What the link opened is kept ten minutes in the console's file, sealed with the link itself, which is kept nowhere.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import asdict
from hashlib import sha256
from time import time

from cryptography.fernet import Fernet

from backend.console.database import Database
from backend.console.endings import note, session_id
from backend.console.identity import TokenPair

KEPT_S = 600.0


class OpenedLinks:
    """In the console's file: over a restart, and for every process that shares it."""

    def __init__(self, database: Database, clock: Callable[[], float] = time) -> None:
        self._database = database
        self._clock = clock

    def find(self, proof: str) -> TokenPair | None:
        """What this link opened, if it was spent here just now."""
        row = self._database.row(
            "select sealed from opened_links where key = ? and at > ?", _key(proof), self._clock() - KEPT_S
        )
        return TokenPair(**json.loads(_seal(proof).decrypt(row["sealed"]))) if row else None

    def keep(self, proof: str, tokens: TokenPair) -> None:
        """It is spent from now on; what it opened may get better, never more time."""
        self.end_old()
        sealed = _seal(proof).encrypt(json.dumps(asdict(tokens)).encode())
        number = session_id(tokens.access)
        self._database.run(
            "insert into opened_links values (?, ?, ?, ?) on conflict (key) do update set sealed = excluded.sealed",
            _key(proof), sealed, number, self._clock(),
        )  # fmt: skip

    def forget(self, proof: str) -> None:
        """Its person is in, or will not be."""
        self._database.run("delete from opened_links where key = ?", _key(proof))

    def end_old(self) -> None:
        """Nobody chose another password: the session that the link opened is nobody's."""
        with self._database.transaction() as connection:
            old = connection.execute(
                "delete from opened_links where at <= ? returning session_id", (self._clock() - KEPT_S,)
            ).fetchall()
            for row in old:
                note(connection, row["session_id"])


def _key(proof: str) -> str:
    return sha256(b"key:" + proof.encode()).hexdigest()


def _seal(proof: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(sha256(b"seal:" + proof.encode()).digest()))

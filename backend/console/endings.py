"""Sessions left here, ended at Supabase too: tried until it is done, over an outage and over a restart.

Only the session's number is kept, which opens nothing: with it the database ends the session, whether its tokens have
expired or not.
"""

from __future__ import annotations

import logging
from sqlite3 import Connection
from time import time

import jwt

from backend.console.database import Database
from backend.console.identity import Identity, TokenPair
from backend.supabase.errors import ApiError

logger = logging.getLogger("drain")
EVERY_S = 10.0
AT_ONCE = 20
# The worker ends within two days whatever nobody renews any more.
GIVE_UP_AFTER_S = 3 * 24 * 3600


class Endings:
    """What is still to be told, in the console's file."""

    def __init__(self, database: Database, identity: Identity) -> None:
        self._database = database
        self._identity = identity

    def add(self, tokens: TokenPair, *, everywhere: bool = False) -> None:
        """This session is over, or all of this person's."""
        with self._database.transaction() as connection:
            note(connection, session_id(tokens.access), everywhere=everywhere)

    def work(self) -> None:
        """Tell what is to be told; what cannot be is told later."""
        rows = self._database.rows("select session_id, everywhere, at from endings order by at limit ?", AT_ONCE)
        for row in rows:
            if not self._tell(row["session_id"], bool(row["everywhere"])) and time() - row["at"] < GIVE_UP_AFTER_S:
                return
            self._database.run("delete from endings where session_id = ?", row["session_id"])

    def _tell(self, id: str, everywhere: bool) -> bool:
        try:
            self._identity.leave(id, everywhere)
        except ApiError as error:
            # Refused: no such session any more.
            if error.kind != "forbidden":
                logger.warning("a session is not ended yet: %s", error.code)
            return error.kind == "forbidden"
        return True


def note(connection: Connection, id: str, *, everywhere: bool = False) -> None:
    """Keep it in the transaction that forgets the session."""
    if id:
        connection.execute(
            "insert into endings values (?, ?, ?) on conflict (session_id) do update set "
            "everywhere = max(everywhere, excluded.everywhere)",
            (id, everywhere, time()),
        )


def session_id(access_token: str) -> str:
    """The number of the session that the token belongs to; empty when it cannot be read."""
    try:
        claims = jwt.decode(access_token, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        return ""
    return str(claims.get("session_id", ""))

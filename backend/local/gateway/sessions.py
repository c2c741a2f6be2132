"""Signing in, and renewing a session by a refresh token that serves once."""

from __future__ import annotations

import secrets
import time
from typing import Any

from backend.local.gateway import passwords, store
from backend.local.gateway.errors import AuthRefusal
from backend.local.gateway.people import public, refuse_banned
from backend.local.gateway.store import Connection, Pool, Row
from backend.local.gateway.tokens import ACCESS_S, Tokens


class Sessions:
    """Hands out pairs of tokens."""

    def __init__(self, pool: Pool, tokens: Tokens) -> None:
        self._pool = pool
        self._tokens = tokens

    async def sign_in(self, email: str, password: str) -> dict[str, Any]:
        """A new session. Raises AuthRefusal, the same for an unknown address and a wrong password."""
        async with self._pool.connection() as conn:
            user = await store.one(conn, "find_user", email=email)
        # The connection is given back first: hashing takes longer than the queries.
        if not await passwords.matches(user["encrypted_password"] if user else None, password) or user is None:
            raise AuthRefusal(400, "invalid_credentials", "Invalid login credentials")
        refuse_banned(user)
        if user["email_confirmed_at"] is None:
            raise AuthRefusal(400, "email_not_confirmed", "Email not confirmed")
        return await self.open(user)

    async def open(self, person: Row) -> dict[str, Any]:
        """A new session for somebody who has proven who they are. Raises AuthRefusal when they are gone meanwhile."""
        token = _new_token()
        async with self._pool.connection() as conn:
            opened = await store.one(conn, "open_session", user_id=person["id"], token=token)
            user = await store.one(conn, "user_by_id", user_id=person["id"])
        if opened is None or user is None:
            raise AuthRefusal(400, "invalid_credentials", "Invalid login credentials")
        return self._pair(user, str(opened["session_id"]), token)

    async def renew(self, token: str) -> dict[str, Any]:
        """The next pair of the session. Raises AuthRefusal; a stolen token's whole session is then closed."""
        async with self._pool.connection() as conn:
            # Committed even when refused: the revocation must stay.
            async with conn.transaction():
                spent = await store.one(conn, "lock_session_of_token", token=token)
                renewed = await _rotate(conn, spent) if spent else None
            user = await store.one(conn, "user_by_id", user_id=spent["user_id"]) if spent else None
        if spent is None or user is None:
            raise AuthRefusal(400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found")
        if renewed is None:
            raise AuthRefusal(400, "refresh_token_already_used", "Invalid Refresh Token: Already Used")
        refuse_banned(user)
        return self._pair(user, str(spent["session_id"]), renewed)

    def _pair(self, user: Row, session_id: str, refresh_token: str) -> dict[str, Any]:
        now = int(time.time())
        return {
            "access_token": self._tokens.for_person(user, session_id, now),
            "token_type": "bearer",
            "expires_in": ACCESS_S,
            "expires_at": now + ACCESS_S,
            "refresh_token": refresh_token,
            "user": public(user),
        }


async def _rotate(conn: Connection, spent: Row) -> str | None:
    """The session's next refresh token; None when the spent one is refused."""
    if spent["revoked"] and spent["active_child"]:
        # Its answer was lost on the way: the client asks again, and gets the same token.
        return str(spent["active_child"])
    if spent["revoked"] and not spent["just_revoked"]:
        await store.run(conn, "revoke_family", session_id=spent["session_id"])
        return None
    new = _new_token()
    await store.run(conn, "rotate_token", old=spent["token"], new=new, session_id=spent["session_id"],
                    user_id=spent["user_id"])  # fmt: skip
    return new


def _new_token() -> str:
    return secrets.token_urlsafe(16)

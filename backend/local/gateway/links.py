"""One-time links: made for the administrator, sent by whoever asked for them, spent once."""

from __future__ import annotations

import secrets
from hashlib import sha224
from typing import Any

from psycopg.types.json import Jsonb

from backend.local.gateway import store
from backend.local.gateway.errors import AuthRefusal
from backend.local.gateway.people import public, refuse_banned
from backend.local.gateway.sessions import Sessions
from backend.local.gateway.store import Connection, Pool, Row

INVITE, RECOVERY = "invite", "recovery"
EMAIL_PROVIDER = {"provider": "email", "providers": ["email"]}


class Links:
    """Makes links and opens sessions with them."""

    def __init__(self, pool: Pool, sessions: Sessions, url: str) -> None:
        self._pool = pool
        self._sessions = sessions
        self._url = url

    async def make(self, kind: str, email: str, person: dict[str, Any]) -> dict[str, Any]:
        """A new link; an older one of the same person works no more. Raises AuthRefusal."""
        if kind not in (INVITE, RECOVERY):
            raise AuthRefusal(400, "validation_failed", "Invalid email action link type requested")
        code = f"{secrets.randbelow(10**6):06d}"
        digest = sha224(f"{email}{code}{secrets.token_hex(16)}".encode()).hexdigest()
        async with self._pool.connection() as conn:
            user = await self._whose(conn, kind, email, person)
            await store.run(conn, "keep_link", user_id=user["id"], kind=kind, hash=digest)
        return {
            **public(user),
            "action_link": f"{self._url}/verify?token={digest}&type={kind}&redirect_to=",
            "email_otp": code,
            "hashed_token": digest,
            "verification_type": kind,
            "redirect_to": "",
        }

    async def spend(self, kind: str, digest: str) -> dict[str, Any]:
        """A session for whoever holds the link. Raises AuthRefusal when it was spent, replaced or is too old."""
        async with self._pool.connection() as conn:
            spent = await store.one(conn, "spend_link", kind=kind, hash=digest)
            user = await store.one(conn, "user_by_id", user_id=spent["user_id"]) if spent else None
        if user is None:
            raise AuthRefusal(403, "otp_expired", "Email link is invalid or has expired")
        refuse_banned(user)
        return await self._sessions.open(user)

    async def _whose(self, conn: Connection, kind: str, email: str, person: dict[str, Any]) -> Row:
        user = await store.one(conn, "find_user", email=email)
        if kind == RECOVERY and user is None:
            raise AuthRefusal(404, "user_not_found", "User with this email not found")
        if kind == INVITE and user is None:
            user = await store.one(conn, "create_user", email=email, password=None, app=Jsonb(EMAIL_PROVIDER),
                                   person=Jsonb(person), confirmed=False)  # fmt: skip
        if user is None or (kind == INVITE and user["email_confirmed_at"] is not None):
            raise AuthRefusal(422, "email_exists", "A user with this email address has already been registered")
        return user

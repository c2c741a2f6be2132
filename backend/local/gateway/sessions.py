"""Opening a session, and renewing it: pairs of an access token and a refresh token."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import Any

from backend.local.gateway import people, refresh_tokens, store
from backend.local.gateway.boxes import Boxes
from backend.local.gateway.errors import AuthRefusal
from backend.local.gateway.service import Service
from backend.local.gateway.store import Connection, Row


@dataclass(frozen=True)
class Caller:
    """From where somebody comes."""

    address: str
    agent: str


async def open_session(service: Service, conn: Connection, user: Row, method: str, caller: Caller) -> dict[str, Any]:
    """A new session for somebody who has proven who they are. Raises AuthRefusal when they are gone meanwhile."""
    person = await store.one(conn, "sessions.signed_in", user_id=user["id"])
    if person is None:
        raise AuthRefusal(400, "invalid_credentials", "Invalid login credentials")
    key = secrets.token_hex(16) if service.boxes.refresh_kind == 2 else None
    session = await store.one(conn, "sessions.open", user_id=user["id"], method=method, hmac_key=key,
                              address=caller.address, agent=caller.agent)  # fmt: skip
    assert session is not None
    return await pair(service, conn, person, session, await refresh_tokens.first(conn, session))


async def renew(service: Service, token: str) -> dict[str, Any]:
    """The next pair of the session. Raises AuthRefusal; a stolen token's whole session is then closed."""
    async with store.transaction(service.pool) as conn:
        session, user = await _whose(conn, token)
        people.refuse_banned(user)
        await _refuse_expired(conn, session, service.boxes)
        following = await refresh_tokens.next_one(conn, session, token)
        if following:
            return await pair(service, conn, user, session, following)
    # Outside: the revocation is committed although the request is refused.
    raise AuthRefusal(400, "refresh_token_already_used", "Invalid Refresh Token: Already Used")


async def pair(service: Service, conn: Connection, user: Row, session: Row, refresh_token: str) -> dict[str, Any]:
    """What the clients call a session."""
    methods = await store.many(conn, "sessions.methods", session_id=session["id"])
    lives_s, now = service.boxes.access_s, int(time.time()) + service.boxes.clock_ahead_s
    return {
        "access_token": service.tokens.for_person(user, session, methods, now, lives_s),
        "token_type": "bearer",
        "expires_in": lives_s,
        "expires_at": now + lives_s,
        "refresh_token": refresh_token,
        "user": await people.told(conn, user),
    }


async def _whose(conn: Connection, token: str) -> tuple[Row, Row]:
    """The token's session, locked, and its person. Raises AuthRefusal."""
    said = refresh_tokens.read(token)
    kept = None if said else await store.one(conn, "sessions.session_of", token=token)
    session_id = said.session_id if said else kept and kept["session_id"]
    session = await store.one(conn, "sessions.lock", session_id=session_id)
    if session is None or (said and not refresh_tokens.is_of(session, said)):
        raise _unknown()
    user = await people.by_id(conn, session["user_id"])
    if user is None:
        raise _unknown()
    return session, user


async def _refuse_expired(conn: Connection, session: Row, boxes: Boxes) -> None:
    ages = await store.one(conn, "sessions.ages", session_id=session["id"])
    assert ages is not None
    over = (
        (boxes.session_s is not None and ages["age_s"] > boxes.session_s)
        or (boxes.idle_s is not None and ages["idle_s"] > boxes.idle_s)
        or (boxes.aal1_s is not None and ages["lacks_factor"] and ages["age_s"] > boxes.aal1_s)
        or (boxes.single_session and ages["has_newer"])
    )
    if over:
        raise AuthRefusal(400, "session_expired", "Invalid Refresh Token: Session Expired")


def _unknown() -> AuthRefusal:
    return AuthRefusal(400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found")

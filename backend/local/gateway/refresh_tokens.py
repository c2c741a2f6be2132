"""The two kinds of refresh token. Each serves once, within reason; its session is locked by whoever comes here.

The first kind is a word kept in a table, each with the one it came from. The second is a number that the session
counts, signed by a key of the session's own: nothing is kept but the counter.
"""

from __future__ import annotations

import hmac
import secrets
import string
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID
from zlib import crc32

from backend.local.gateway import store
from backend.local.gateway.store import Connection, Row

ALPHABET = string.ascii_lowercase + string.digits
FIRST_KIND_LENGTH = 12
REUSE = timedelta(seconds=10)
VERSION, SIGNATURE_BYTES = b"\x00", 16


@dataclass(frozen=True)
class Counted:
    """What a token of the second kind says."""

    session_id: UUID
    counter: int
    signature: bytes


async def first(conn: Connection, session: Row) -> str:
    """The first one of a session."""
    if session["refresh_token_hmac_key"]:
        return counted(session, 0)
    return await _give(conn, session, None)


async def next_one(conn: Connection, session: Row, token: str) -> str | None:
    """What a renewal with this one gives. None: it was stolen, or as good as; the session ends.

    Whoever asks again with the last one, or all at once, gets the same.
    """
    said = read(token)
    return await _next_counted(conn, session, said) if said else await _next_kept(conn, session, token)


async def replaced(conn: Connection, session: Row) -> str:
    """A new one in the place of the session's newest, whichever that is."""
    if session["refresh_token_hmac_key"]:
        return await _count_on(conn, session)
    newest = await store.one(conn, "sessions.revoke_family", session_id=session["id"])
    await store.run(conn, "sessions.refreshed", session_id=session["id"], step=0)
    return await _give(conn, session, str(newest["token"]) if newest else None)


def read(token: str) -> Counted | None:
    """A token of the second kind taken apart; None for any other word."""
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (NotBase64, ValueError):
        return None
    body, check = raw[:-4], raw[-4:]
    if len(raw) < 38 or raw[:1] != VERSION or crc32(body).to_bytes(4, "big") != check:
        return None
    middle = body[17:-SIGNATURE_BYTES]
    return Counted(UUID(bytes=body[1:17]), int.from_bytes(middle, "big"), body[-SIGNATURE_BYTES:])


def counted(session: Row, counter: int) -> str:
    """The session's token of that number."""
    number = counter.to_bytes(max(1, (counter.bit_length() + 7) // 8), "big")
    body = VERSION + session["id"].bytes + number + _signature(session, counter)
    return urlsafe_b64encode(body + crc32(body).to_bytes(4, "big")).rstrip(b"=").decode()


def is_of(session: Row, said: Counted) -> bool:
    """True for a token that the session's own key signed."""
    key = session["refresh_token_hmac_key"]
    return bool(key) and hmac.compare_digest(_signature(session, said.counter), said.signature)


async def _next_kept(conn: Connection, session: Row, token: str) -> str | None:
    state = await store.one(conn, "sessions.spent", token=token)
    if state and state["revoked"] and state["is_parent_of_newest"]:
        # Its answer was lost on the way: the client asks again, and gets the same token.
        return str(state["newest"])
    if state is None or (state["revoked"] and not state["just_revoked"]):
        await store.run(conn, "sessions.revoke_family", session_id=session["id"])
        return None
    await store.run(conn, "sessions.revoke", token=token)
    await store.run(conn, "sessions.refreshed", session_id=session["id"], step=0)
    return await _give(conn, session, token)


async def _next_counted(conn: Connection, session: Row, said: Counted) -> str | None:
    newest = int(session["refresh_token_counter"])
    if said.counter == newest:
        return await _count_on(conn, session)
    if said.counter == newest - 1 or _was_just_refreshed(session):
        return counted(session, newest)
    await store.run(conn, "sessions.close", session_id=session["id"])
    return None


async def _count_on(conn: Connection, session: Row) -> str:
    await store.run(conn, "sessions.refreshed", session_id=session["id"], step=1)
    return counted(session, int(session["refresh_token_counter"]) + 1)


async def _give(conn: Connection, session: Row, parent: str | None) -> str:
    token = "".join(secrets.choice(ALPHABET) for _ in range(FIRST_KIND_LENGTH))
    await store.run(conn, "sessions.give", token=token, parent=parent, user_id=str(session["user_id"]),
                    session_id=session["id"])  # fmt: skip
    return token


def _was_just_refreshed(session: Row) -> bool:
    at = session["refreshed_at"]
    return at is not None and datetime.now(UTC).replace(tzinfo=None) - at < REUSE


def _signature(session: Row, counter: int) -> bytes:
    body = session["id"].bytes + counter.to_bytes(8, "big")
    return hmac.digest(session["refresh_token_hmac_key"].encode(), body, sha256)[:SIGNATURE_BYTES]

"""A message that cannot be taken in at all is kept with its error: a person sees it, and it is tried again."""

from __future__ import annotations

import hashlib
from datetime import datetime

import psycopg

from backend.db import Pool, query
from backend.vapi.message import NotAnEnvelope, read


async def keep_refused(pool: Pool, body: bytes, received_at: datetime, error: Exception) -> None:
    """Store the body beside what refused it. Raises psycopg.Error when even that is refused."""
    key, kind, happened_at = _known(body, received_at)
    text = body.decode("utf-8", "replace").replace("\x00", "")
    async with pool.connection() as conn:
        await conn.execute(query("keep_refused"), [key, kind, happened_at, received_at, text, _told(error)])


def _known(body: bytes, received_at: datetime) -> tuple[str, str, datetime]:
    try:
        message = read(body, received_at)
    except (NotAnEnvelope, ValueError, TypeError, RecursionError):
        return f"unreadable|{hashlib.sha256(body).hexdigest()}", "unreadable", received_at
    return message.dedupe_key, message.type, message.happened_at


def _told(error: Exception) -> str:
    # Never the words of the error: Postgres quotes the values that it refuses.
    state = f"{error.sqlstate}: " if isinstance(error, psycopg.Error) and error.sqlstate else ""
    return f"{state}{type(error).__name__}"

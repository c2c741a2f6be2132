"""The alerts' database calls, each in a transaction of its own."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from backend.alerts.step import Send
from backend.db import Pool, query


def digest(token: str) -> bytes:
    """What is kept of a link's token."""
    return hashlib.sha256(token.encode()).digest()


class AlertStore:
    """What the worker does to alerts in the database."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def claim(self, limit: int) -> list[UUID]:
        """Alerts that are due, leased to this worker for a minute."""
        return [cast(UUID, row["id"]) for row in await self._rows("claim_alerts", limit)]

    async def case(self, alert_id: UUID) -> dict[str, Any]:
        """The alert with all about it, as JSON; empty when it is gone."""
        rows = await self._rows("alert_case", alert_id)
        return cast(dict[str, Any], rows[0]["given"]) if rows and rows[0]["given"] else {}

    async def prepare(self, alert_id: UUID, send: Send, version: int) -> UUID | None:
        """Write an attempt down; None when the alert has changed since that version: decide again."""
        to = send.recipient
        address = to.email if send.channel == "email" else to.phone
        who = (send.level, send.channel, to.id)
        values = (alert_id, send.attempt_id, *who, send.reason, version, address, send.provider, send.rung)
        [row] = await self._rows("prepare_attempt", *values)
        return cast(UUID | None, row["id"])

    async def record(
        self, attempt_id: UUID, state: str, *, permanent: bool = False, provider_id: str | None = None,
        answer: str | None = None, credits: float | None = None,
    ) -> None:  # fmt: skip
        """What came of an attempt."""
        await self._rows("record_attempt", attempt_id, state, permanent, provider_id, answer, credits)

    async def record_absence(self, attempt_id: UUID) -> None:
        """The provider has not got it; nothing happens when its outcome came to be known meanwhile."""
        await self._rows("record_absence", attempt_id)

    async def release(
        self, alert_id: UUID, due_at: datetime | None, version: int | None = None, *, state: str | None = None,
        reason: str | None = None, level: int | None = None,
    ) -> None:  # fmt: skip
        """Let go of an alert until `due_at` (None: for good), or at once when it has changed since that version."""
        await self._rows("release_alert", alert_id, due_at, version, state, reason, level)

    async def gather(self, alert_id: UUID) -> None:
        """Put all that wait and may wait into this alert's message."""
        await self._rows("gather_alerts", alert_id)

    async def new_link(self, alert_id: UUID, recipient_id: UUID) -> str:
        """A fresh token for one person; only its hash is kept."""
        token = secrets.token_urlsafe(16)
        await self._rows("keep_link", digest(token), alert_id, recipient_id)
        return token

    async def marks(self, attempt_id: UUID) -> dict[str, Any]:
        """By what the second provider's copy of an attempt is known: phone, links, and what is known of others."""
        rows = await self._rows("marks_of_attempt", attempt_id)
        return cast(dict[str, Any], rows[0]) if rows else {"phone": None, "links": [], "known": []}

    async def _rows(self, name: str, *values: Any) -> list[dict[str, object]]:
        async with self._pool.connection() as conn:
            cursor = await conn.execute(query(name), values)
            return await cursor.fetchall() if cursor.description else []

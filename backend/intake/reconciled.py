"""Messages of a call that Vapi's list tells of and the webhook missed: taken in as if they had come by it."""

from __future__ import annotations

from datetime import datetime

from backend.db import Pool
from backend.intake.store import receive


async def take_in(pool: Pool, body: bytes, received_at: datetime | None) -> bool:
    """Keep and apply one message; False when it could only be kept, with its error."""
    return (await receive(pool, body, received_at, "reconciliation")).outcome != "failed"

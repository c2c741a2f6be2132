"""Applies again the messages that failed: asked by a person, or due by themselves."""

from __future__ import annotations

from datetime import datetime
from typing import cast

import psycopg

from backend import observe
from backend.db import Pool, query
from backend.intake.store import receive

BATCH = 20


async def retry_unapplied(pool: Pool) -> bool:
    """Claim and apply one batch; True when more may be due."""
    async with pool.connection() as conn:
        rows = await (await conn.execute(query("claim_unapplied"), [BATCH])).fetchall()
    for row in rows:
        await _apply(pool, cast(int, row["id"]), str(row["body"]), cast(datetime, row["received_at"]))
    return len(rows) == BATCH


async def _apply(pool: Pool, inbox_id: int, body: str, received_at: datetime) -> None:
    try:
        receipt = await receive(pool, body.encode(), received_at, "journal")
        failed = receipt.outcome == "failed"
        if not failed:
            await _note(pool, "settle_message", inbox_id)
    except (psycopg.OperationalError, psycopg.InterfaceError):
        raise
    except Exception as error:
        # One message must not stop the others; it is reported and stays due.
        observe.report(error, inbox_id=str(inbox_id))
        failed = True
    if failed:
        await _note(pool, "postpone_message", inbox_id)


async def _note(pool: Pool, name: str, inbox_id: int) -> None:
    async with pool.connection() as conn:
        await conn.execute(query(name), [inbox_id])

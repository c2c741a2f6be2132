"""The nightly purge: kind by kind, in small transactions, so that nobody waits behind it."""

from __future__ import annotations

from typing import Any

import psycopg

from backend import observe
from backend.db import Pool, query, taking_time
from backend.privacy.erase import LONG_S

BATCH = 500


async def purge_due(pool: Pool) -> None:
    """Tonight's purge, when its hour has come. What it could not finish goes on later, from where it stopped."""
    claimed = await _rows(pool, "claim_purge")
    if not claimed:
        return
    run = claimed[0]["id"]
    try:
        for row in await _rows(pool, "retention_kinds"):
            await _one_kind(pool, run, row["what"])
    except (psycopg.OperationalError, psycopg.InterfaceError):
        raise
    except psycopg.Error as error:
        observe.report(error, purge=str(run))
        await _rows(pool, "finish_purge", run, type(error).__name__)
    else:
        await _rows(pool, "finish_purge", run, None)


async def _one_kind(pool: Pool, run: int, what: str) -> None:
    while True:
        async with taking_time(pool, LONG_S) as conn:
            row = await (await conn.execute(query("purge_batch"), [what, BATCH])).fetchone()
            removed = int(str(row["removed"])) if row else 0
            if removed:
                # In the same transaction: what is in the log is what is gone.
                await conn.execute(query("note_purged"), [run, what, removed])
        if removed < BATCH:
            return


async def _rows(pool: Pool, name: str, *values: Any) -> list[dict[str, Any]]:
    async with pool.connection() as conn:
        cursor = await conn.execute(query(name), values)
        return await cursor.fetchall() if cursor.description else []

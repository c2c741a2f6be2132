"""The trail's chain, kept by the worker: new lines are sealed each minute, and once a day all of it is gone through."""

from __future__ import annotations

from typing import Any, cast

from backend import observe
from backend.db import Pool, query

AT_ONCE = 500


async def seal(pool: Pool) -> None:
    """Every line that is not sealed yet. Each batch is a transaction of its own."""
    while await _rows(pool, "seal_trail", AT_ONCE) == AT_ONCE:
        pass


async def verify(pool: Pool) -> bool:
    """Go through all of it; what was found is on Santé. The chain's end goes to our log too: the database is not alone
    to know it."""
    await seal(pool)
    found = cast(dict[str, Any], await _rows(pool, "note_trail"))
    observe.logger.info("trail: %s links, whole: %s, head %s", found["links"], found["whole"], found["head"])
    return True


async def _rows(pool: Pool, name: str, *values: Any) -> object:
    async with pool.connection() as conn:
        row = await (await conn.execute(query(name), values)).fetchone()
    return next(iter(row.values())) if row else None

"""Carries out the comparisons that are due; any number of workers may look, one does each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from backend.db import Pool, query
from backend.reconciliation.run import Comparison, Reconciler, TakeIn
from backend.vapi.api import Vapi


async def reconcile_due(pool: Pool, vapi: Vapi, take_in: TakeIn) -> bool:
    """Carry out one comparison if one is due; True when another may be."""
    async with pool.connection() as conn:
        row = await (await conn.execute(query("claim_reconciliation"))).fetchone()
    plan = row["plan"] if row else None
    if not isinstance(plan, dict):
        return False
    done = await Reconciler(pool, vapi, take_in).compare(datetime.fromisoformat(plan["since"]))
    await _finish(pool, plan["id"], vapi, done)
    return done.error is None


async def _finish(pool: Pool, run_id: int, vapi: Vapi, done: Comparison) -> None:
    values: list[Any] = [run_id, vapi.simulated, done.requests, done.ids, done.found, done.caught_up, done.missed]
    async with pool.connection() as conn:
        await conn.execute(query("finish_reconciliation"), [*values, done.error])

"""Asks for the tests that are due of the ways to each person."""

from __future__ import annotations

from backend.alerts.proofs import due
from backend.db import Pool, query


async def try_ways(pool: Pool, *, has_second: bool) -> None:
    """Ask for each test that is due; once a day for each way."""
    async with pool.connection() as conn:
        row = await (await conn.execute(query("proof_facts"))).fetchone()
        facts = row["facts"] if row else None
        assert isinstance(facts, dict)
        for recipient_id, channel in due(facts, has_second=has_second):
            await conn.execute(query("ask_way_proof"), [recipient_id, channel])

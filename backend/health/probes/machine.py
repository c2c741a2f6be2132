"""Probes of this machine and of the database: round trip, clocks, queues, room, the worker itself, the disk."""

from __future__ import annotations

import asyncio
import shutil
import time
from pathlib import Path

from psycopg import OperationalError

from backend.db import Connecting, Pool, is_pooler_full, query
from backend.health.probes.clock import MOST_SKEW_S
from backend.health.probes.reading import POOLER_FULL, Reading

LEAST_FREE_PERCENT = 10
SILENT_S = 60
# After this long, what is due in a queue is stuck.
STUCK_S = {"queue_inbox": 300, "queue_alerts": 120, "queue_backups": 1800, "queue_trials": 120}


async def database(pool: Pool) -> list[Reading]:
    """`database` in ms on an open connection; and from the database the worker's age and each queue's, in seconds."""
    async with pool.connection() as conn:
        started = time.perf_counter()
        await conn.execute("select 1")
        ms = (time.perf_counter() - started) * 1000
        sent = time.time()
        row = await (await conn.execute(query("watch_facts"))).fetchone()
        here = (sent + time.time()) / 2
    facts = row["facts"] if row else None
    if not isinstance(facts, dict):
        return [Reading("database", False, ms, "unclear")]
    skew = float(facts["clock"]) - here
    worker = facts["worker"]
    return [
        Reading("database", True, ms),
        Reading("clock_database", abs(skew) <= MOST_SKEW_S, round(skew, 3)),
        Reading("worker", worker is not None and worker <= SILENT_S, worker),
        *(Reading(name, facts[name] <= limit, facts[name]) for name, limit in STUCK_S.items()),
    ]


async def pooler(pool: Pool) -> list[Reading]:
    """`pooler`: how many connections the database holds; well when there is room for one more."""
    async with pool.connection() as conn:
        row = await (await conn.execute(query("connections_held"))).fetchone()
    [held] = row.values() if row else [None]
    try:
        await (await Connecting.connect(str(pool.conninfo))).close()
    except OperationalError as error:
        if not is_pooler_full(error):
            raise
        return [Reading("pooler", False, _number(held), POOLER_FULL)]
    return [Reading("pooler", True, _number(held))]


async def disk(folder: Path) -> list[Reading]:
    """`disk`: the share of the worker's disk that is free, in percent."""
    usage = await asyncio.to_thread(shutil.disk_usage, folder)
    free = 100 * usage.free / usage.total
    return [Reading("disk", free >= LEAST_FREE_PERCENT, round(free, 1))]


def _number(held: object) -> float | None:
    return float(held) if isinstance(held, int) else None

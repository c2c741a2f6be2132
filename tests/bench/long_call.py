"""What a message costs in a call of 400 messages, against one of 40: a tool call in twenty, the rest is speech."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence

from backend.db import Pool, open_pool
from backend.intake.store import receive
from tests.bench.figure import Figure
from tests.local_stack import Stack
from tests.one_call import OneCall

ROUNDS = 5
SLOWER_WHEN_LONG = 1.3


def measure(stack: Stack) -> Sequence[Figure]:
    """Milliseconds a message, the two in turn: medians."""
    short, long = asyncio.run(_in_turn(stack.db_url))
    ratio = long / short
    return [Figure("long_call_over_short", ratio, "ratio", f"at most {SLOWER_WHEN_LONG}", SLOWER_WHEN_LONG)]


async def _in_turn(url: str) -> tuple[float, float]:
    short, long = [], []
    async with open_pool(url, size=1) as pool:
        await _per_message(pool, "warm", 40)
        for n in range(ROUNDS):
            short.append(statistics.median([await _per_message(pool, f"short-{n}-{m}", 40) for m in range(3)]))
            long.append(await _per_message(pool, f"long-{n}", 400))
    return statistics.median(short), statistics.median(long)


async def _per_message(pool: Pool, name: str, messages: int) -> float:
    call = OneCall(call_id=name)
    bodies = [call.answered()]
    for n in range(messages - 3):
        more = {"nom": "Luc Roy", "telephone": f"450 555 {100 + n % 3:04d}", "description": f"mot {n}"}
        bodies.append(call.said(10 + n, f"mot {n}") if n % 20 else call.lead(10 + n, f"{name}-{n}", **more))
    bodies += [call.ended(900), call.report(900, {"nom": "Luc Roy", "description": "Bouché"})]
    started = time.perf_counter()
    for body in bodies:
        await receive(pool, body)
    return (time.perf_counter() - started) * 1000 / messages

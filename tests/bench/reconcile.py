"""What comparing a thousand calls with Vapi's list takes, all missing here, then all known; then replaying them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

import httpx
import psycopg

from backend.db import open_pool
from backend.intake.reconciled import take_in
from backend.local.standins.vapi.catalogue import any_name, scenario
from backend.local.standins.vapi.collect import collect
from backend.local.standins.vapi.placed import place
from backend.reconciliation.run import Comparison, Reconciler
from backend.replay.run import replay
from backend.vapi.api import Vapi
from tests.bench.figure import Figure
from tests.local_stack import Stack

CALLS = 1_000
SPREAD = timedelta(days=13)


def measure(stack: Stack) -> Sequence[Figure]:
    """Requests made and seconds, both ways."""
    asyncio.run(_list_calls(stack.env["VAPI_API_URL"]))
    missing, missing_s = asyncio.run(_compare(stack))
    known, known_s = asyncio.run(_compare(stack))
    assert (missing.caught_up, known.found) == (CALLS, 0), (missing, known)
    return [
        Figure("reconcile_missing_requests", missing.requests, "requests", f"{CALLS} calls, none known here", 30),
        Figure("reconcile_missing_s", missing_s, "s", "the same, fetched and applied"),
        Figure("reconcile_known_requests", known.requests, "requests", f"{CALLS} calls, all known here", 12),
        Figure("reconcile_known_s", known_s, "s", "the same"),
        *_replay(stack.db_url),
    ]


def _replay(url: str) -> Sequence[Figure]:
    started = time.monotonic()
    with psycopg.connect(url, autocommit=True) as conn:
        outcome = replay(conn, since=datetime.now(UTC) - timedelta(days=15))
    seconds = time.monotonic() - started
    return [
        Figure("replay_s", seconds, "s", f"{outcome.calls} calls computed again, nothing changed", 60),
        Figure("replay_differences", len(outcome.differences), "rows", "by the code that stored them: none", 0),
    ]


async def _list_calls(url: str) -> None:
    rng, now = Random(1), datetime.now(UTC) - timedelta(hours=1)
    async with httpx.AsyncClient(base_url=url, timeout=30) as http:
        for number in range(CALLS):
            at = now - SPREAD * (number / CALLS)
            result = collect(place(scenario(any_name(rng), rng, at), at, rng))
            (await http.post("/_standin/keep", json=result[-1].body)).raise_for_status()


async def _compare(stack: Stack) -> tuple[Comparison, float]:
    async with open_pool(stack.db_url, size=2) as pool, httpx.AsyncClient() as http:
        vapi = Vapi(http, stack.env["VAPI_API_URL"], stack.env["VAPI_API_KEY"], simulated=True)
        started = time.monotonic()
        done = await Reconciler(pool, vapi, partial(take_in, pool)).compare(datetime.now(UTC) - timedelta(days=14))
        return done, time.monotonic() - started

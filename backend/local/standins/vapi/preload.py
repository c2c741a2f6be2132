"""Fills an empty embedded database with two months of calls, through the code that applies real messages."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from backend.db import SQL_FOLDER, Pool, open_pool
from backend.intake.store import receive
from backend.latency.store import roll_up
from backend.local.standins.vapi.call_store import KEPT_FOR, CallStore
from backend.local.standins.vapi.conversation import tell
from backend.local.standins.vapi.history import placed_history
from backend.local.standins.vapi.placed import PlacedCall
from backend.local.standins.vapi.posting import Posting

DEMO_SQL: Path = SQL_FOLDER / "demo"
AT_ONCE = 6
SEED = 450
# What a history needs: the rest of a call's messages only make it alive while it goes on.
KEPT = frozenset({"status-update", "tool-calls", "hang", "transfer-update", "end-of-call-report"})
# From Vapi's clock to ours.
ON_THE_WAY = timedelta(milliseconds=140)


class NotEmbedded(RuntimeError):
    """Demonstration calls belong in the embedded database only."""


@dataclass(frozen=True, slots=True)
class Preloaded:
    """What was written. No call at all when the demonstration was there already."""

    calls: int = 0
    messages: int = 0
    failed: int = 0
    seconds: float = 0.0


async def preload(
    db_url: str, *, days: int = 60, now: datetime | None = None, seed: int = SEED, ledger: CallStore | None = None
) -> Preloaded:
    """Write the history unless there is a whole one, and list its last days in `ledger`. Raises NotEmbedded."""
    began = time.monotonic()
    async with open_pool(db_url, program="demo", size=AT_ONCE) as pool:
        if await _is_there(pool):
            return Preloaded()
        await _run(pool, "clear")
        listed = ledger or CallStore()
        listed.reset()
        calls = placed_history(Random(seed), now or datetime.now(UTC), days)
        queue = iter(calls)
        result = await asyncio.gather(*(_tell_all(pool, queue, listed) for _ in range(AT_ONCE)))
        # What people did with those calls since.
        await _run(pool, "history")
        await _run(pool, "people")
        # Else the worker would, within its first minutes.
        await roll_up(pool)
    messages, failed = (sum(column) for column in zip(*result, strict=True))
    return Preloaded(len(calls), messages, failed, time.monotonic() - began)


async def _is_there(pool: Pool) -> bool:
    async with pool.connection() as conn:
        row = await (await conn.execute(_sql("state"))).fetchone()
    assert row is not None, "the query answers one row"
    if not row["embedded"]:
        raise NotEmbedded("the demonstration goes into the embedded database only: this one is not marked as embedded")
    return bool(row["has_demo"]) and not row["cut_short"]


async def _run(pool: Pool, name: str) -> None:
    async with pool.connection() as conn:
        await conn.execute(_sql(name))


async def _tell_all(pool: Pool, queue: Iterator[PlacedCall], listed: CallStore) -> tuple[int, int]:
    messages = failed = 0
    # Several of us take from the same queue: calls that follow each other overlap, as they do in life.
    for call in queue:
        result, refused = await _tell(pool, call, listed)
        messages, failed = messages + result, failed + refused
    return messages, failed


async def _tell(pool: Pool, call: PlacedCall, listed: CallStore) -> tuple[int, int]:
    telling = tell(call)
    messages = failed = 0
    posting = next(telling)
    is_listed = call.at > datetime.now(UTC) - KEPT_FOR
    while True:
        reply = None
        if is_listed:
            listed.keep(posting.body)
        if posting.kind in KEPT:
            receipt = await receive(pool, _body(posting), _received(call, posting))
            messages, failed, reply = messages + 1, failed + (receipt.outcome == "failed"), receipt.reply
        try:
            posting = telling.send(reply)
        except StopIteration:
            return messages, failed


def _body(posting: Posting) -> bytes:
    return json.dumps(posting.body, ensure_ascii=False).encode()


def _received(call: PlacedCall, posting: Posting) -> datetime:
    return call.at + timedelta(seconds=posting.offset) + ON_THE_WAY


def _sql(name: str) -> bytes:
    return (DEMO_SQL / f"{name}.sql").read_bytes()

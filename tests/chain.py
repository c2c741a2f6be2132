"""The console's own probes, sent by a test."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import httpx
import psycopg

from backend.db import Pool, open_pool
from backend.health.probes.chain import Chain, new_id
from backend.health.probes.reading import Reading
from backend.settings.worker import WorkerSettings
from backend.worker.chain import open_chain

T = TypeVar("T")
STAYS = (
    "select (select count(*) from vapi_calls where vapi_call_id like 'probe:%'), (select count(*) from alerts where"
    " cause_key like 'probe:%'), (select count(*) from private.inbox where dedupe_key like 'probe:%')"
)


def settings_of(env: dict[str, str]) -> WorkerSettings:
    """The worker's, as the stack gives them."""
    given = {name: value for name, value in env.items() if name in WorkerSettings.model_fields}
    return WorkerSettings(**given)  # type: ignore[arg-type]


def run(settings: WorkerSettings, act: Callable[[Pool, Chain], Awaitable[T]]) -> T:
    """With the chain as those settings describe it."""

    async def once() -> T:
        async with open_pool(settings.db_url, size=2) as pool, httpx.AsyncClient() as http:
            return await act(pool, open_chain(pool, http, settings))

    return asyncio.run(once())


def prove(settings: WorkerSettings, call_id: str) -> dict[str, Reading]:
    """What was measured of each step, by name."""
    return {one.probe: one for one in run(settings, lambda _, chain: chain.prove(call_id))}


@contextmanager
def begun(db: psycopg.Connection) -> Iterator[str]:
    """The id of a probe that may be sent; nothing of it stays."""
    call_id = new_id()
    db.execute("insert into private.chain_probes (vapi_call_id, begun_at) values (%s, '-infinity')", [call_id])
    try:
        yield call_id
    finally:
        db.execute("select private.purge_chain_probes()")

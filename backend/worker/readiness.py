"""What the gates of Mise en service need measured: every hour by itself, and when somebody asks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx

from backend.audit import chain
from backend.db import Pool, query
from backend.readiness.anonymous import Tried, try_everything
from backend.readiness.evidence import Evidence, keep
from backend.readiness.measure import measure_here
from backend.readiness.settings import ReadinessSettings
from backend.worker.schema import look_at_schema

ANONYMOUS_VALID_FOR = timedelta(hours=48)


async def measure(pool: Pool) -> None:
    """What this machine can say without asking anybody."""
    await measure_here(pool, ReadinessSettings.load())


async def measure_due(pool: Pool, http: httpx.AsyncClient) -> None:
    """What is to be tried now; tried again soon when it could not be."""
    code = await _claim(pool)
    if code is None:
        return
    done = False
    try:
        done = await _measured(code, pool, http)
    finally:
        async with pool.connection() as conn:
            await conn.execute(query("finish_measurement"), [code, done])


async def _claim(pool: Pool) -> str | None:
    async with pool.connection() as conn:
        row = await (await conn.execute(query("claim_measurement"))).fetchone()
    return str(row["code"]) if row and row["code"] else None


async def _measured(code: str, pool: Pool, http: httpx.AsyncClient) -> bool:
    if code == "schema":
        return await look_at_schema(pool)
    if code == "trail":
        return await chain.verify(pool)
    return await _try_the_key(pool, http, ReadinessSettings.load())


async def _try_the_key(pool: Pool, http: httpx.AsyncClient, settings: ReadinessSettings) -> bool:
    tried = await try_everything(pool, http, settings)
    await keep(pool, _evidence(tried, settings.RELEASE))
    return tried.error is None


def _evidence(tried: Tried, release: str) -> Evidence:
    ok = None if tried.error else not tried.open
    detail = {"open": list(tried.open), "tables": tried.tables, "functions": tried.functions, "error": tried.error}
    return Evidence(
        "secrets", "anonymous", datetime.now(UTC), ANONYMOUS_VALID_FOR, ok, "publishable_key_alone",
        n=tried.tables + tried.functions, release=release, detail=detail,
    )  # fmt: skip

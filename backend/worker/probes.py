"""Measures what the lights on the screens claim: database and webhook round trips, the journal's length and age."""

from __future__ import annotations

import time

import httpx

from backend.db import Pool, query

PATIENCE_S = 5.0


async def probe_database(pool: Pool) -> None:
    """`database_ms`: one round trip on an open connection. No row at all is written when the database is away."""
    async with pool.connection() as conn:
        started = time.perf_counter()
        await conn.execute("select 1")
        ms = (time.perf_counter() - started) * 1000
        await conn.execute(query("note_probe"), ["database_ms", True, ms, None])


async def probe_webhook(pool: Pool, http: httpx.AsyncClient, webhook_url: str) -> None:
    """`webhook_ms`: `/readyz` from here; `journal_length` in messages and `journal_oldest_s`, as it tells them."""
    if not webhook_url:
        # Without an address nothing is measured, and nothing is claimed.
        return
    started = time.perf_counter()
    try:
        response = await http.get(f"{webhook_url}/readyz", timeout=PATIENCE_S)
        journal = response.json().get("journal") or {}
    except (httpx.HTTPError, ValueError) as error:
        await _note(pool, "webhook_ms", False, None, type(error).__name__)
        return
    ms = (time.perf_counter() - started) * 1000
    await _note(pool, "webhook_ms", response.is_success, ms, f"HTTP {response.status_code}")
    length, oldest = journal.get("length"), journal.get("oldest_s")
    await _note(pool, "journal_length", length == 0, length, journal.get("error"))
    await _note(pool, "journal_oldest_s", oldest is None, oldest, None)


async def _note(pool: Pool, name: str, ok: bool, value: float | None, detail: str | None) -> None:
    async with pool.connection() as conn:
        await conn.execute(query("note_probe"), [name, ok, value, detail])

"""Fetches a short-lived link for each recording that somebody asked to hear."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlsplit
from uuid import UUID

from backend.db import Pool, query
from backend.settings.places import points_off_loopback
from backend.vapi.api import Vapi
from backend.vapi.api_values import VapiError

BATCH = 10
# Vapi does not say how long a link is good for: after this, another is fetched. One that dies sooner is too.
GOOD_FOR_S = 60.0


async def fetch_links(pool: Pool, vapi: Vapi | None) -> bool:
    """Claim and answer one batch; True when more may be asked for."""
    async with pool.connection() as conn:
        rows = await (await conn.execute(query("claim_recordings"), [BATCH])).fetchall()
    for row in rows:
        await _fetch(pool, vapi, cast(UUID, row["id"]), str(row["vapi_call_id"]))
    return len(rows) == BATCH


async def _fetch(pool: Pool, vapi: Vapi | None, request_id: UUID, vapi_call_id: str) -> None:
    try:
        link = await _link(vapi, vapi_call_id)
    except VapiError as error:
        async with pool.connection() as conn:
            await conn.execute(query("fail_recording"), [request_id, error.reason])
        return
    async with pool.connection() as conn:
        await conn.execute(query("keep_recording_link"), [request_id, link, GOOD_FOR_S])


async def _link(vapi: Vapi | None, vapi_call_id: str) -> str:
    if vapi is None:
        raise VapiError("no_vapi", "no key")
    link = await vapi.recording_link(vapi_call_id)
    # Only the stand-in's own links may lead to this machine, and nothing travels in clear.
    is_here = not points_off_loopback(link)
    if is_here is not vapi.simulated or (not is_here and urlsplit(link).scheme != "https"):
        raise VapiError("unclear", "a link that leads elsewhere")
    return link

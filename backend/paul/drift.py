"""The drift: settings of Paul's that are otherwise at Vapi than in the files here, looked for by the worker."""

from __future__ import annotations

from backend.db import Pool, query
from backend.paul.account import Account
from backend.paul.review import review
from backend.paul.settings import PaulSettings
from backend.vapi.api import Vapi
from backend.vapi.api_values import VapiError

MOST_TOLD = 30


async def look(pool: Pool, vapi: Vapi, settings: PaulSettings) -> None:
    """Compare and note it; names of settings, never their values."""
    result: list[str] | None = None
    error: str | None = None
    try:
        result = await _names(vapi, settings)
    except VapiError as refused:
        error = refused.reason
    async with pool.connection() as conn:
        await conn.execute(query("note_drift"), [vapi.simulated, result, error])


async def _names(vapi: Vapi, settings: PaulSettings) -> list[str]:
    names: list[str] = []
    async for one in review(Account(vapi.rest), settings):
        if one.is_new:
            names.append(one.found.name)
        names.extend(f"{one.found.name}: {each.path}" for each in one.differences)
    return names[:MOST_TOLD]

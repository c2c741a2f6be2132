"""Brevo as the worker's settings describe it."""

from __future__ import annotations

import httpx

from backend.brevo.client import Brevo, Sender
from backend.db import Pool, query
from backend.settings.places import points_off_loopback
from backend.settings.worker import WorkerSettings


async def open_brevo(pool: Pool, http: httpx.AsyncClient, settings: WorkerSettings) -> Brevo:
    """The client. On the embedded database and the real Brevo, only the numbers of BREVO_ALLOWED are written to."""
    sender = Sender(settings.BREVO_SMS_SENDER, settings.BREVO_EMAIL_SENDER, settings.BREVO_BRAND)
    key = settings.BREVO_API_KEY.get_secret_value() if settings.BREVO_API_KEY else ""
    return Brevo(http, settings.BREVO_API_URL, key, sender, await allowed(pool, settings, settings.BREVO_API_URL))


async def allowed(pool: Pool, settings: WorkerSettings, api_url: str) -> frozenset[str] | None:
    """Whom a provider at that address may write to: None is everybody."""
    if not points_off_loopback(api_url) or not await _is_embedded(pool):
        return None
    return frozenset(part.strip() for part in settings.BREVO_ALLOWED.split(",") if part.strip())


async def _is_embedded(pool: Pool) -> bool:
    async with pool.connection() as conn:
        row = await (await conn.execute(query("is_embedded"))).fetchone()
    return bool(row and row["embedded"])

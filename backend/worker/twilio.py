"""Twilio as the worker's settings describe it, where they do."""

from __future__ import annotations

import httpx

from backend.db import Pool
from backend.settings.worker import WorkerSettings
from backend.twilio.client import Account, Twilio
from backend.worker.brevo import allowed


async def open_twilio(pool: Pool, http: httpx.AsyncClient, settings: WorkerSettings) -> Twilio | None:
    """The client; None where there is no second provider. The same people may be written to as by Brevo."""
    if not settings.has_twilio or settings.TWILIO_AUTH_TOKEN is None:
        return None
    account = Account(
        settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN.get_secret_value(), settings.TWILIO_NUMBER,
        settings.BREVO_BRAND, settings.WEBHOOK_URL,
    )  # fmt: skip
    who = await allowed(pool, settings, settings.TWILIO_API_URL)
    return Twilio(http, settings.TWILIO_API_URL, account, who)

"""The chain as the worker's settings describe it."""

from __future__ import annotations

import httpx
from pydantic import SecretStr

from backend.db import Pool
from backend.health.probes.chain import Address, Chain
from backend.health.probes.reader import ChainReader, DataApi
from backend.settings.worker import WorkerSettings
from backend.worker.accounts import open_auth


def open_chain(pool: Pool, http: httpx.AsyncClient, settings: WorkerSettings) -> Chain:
    """What is missing among its settings is not measured, and says so."""
    address = Address(settings.WEBHOOK_URL, _plain(settings.VAPI_WEBHOOK_SECRET))
    api = DataApi(settings.SUPABASE_URL, _plain(settings.SUPABASE_PUBLISHABLE_KEY))
    return Chain(pool, http, address, ChainReader(pool, http, api, open_auth(http, settings)))


def _plain(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""

"""Personal data in the worker: what is to be erased now, and what has had its time tonight."""

from __future__ import annotations

import httpx

from backend.db import Pool
from backend.privacy.erase import Eraser
from backend.privacy.purge import purge_due
from backend.settings.worker import WorkerSettings
from backend.worker.vapi import open_vapi


async def erase(pool: Pool, http: httpx.AsyncClient, settings: WorkerSettings) -> None:
    """Tonight's purge when its hour has come, and everything that is asked to be erased."""
    await purge_due(pool)
    await Eraser(pool, open_vapi(http, settings)).erase_due()

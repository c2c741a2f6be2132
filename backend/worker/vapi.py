"""Vapi as the worker's settings describe it, and what the worker does with it: compare its list with ours."""

from __future__ import annotations

import httpx

from backend.db import Pool
from backend.reconcile.due import reconcile_due
from backend.settings import points_off_loopback
from backend.vapi.api import Vapi
from backend.worker.settings import WorkerSettings


def open_vapi(http: httpx.AsyncClient, settings: WorkerSettings) -> Vapi | None:
    """The client; None without a key. What answers on this machine is the stand-in."""
    if settings.VAPI_API_KEY is None:
        return None
    simulated = not points_off_loopback(settings.VAPI_API_URL)
    return Vapi(http, settings.VAPI_API_URL, settings.VAPI_API_KEY.get_secret_value(), simulated=simulated)


async def reconcile(pool: Pool, http: httpx.AsyncClient, settings: WorkerSettings) -> None:
    """Every comparison that is due."""
    vapi = open_vapi(http, settings)
    while vapi and await reconcile_due(pool, vapi):
        pass

"""Vapi as the worker's settings describe it: its list compared with ours, and trials carried on."""

from __future__ import annotations

from functools import partial

import httpx

from backend.calls.recordings import fetch_links
from backend.db import Pool, query
from backend.intake.reconciled import take_in
from backend.paul.drift import look
from backend.paul.settings import PaulSettings
from backend.plan_b.run import PlanB
from backend.reconciliation.due import reconcile_due
from backend.settings.places import points_off_loopback
from backend.settings.worker import WorkerSettings
from backend.trials.run import Lines, Trials
from backend.vapi.api import Vapi


def open_vapi(http: httpx.AsyncClient, settings: WorkerSettings) -> Vapi | None:
    """The client; None without a key. What answers on this machine is the stand-in."""
    if settings.VAPI_API_KEY is None:
        return None
    simulated = not points_off_loopback(settings.VAPI_API_URL)
    return Vapi(http, settings.VAPI_API_URL, settings.VAPI_API_KEY.get_secret_value(), simulated=simulated)


async def reconcile(pool: Pool, http: httpx.AsyncClient, settings: WorkerSettings) -> None:
    """Every comparison that is due."""
    vapi = open_vapi(http, settings)
    while vapi and await reconcile_due(pool, vapi, partial(take_in, pool)):
        pass


async def carry_on_trials(pool: Pool, http: httpx.AsyncClient, settings: WorkerSettings) -> None:
    """Whatever is to be done to the trial under way."""
    lines = Lines(
        settings.VAPI_LINE_ID, settings.VAPI_ASSISTANT_ID, settings.VAPI_TEST_LINE_ID, settings.VAPI_TEST_ASSISTANT_ID
    )
    await Trials(pool, open_vapi(http, settings), lines).carry_on()


async def carry_on_plan_b(pool: Pool, http: httpx.AsyncClient, settings: WorkerSettings) -> None:
    """Whatever is to be done to our line: diverted, watched, put back."""
    await PlanB(pool, open_vapi(http, settings), settings.VAPI_LINE_ID).carry_on()


async def look_for_drift(pool: Pool, http: httpx.AsyncClient, settings: WorkerSettings) -> None:
    """Paul as he is at Vapi, compared with Paul as he is written here; not at all where he is not described."""
    vapi = open_vapi(http, settings)
    if vapi and settings.VAPI_TRANSFER_NUMBER and settings.VAPI_LINE_ID:
        await look(pool, vapi, PaulSettings.load())


async def plan_trials(pool: Pool, http: httpx.AsyncClient, settings: WorkerSettings) -> None:
    """Say which Vapi there is, and ask for the trial that is due at this hour."""
    vapi = open_vapi(http, settings)
    standing = "absent" if vapi is None else "simulated" if vapi.simulated else "real"
    async with pool.connection() as conn:
        await conn.execute(query("note_vapi"), [standing])
        await conn.execute(query("schedule_trial"))


async def fetch_recordings(pool: Pool, http: httpx.AsyncClient, settings: WorkerSettings) -> None:
    """A fresh link for every recording that somebody asked to hear."""
    while await fetch_links(pool, open_vapi(http, settings)):
        pass

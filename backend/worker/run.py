"""The worker's loops. Any number of workers may run: what is to be done is claimed row by row."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

import httpx
import psycopg
from psycopg_pool import PoolTimeout

from backend import observe
from backend.alerts.deliver import Delivery
from backend.alerts.digest import raise_digest
from backend.alerts.store import AlertStore
from backend.backups.settings import BackupSettings
from backend.brevo.lookup import LookUps
from backend.db import Pool, conninfo, open_pool, query
from backend.health.probes.round import Places, Round
from backend.health.sentry import sentry_probe_loop
from backend.health.watch import Watch
from backend.intake.retry import retry_unapplied
from backend.latency.store import roll_up
from backend.settings.worker import WorkerSettings
from backend.worker.accounts import carry_out_accounts
from backend.worker.backups import LOOK_EVERY_S as LOOK_FOR_BACKUPS_EVERY_S
from backend.worker.backups import STORE_EVERY_S, Backups
from backend.worker.brevo import open_brevo
from backend.worker.privacy import erase
from backend.worker.readiness import MEASURE_EVERY_S, measure, measure_due
from backend.worker.vapi import (
    carry_on_plan_b,
    carry_on_trials,
    fetch_recordings,
    look_for_drift,
    plan_trials,
    reconcile,
)

HEARTBEAT_EVERY_S = 10.0
# How often it is asked whether a round of probes is due; the lease says whose it is, each minute.
PROBE_EVERY_S = 5.0
WATCH_EVERY_S = 60.0
DRIFT_EVERY_S = 300.0
LOOK_EVERY_S = 2.0
# How often it is asked whether a comparison is due; the plan says when it is.
COMPARE_EVERY_S = 15.0
TRIAL_EVERY_S = 1.0
# The programs start together: asked at once, the webhook would look away for a minute.
START_TOGETHER_S = 8.0
FORGET_EVERY_S = 6 * 3600.0
PAUSE_AFTER_FAILURE_S = 2.0
# What the database tells of as soon as there is work.
WAKES = (
    "inbox",
    "alerts",
    "vapi",
    "trials",
    "recordings",
    "backups",
    "plan_b",
    "drift",
    "accounts",
    "privacy",
    "readiness",
)


async def run(settings: WorkerSettings) -> None:
    """Run every loop until cancelled. A database that is away is waited for."""
    look_ups, backups = LookUps(), Backups(BackupSettings.load())
    wakes = {about: asyncio.Event() for about in WAKES}
    async with (
        open_pool(settings.db_url, program="worker", size=6) as pool,
        httpx.AsyncClient() as http,
        _closing(backups),
    ):
        await asyncio.gather(
            _listen(settings.db_url, wakes),
            _every(LOOK_EVERY_S, lambda: _work(pool), wakes["inbox"]),
            _every(LOOK_EVERY_S, lambda: _deliver(pool, http, look_ups, settings), wakes["alerts"]),
            _every(TRIAL_EVERY_S, lambda: carry_on_trials(pool, http, settings), wakes["trials"]),
            _every(TRIAL_EVERY_S, lambda: carry_on_plan_b(pool, http, settings), wakes["plan_b"]),
            _every(LOOK_EVERY_S, lambda: fetch_recordings(pool, http, settings), wakes["recordings"]),
            _every(WATCH_EVERY_S, lambda: plan_trials(pool, http, settings)),
            _every(DRIFT_EVERY_S, lambda: look_for_drift(pool, http, settings), wakes["drift"], after=START_TOGETHER_S),
            _every(COMPARE_EVERY_S, lambda: reconcile(pool, http, settings), wakes["vapi"], after=START_TOGETHER_S),
            _every(LOOK_EVERY_S, lambda: carry_out_accounts(pool, http, settings), wakes["accounts"]),
            _every(LOOK_EVERY_S, lambda: erase(pool, http, settings), wakes["privacy"]),
            _every(LOOK_FOR_BACKUPS_EVERY_S, backups.work, wakes["backups"]),
            _every(STORE_EVERY_S, backups.look_at_store, after=START_TOGETHER_S),
            _every(WATCH_EVERY_S, lambda: _execute(pool, "schedule_backups"), after=START_TOGETHER_S),
            _every(HEARTBEAT_EVERY_S, lambda: _heartbeat(pool, settings.RELEASE)),
            _every(WATCH_EVERY_S, lambda: _execute(pool, "watch")),
            _every(WATCH_EVERY_S, lambda: _execute(pool, "watch_paul")),
            _every(WATCH_EVERY_S, lambda: raise_digest(pool)),
            _every(WATCH_EVERY_S, lambda: roll_up(pool)),
            _every(PROBE_EVERY_S, _watch(pool, http, settings).keep, after=START_TOGETHER_S),
            sentry_probe_loop(pool, "worker"),
            _every(FORGET_EVERY_S, lambda: _execute(pool, "forget_old_figures")),
            _every(MEASURE_EVERY_S, lambda: _execute(pool, "end_forgotten_sessions")),
            _every(MEASURE_EVERY_S, lambda: measure(pool), after=START_TOGETHER_S),
            _every(WATCH_EVERY_S, lambda: measure_due(pool, http), wakes["readiness"], after=START_TOGETHER_S),
        )


@contextlib.asynccontextmanager
async def _closing(backups: Backups) -> AsyncIterator[None]:
    try:
        yield
    finally:
        # In a thread: the loops may still tell what they know while a copy is being stopped.
        await asyncio.to_thread(backups.close)


async def _every(
    seconds: float, act: Callable[[], Awaitable[None]], wake: asyncio.Event | None = None, *, after: float = 0.0
) -> None:
    await asyncio.sleep(after)
    while True:
        try:
            await act()
        except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout, OSError):
            # Away: seen by everyone through the heartbeat that stops; not worth an error a second.
            await asyncio.sleep(PAUSE_AFTER_FAILURE_S)
        except Exception as error:
            # One loop's bug must not stop the others; it is reported.
            observe.report(error, task=getattr(act, "__qualname__", "?"))
            await asyncio.sleep(PAUSE_AFTER_FAILURE_S)
        await _pause(seconds, wake)


async def _pause(seconds: float, wake: asyncio.Event | None) -> None:
    if wake is None:
        await asyncio.sleep(seconds)
        return
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(wake.wait(), seconds)
    wake.clear()


async def _listen(db_url: str, wakes: Mapping[str, asyncio.Event]) -> None:
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(conninfo(db_url, "worker"), autocommit=True) as conn:
                await conn.execute("listen drain_work")
                # Whatever was said while nobody listened.
                _wake(wakes, None)
                async for notice in conn.notifies():
                    _wake(wakes, notice.payload)
        except (psycopg.Error, OSError):
            await asyncio.sleep(PAUSE_AFTER_FAILURE_S)


def _wake(wakes: Mapping[str, asyncio.Event], about: str | None) -> None:
    """The loop that it is about; all of them when nobody knows."""
    known = wakes.get(about or "")
    for wake in [known] if known else wakes.values():
        wake.set()


async def _deliver(pool: Pool, http: httpx.AsyncClient, look_ups: LookUps, settings: WorkerSettings) -> None:
    brevo = await open_brevo(pool, http, settings)
    delivery = Delivery(AlertStore(pool), brevo, look_ups, settings.WEBHOOK_URL)
    while await delivery.deliver_due():
        pass


async def _work(pool: Pool) -> None:
    while await retry_unapplied(pool):
        pass


async def _heartbeat(pool: Pool, release: str) -> None:
    async with pool.connection() as conn:
        await conn.execute(query("heartbeat"), ["worker", _name(), release])


def _watch(pool: Pool, http: httpx.AsyncClient, settings: WorkerSettings) -> Watch:
    dead_man = settings.DEAD_MAN_URL.get_secret_value() if settings.DEAD_MAN_URL else ""
    return Watch(pool, http, Round(Places(settings, pool, http)), _name(), dead_man)


def _name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


async def _execute(pool: Pool, name: str) -> None:
    async with pool.connection() as conn:
        await conn.execute(query(name))

"""Runs the worker's loops. Any number of workers may run: what is to be done is claimed row by row."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping

import httpx
import psycopg

from backend import observe
from backend.backups.settings import BackupSettings
from backend.brevo.lookup import LookUps
from backend.db import POOL_SIZE, Connecting, conninfo, is_gone, is_lost_race, open_pool, settle
from backend.health.chain import ChainWatch
from backend.health.probes.round import Places, Round
from backend.health.sentry import SentryProbe
from backend.health.watch import Watch
from backend.settings.worker import WorkerSettings
from backend.worker.backups import Backups
from backend.worker.chain import open_chain
from backend.worker.loops import LOOPS, Context, Loop, instance
from backend.worker.notices import whom_to_wake

PAUSE_AFTER_FAILURE_S = 2.0
LONGEST_PAUSE_S = 60.0


async def run(settings: WorkerSettings) -> None:
    """Run every loop until cancelled. A database that is away is waited for."""
    wakes = {loop.wake: asyncio.Event() for loop in LOOPS if loop.wake}
    for loop in LOOPS:
        observe.logger.info("loop %s, every %g s: %s", loop.name, loop.every_s, loop.does)
    async with _context(settings) as context:
        await asyncio.gather(
            _listen(settings.db_url, wakes),
            *(_repeat(loop, context, wakes[loop.wake] if loop.wake else None) for loop in LOOPS),
        )


@contextlib.asynccontextmanager
async def _context(settings: WorkerSettings) -> AsyncIterator[Context]:
    backups = Backups(BackupSettings.load())
    dead_man = settings.DEAD_MAN_URL.get_secret_value() if settings.DEAD_MAN_URL else ""
    async with (
        open_pool(settings.db_url, program="worker", size=POOL_SIZE) as pool,
        httpx.AsyncClient() as http,
        _closing(backups),
    ):
        watch = Watch(pool, http, Round(Places(settings, pool, http)), instance(), dead_man)
        chain = ChainWatch(pool, open_chain(pool, http, settings))
        yield Context(pool, http, settings, LookUps(), backups, watch, SentryProbe(pool, "worker"), chain)


@contextlib.asynccontextmanager
async def _closing(backups: Backups) -> AsyncIterator[None]:
    try:
        yield
    finally:
        # In a thread: the loops may still tell what they know while a copy is being stopped.
        await asyncio.to_thread(backups.close)


async def _repeat(loop: Loop, context: Context, wake: asyncio.Event | None) -> None:
    await asyncio.sleep(loop.after_s)
    soon = PAUSE_AFTER_FAILURE_S
    while True:
        if await _turn(loop, context):
            soon, pause = PAUSE_AFTER_FAILURE_S, loop.every_s
        else:
            soon, pause = soon * 2, min(soon, loop.every_s, LONGEST_PAUSE_S)
        await _pause(pause, wake)


async def _turn(loop: Loop, context: Context) -> bool:
    """False when it is worth trying again soon: what comes twice a day must not wait that long for a lost second."""
    try:
        await loop.act(context)
    except Exception as error:
        put_off = is_gone(error) or is_lost_race(error)
        if put_off:
            # Seen by everyone through the heartbeat that stops; not worth an error a second.
            observe.logger.info("loop %s: put off, %s", loop.name, type(error).__name__)
        else:
            # One loop's bug must not stop the others; it is reported.
            observe.report(error, task=loop.name)
        await asyncio.sleep(PAUSE_AFTER_FAILURE_S)
        return not put_off
    return True


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
            conn = await Connecting.connect(conninfo(db_url, "worker"), autocommit=True)
            try:
                await settle(conn)
                await conn.execute("listen drain_work")
                # Whatever was said while nobody listened.
                _wake(wakes, None)
                async for about in whom_to_wake(conn):
                    _wake(wakes, about)
            finally:
                # Without a last word to it: a question may be under way.
                await conn.close()
        except (psycopg.OperationalError, psycopg.InterfaceError, OSError):
            # Away, as for the loops.
            await asyncio.sleep(PAUSE_AFTER_FAILURE_S)
        except Exception as error:
            # Nothing would be woken any more but by its own fallback: somebody is told.
            observe.report(error, task="listen")
            await asyncio.sleep(PAUSE_AFTER_FAILURE_S)


def _wake(wakes: Mapping[str, asyncio.Event], about: str | None) -> None:
    """The loop that it is about; all of them when nobody knows."""
    known = wakes.get(about or "")
    for wake in [known] if known else wakes.values():
        wake.set()

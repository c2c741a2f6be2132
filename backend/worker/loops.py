"""Everything the worker does by itself, one row a loop. What wakes a loop is said by the database on `drain_work`."""

from __future__ import annotations

import os
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx

from backend.alerts.carriers import Carriers
from backend.alerts.deliver import Delivery
from backend.alerts.digest import raise_digest
from backend.alerts.prices import note_prices
from backend.alerts.prove import try_ways
from backend.alerts.silence import check_silence
from backend.alerts.store import AlertStore
from backend.appointments.holidays import note_holidays
from backend.audit import chain
from backend.brevo.lookup import LookUps
from backend.db import Pool, query
from backend.health.chain import ChainWatch
from backend.health.sentry import LOOK_EVERY_S as SENTRY_EVERY_S
from backend.health.sentry import SentryProbe
from backend.health.watch import Watch
from backend.intake.retry import retry_unapplied
from backend.latency.store import roll_up
from backend.plan_b.signs import check_paul
from backend.settings.worker import WorkerSettings
from backend.week.message import raise_week
from backend.worker import vapi
from backend.worker.accounts import carry_out_accounts
from backend.worker.backups import Backups
from backend.worker.brevo import open_brevo
from backend.worker.console import keep_measures
from backend.worker.privacy import erase
from backend.worker.readiness import measure, measure_due
from backend.worker.twilio import open_twilio

# The programs start together: asked at once, the webhook would look away for a minute.
START_TOGETHER_S = 8.0
MINUTE, HOUR = 60.0, 3600.0
# What has come due is looked for once a second, for all loops together; each looks by itself as seldom as this.
FALLBACK = 30.0


@dataclass(frozen=True)
class Context:
    """What the loops of one worker share."""

    pool: Pool
    http: httpx.AsyncClient
    settings: WorkerSettings
    look_ups: LookUps
    backups: Backups
    watch: Watch
    sentry: SentryProbe
    chain: ChainWatch


@dataclass(frozen=True)
class Loop:
    """One thing done again and again: how often, and sooner when the database says so on `wake`."""

    name: str
    does: str
    every_s: float
    act: Callable[[Context], Awaitable[None]]
    wake: str | None = None
    after_s: float = 0.0
    # The job under which Sentry misses it, where it is one of `watch.MONITORS`.
    check_in: str | None = None


def instance() -> str:
    """This worker among others."""
    return f"{socket.gethostname()}:{os.getpid()}"


async def _apply(c: Context) -> None:
    while await retry_unapplied(c.pool):
        pass


async def _deliver(c: Context) -> None:
    brevo = await open_brevo(c.pool, c.http, c.settings)
    twilio = await open_twilio(c.pool, c.http, c.settings)
    delivery = Delivery(AlertStore(c.pool), Carriers(brevo, c.look_ups, twilio), c.settings.WEBHOOK_URL)
    while await delivery.deliver_due():
        pass


async def _note_prices(c: Context) -> None:
    await note_prices(c.pool, await open_twilio(c.pool, c.http, c.settings))


async def _heartbeat(c: Context) -> None:
    async with c.pool.connection() as conn:
        await conn.execute(query("heartbeat"), ["worker", instance(), c.settings.RELEASE])


def _executes(name: str) -> Callable[[Context], Awaitable[None]]:
    async def act(c: Context) -> None:
        async with c.pool.connection() as conn:
            await conn.execute(query(name))

    return act


def _of_vapi(
    act: Callable[[Pool, httpx.AsyncClient, WorkerSettings], Awaitable[None]],
) -> Callable[[Context], Awaitable[None]]:
    return lambda c: act(c.pool, c.http, c.settings)


LOOPS = (
    Loop("inbox", "applies messages of Vapi that failed, again", FALLBACK, _apply, wake="inbox"),
    Loop("alerts", "carries alerts to their end, by text, by phone and by email", FALLBACK, _deliver, wake="alerts"),
    Loop("trials", "carries on the test call under way", FALLBACK, _of_vapi(vapi.carry_on_trials), wake="trials"),
    Loop("trial_schedule", "asks for this hour's test call", MINUTE, _of_vapi(vapi.plan_trials)),
    Loop("plan_b", "diverts the line, watches it, puts it back", FALLBACK, _of_vapi(vapi.carry_on_plan_b),
         wake="plan_b"),
    Loop("recordings", "fetches links to what was asked to be heard", FALLBACK, _of_vapi(vapi.fetch_recordings),
         wake="recordings"),
    Loop("paul_drift", "compares Paul at Vapi with Paul as he is written here", 5 * MINUTE,
         _of_vapi(vapi.look_for_drift), after_s=START_TOGETHER_S),
    # How often it is asked whether a comparison is due; the plan says when it is.
    Loop("reconciliation", "compares our calls with Vapi's list, takes in what is missing", 15,
         _of_vapi(vapi.reconcile), wake="vapi", after_s=START_TOGETHER_S, check_in="reconciliation"),
    Loop("accounts", "carries out invitations, new passwords, closures", FALLBACK, _of_vapi(carry_out_accounts),
         wake="accounts"),
    Loop("erasures", "makes tonight's purge, and erases whom people asked for", FALLBACK, _of_vapi(erase),
         wake="privacy"),
    Loop("backups", "makes copies, and proves them by restoring", FALLBACK, lambda c: c.backups.work(), wake="backups",
         check_in="proof"),
    Loop("backup_store", "looks how much room there is for copies, lets old ones go", 10 * MINUTE,
         lambda c: c.backups.look_at_store(), after_s=START_TOGETHER_S),
    Loop("backup_schedule", "asks for tonight's copy and this week's proof", MINUTE, _executes("schedule_backups"),
         after_s=START_TOGETHER_S, check_in="backup"),
    Loop("heartbeat", "says that this worker lives", 10, _heartbeat, check_in="worker"),
    Loop("silence", "looks for silence, a growing journal, an odd day", MINUTE, lambda c: check_silence(c.pool)),
    Loop("unowned", "tells whoever is on duty of people to call whom nobody has taken", MINUTE,
         _executes("raise_unowned")),
    Loop("proofs", "tries each way to each person at the hour they chose", MINUTE,
         lambda c: try_ways(c.pool, has_second=c.settings.has_twilio)),
    Loop("prices", "asks the second provider what its texts and calls cost", MINUTE, _note_prices),
    Loop("paul_signs", "looks for what speaks against Paul", MINUTE, lambda c: check_paul(c.pool)),
    Loop("digest", "tells in the morning of yesterday and of what waits", MINUTE, lambda c: raise_digest(c.pool),
         check_in="digest"),
    Loop("week", "tells on Monday of the week that ended", MINUTE, lambda c: raise_week(c.pool)),
    Loop("latency", "keeps latencies counted by hour", MINUTE, lambda c: roll_up(c.pool)),
    # How often it is asked whether a round is due; the lease says whose it is, each minute.
    Loop("probes", "measures each part of the system, and tells Sentry which jobs were done", 5,
         lambda c: c.watch.keep(), after_s=START_TOGETHER_S, check_in="probes"),
    # How often it is asked whether one is due: each five minutes one is, whichever worker sends it.
    Loop("chain", "sends a signed message of its own through the whole chain, and times it", 15,
         lambda c: c.chain.keep(), after_s=30),
    Loop("console_measures", "keeps what the console measured of itself", MINUTE, _of_vapi(keep_measures),
         wake="console", after_s=START_TOGETHER_S),
    Loop("sentry_probe", "proves that Sentry hears this worker", SENTRY_EVERY_S, lambda c: c.sentry.look()),
    Loop("old_sessions", "ends sessions that no console can have any more", HOUR, _executes("end_forgotten_sessions")),
    Loop("holidays", "writes Québec's holidays down as closed days", 12 * HOUR, lambda c: note_holidays(c.pool)),
    Loop("housekeeping", "forgets old figures about ourselves", 6 * HOUR, _executes("forget_old_figures")),
    Loop("trail", "seals the trail's new lines into its chain", MINUTE, lambda c: chain.seal(c.pool)),
    Loop("evidence", "measures what this machine can say for the gates", HOUR, lambda c: measure(c.pool),
         after_s=START_TOGETHER_S),
    Loop("measurements", "tries what is due: the publishable key alone, the schema, the trail's chain", MINUTE,
         lambda c: measure_due(c.pool, c.http), wake="readiness", after_s=START_TOGETHER_S),
)  # fmt: skip

"""Santé: what works, what does not, since when. For administrators."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from backend.backups.light import BackupState
from backend.health import status
from backend.health import watch_read as watching
from backend.health import words as watch_words
from backend.health.status import Status
from backend.health.watch_read import Watching
from backend.lights import Probe
from backend.supabase.rpc import Reader, Rpc


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """When one running copy of a program last said it was there."""

    program: str
    at: datetime
    release: str | None = None


@dataclass(frozen=True, slots=True)
class Requests:
    """Requests to the webhook over 24 hours that ended the same way."""

    outcome: str
    n: int
    p50_ms: float | None
    p95_ms: float | None


@dataclass(frozen=True, slots=True)
class FailedMessage:
    """A message kept but not applied, with the reason."""

    id: int
    type: str
    received_at: datetime
    error: str | None
    attempts: int
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that is still not applied."""

    id: int
    attempts: int
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Health:
    """Everything the screen shows, in one answer."""

    now: datetime
    probes: list[Probe]
    heartbeats: list[Heartbeat]
    last_webhook_at: datetime | None
    requests: list[Requests]
    unapplied: int
    oldest_unapplied_at: datetime | None
    messages: list[FailedMessage]
    backup: BackupState | None = None
    # The last comparison of the database with what is written.
    schema: Probe | None = None
    # The last time that the trail was gone through.
    trail: Probe | None = None

    def probe(self, name: str) -> Probe | None:
        """The latest measure of that name within 24 hours."""
        return next((probe for probe in self.probes if probe.name == name), None)


@dataclass(frozen=True, slots=True)
class Measured:
    """The state of health, and the round trip it took to ask for it."""

    health: Health
    round_trip_ms: float
    # What the status line knows, the alerting among it.
    status: Status | None = None
    watching: Watching | None = None


_HEALTH: Reader[Health] = Reader("health", Health)


def read(api: Rpc) -> Measured:
    """Ask, and time the asking."""
    started = time.perf_counter()
    health = _HEALTH(api)
    took_ms = (time.perf_counter() - started) * 1000
    watched = watching.read(api, watch_words.ALL)
    return Measured(_with_old_readings(health, watched), took_ms, status.read(api).status, watched)


def _with_old_readings(health: Health, watched: Watching) -> Health:
    """A probe that has not run for days is still known, and red: it was measured once."""
    names = {"database": "database_ms", "webhook": "webhook_ms"}
    known = {probe.name for probe in health.probes}
    old = [replace(one, name=names.get(one.name, one.name)) for one in watched.readings]
    missing = [one for one in old if one.name not in known and one.detail != "not_set"]
    return replace(health, probes=[*health.probes, *missing])


_UNAPPLIED: Reader[list[Waiting]] = Reader("still_unapplied", list[Waiting])


def still_unapplied(api: Rpc, ids: Collection[int]) -> list[Waiting]:
    """Those of these messages that are not applied, wherever they are among all that wait."""
    return _UNAPPLIED(api, p_ids=sorted(ids))

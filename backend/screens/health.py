"""Santé: what works, what does not, since when. For administrators."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

from backend.screens.backup_light import BackupState
from backend.screens.lights import Probe
from backend.screens.rpc import Reader, Rpc


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """When one running copy of a program last said it was there."""

    program: str
    instance: str
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

    def probe(self, name: str) -> Probe | None:
        """The latest measure of that name within 24 hours."""
        return next((probe for probe in self.probes if probe.name == name), None)


@dataclass(frozen=True, slots=True)
class Measured:
    """The state of health, and the round trip it took to ask for it."""

    health: Health
    round_trip_ms: float


_HEALTH: Reader[Health] = Reader("health", Health)


def read(api: Rpc) -> Measured:
    """Ask, and time the asking."""
    started = time.perf_counter()
    health = _HEALTH(api)
    return Measured(health, (time.perf_counter() - started) * 1000)

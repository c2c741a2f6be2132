"""What the watch found: the latest reading of each probe, check-ins, Sentry's answers, and the last 24 hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from backend.lights import Probe
from backend.supabase.rpc import Reader, Rpc

# Half hours, from the oldest to the newest.
SLOTS = 48


@dataclass(frozen=True, slots=True)
class CheckIn:
    """The last time a job told that it ended, and the last time it ended well."""

    job: str
    at: datetime
    ok: bool
    detail: str | None = None
    ok_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SentryEvent:
    """The last test event of a program, and when Sentry last accepted one."""

    program: str
    at: datetime
    accepted: bool
    event_id: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Watching:
    """Everything in one answer."""

    now: datetime
    readings: list[Probe] = field(default_factory=list)
    check_ins: list[CheckIn] = field(default_factory=list)
    sentry: list[SentryEvent] = field(default_factory=list)
    sentry_asked_at: datetime | None = None
    chain_proven_at: datetime | None = None
    backups_on: bool | None = None
    digest_on: bool | None = None

    def reading(self, name: str) -> Probe | None:
        """The latest of that probe, however old."""
        return next((one for one in self.readings if one.name == name), None)


@dataclass(frozen=True, slots=True)
class Slot:
    """Half an hour of one probe."""

    slot: int
    n: int
    failed: int
    mean: float | None = None


@dataclass(frozen=True, slots=True)
class History:
    """24 hours of one probe."""

    probe: str
    n: int
    failed: int
    median: float | None
    highest: float | None
    lowest: float | None
    slots: list[Slot]


_WATCHING: Reader[Watching] = Reader("watching", Watching)
_HISTORY: Reader[list[History]] = Reader("probe_history", list[History])


def read(api: Rpc, probes: Sequence[str]) -> Watching:
    """The latest of everything."""
    return _WATCHING(api, p_probes=list(probes))


def history(api: Rpc, probes: Sequence[str]) -> dict[str, History]:
    """24 hours of each probe that was measured in them. Costs more than the rest: once a minute is enough."""
    return {one.probe: one for one in _HISTORY(api, p_probes=list(probes))}

"""The status line: Paul, alerts, database, backup, gap to Vapi's list, each with its age."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from backend import fr
from backend.alerts import duty
from backend.alerts import light as alert_light
from backend.alerts.duty import Roster
from backend.alerts.light import AlertCounts, Digest, Unreachable
from backend.backups import light as backup_light
from backend.backups.light import BackupState
from backend.health.probes.reading import POOLER_FULL
from backend.health.words import POOLER_REMEDY
from backend.lights import IF_IT_LASTS, Light, Probe, age_s, not_measured
from backend.lights import State as Colour
from backend.paul import light as drift_light
from backend.plan_b.read import State
from backend.reconciliation import light as gap_light
from backend.reconciliation.light import Gap
from backend.supabase.errors import ApiError
from backend.supabase.rpc import Reader, Rpc

# A day without a message proves nothing any more.
PAUL_STALE_S = 24 * 3600
WORKER_SILENT_S = 60
PROBE_STALE_S = 300
SLOW_ROUND_TRIP_MS = 500
# Where each light has what it says from.
SOURCES = {
    "Paul": "les messages de Vapi",
    alert_light.NAME: "les accusés de réception",
    "Base": "l’aller-retour mesuré d’ici, et la sonde du service de fond",
    backup_light.NAME: "les copies restaurées et comparées",
    gap_light.NAME: "la liste des appels de Vapi",
    drift_light.NAME: "les réglages lus chez Vapi",
}


@dataclass(frozen=True, slots=True)
class Status:
    """What the database knows; None where nothing was measured."""

    now: datetime
    last_call_at: datetime | None
    last_webhook_at: datetime | None
    last_message_at: datetime | None
    unapplied: int
    journal: Probe | None
    worker_at: datetime | None
    database_probe: Probe | None
    is_demo: bool
    pooler: Probe | None = None
    alerts: AlertCounts = field(default_factory=AlertCounts)
    last_delivered_at: datetime | None = None
    unreachable: list[Unreachable] = field(default_factory=list)
    digest: Digest | None = None
    on_call: int = 0
    duty: Roster = field(default_factory=Roster)
    gap: Gap | None = None
    backup: BackupState | None = None
    plan_b: State = field(default_factory=State)


@dataclass(frozen=True, slots=True)
class Measured:
    """The status, and the round trip it took to ask for it."""

    status: Status
    round_trip_ms: float


_STATUS: Reader[Status] = Reader("status_line", Status)


def read(api: Rpc) -> Measured:
    """Ask, and time the asking: that is the console's own measure of the database."""
    started = time.perf_counter()
    status = _STATUS(api)
    return Measured(status, (time.perf_counter() - started) * 1000)


def lights(measured: Measured) -> list[Light]:
    """The lights of the line, in the order they are drawn."""
    s = measured.status
    found = [
        _paul(s),
        alerting(s),
        _database(measured),
        backup_light.light(s.now, s.backup),
        gap_light.light(s.gap, s.now),
        *_of_drift(s),
    ]
    return [replace(one, source=SOURCES[one.name]) for one in found]


def headline(lights: Sequence[Light], measured: Measured | None = None) -> list[Light]:
    """What the line says while it is closed: each light that is not well; one sentence where none is."""
    wrong = [one for one in lights if one.state in ("bad", "warn") or one.remedy]
    if wrong:
        return sorted(wrong, key=lambda one: one.state != "bad")
    unknown = sum(one.state == "unknown" for one in lights)
    if unknown or measured is None or measured.status.worker_at is None:
        return [Light("Rien en panne", "unknown", f"· {fr.count(unknown, 'voyant non mesuré', 'voyants non mesurés')}")]
    # The service in the background looks after all of them: what is green is as old as its last sign of life.
    seen = measured.status.worker_at
    return [Light("Tout va bien", "good", f"· {fr.ago(seen, measured.status.now)}", seen)]


def _of_drift(s: Status) -> list[Light]:
    """Shown once somebody has described Paul here; an account without it has one light less."""
    return [drift_light.light(s.plan_b.drift, s.now)] if s.plan_b.drift else []


def alerting(s: Status) -> Light:
    """Whether what must be told still reaches somebody."""
    return alert_light.light(
        s.now, s.alerts, s.last_delivered_at, s.unreachable, s.digest, s.on_call, duty.gaps(s.duty, s.now)
    )


def refused(error: ApiError) -> list[Light]:
    """What is known when the database gives nothing: only why."""
    if error.kind == "forbidden":
        return _without("unknown", "répond, mais refuse votre compte", "Parlez-en à l’administrateur.")
    if error.kind == "unreachable":
        remedy = (
            "Ce qui est déjà enregistré reste là; ce que Paul reçoit maintenant ne se voit pas d’ici. "
            "Après 5 minutes, prévenez l’administrateur."
        )
        return _without("bad", f"ne répond pas {error.since}".rstrip(), remedy)
    return _without("bad", f"refuse ({error.code})", error.sentence)


def _without(state: Colour, text: str, remedy: str) -> list[Light]:
    return [
        Light("Paul", "unknown", "inconnu pour l’instant"),
        not_measured("Alertes"),
        Light("Base", state, text, remedy=remedy),
        not_measured("Sauvegarde"),
        not_measured(gap_light.NAME),
    ]


def _paul(s: Status) -> Light:
    call = f"appel {fr.ago(s.last_call_at, s.now)}" if s.last_call_at else "aucun appel"
    heard = max((at for at in (s.last_webhook_at, s.last_message_at) if at), default=None)
    if heard is None:
        return Light("Paul", "unknown", f"{call}, aucun message reçu")
    text = f"{call}, message {fr.ago(heard, s.now)}"
    if s.unapplied:
        waiting = fr.count(s.unapplied, "message non appliqué", "messages non appliqués")
        remedy = f"{waiting}: un administrateur peut les appliquer de nouveau dans Santé. Rien n’est perdu."
        return Light("Paul", "bad", text, heard, remedy)
    if age_s(heard, s.now) > PAUL_STALE_S:
        return Light("Paul", "unknown", text, heard)
    return Light("Paul", "good", text, heard)


def _database(measured: Measured) -> Light:
    s = measured.status
    text = fr.milliseconds(measured.round_trip_ms)
    probe = s.database_probe
    if probe and probe.value is not None and age_s(probe.at, s.now) <= PROBE_STALE_S:
        text += f", sonde {fr.milliseconds(probe.value)} {fr.ago(probe.at, s.now)}"
    if s.worker_at and age_s(s.worker_at, s.now) > WORKER_SILENT_S:
        remedy = (
            f"Le service de fond se tait {_since(s.worker_at, s.now)}: redémarrez-le, ou prévenez l’administrateur."
        )
        return Light("Base", "bad", text, s.now, remedy)
    if s.journal and age_s(s.journal.at, s.now) <= PROBE_STALE_S and s.journal.value:
        n = fr.count(int(s.journal.value), "message attend", "messages attendent")
        remedy = f"{n} dans le journal de secours: repris dès que la base répond au webhook. {IF_IT_LASTS}"
        return Light("Base", "bad", text, s.now, remedy)
    if s.pooler and age_s(s.pooler.at, s.now) <= PROBE_STALE_S and s.pooler.detail == POOLER_FULL:
        return Light("Base", "bad", f"{text}, pooler plein", s.pooler.at, POOLER_REMEDY)
    if s.worker_at is None:
        return Light("Base", "warn", f"{text}, service de fond non mesuré", s.now)
    if measured.round_trip_ms > SLOW_ROUND_TRIP_MS:
        return Light("Base", "warn", f"{text}: lente", s.now)
    return Light("Base", "good", text, s.now)


def _since(at: datetime, now: datetime) -> str:
    return f"depuis {fr.span(age_s(at, now))}"

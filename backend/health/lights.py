"""The lights of Santé: each part with its last value, its age, its source, its meaning and its remedy."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from backend import fr
from backend.alerts import light as alert_light
from backend.audit import light as trail_light
from backend.backups import light as backup_light
from backend.health import status
from backend.health import words as say
from backend.health.probes.reading import POOLER_FULL
from backend.health.read import Health, Heartbeat, Measured
from backend.health.status import Status
from backend.lights import Light, Probe, State, age_s, not_measured
from backend.schema import light as schema_light

PROBE_STALE_S = 180
# By then somebody must look: nothing measures any more.
PROBE_SILENT_S = 15 * 60
SILENT_S = 60
SLOW_MS = 500
PROGRAMS = {"worker": "Service de fond", "webhook": "Réception des appels"}


def lights(measured: Measured) -> list[Light]:
    """Every part that can be told well or ill."""
    h = measured.health
    return [
        _round_trip(measured),
        _timed(h.now, h.probe("database_ms"), "Base, vue du service de fond", "Une requête simple, aller et retour."),
        _timed(
            h.now, h.probe("webhook_ms"), "Réception des appels", "Le service qui reçoit les messages de Paul répond."
        ),
        _journal(h),
        _unapplied(h),
        *_heartbeats(h),
        *_alerting(measured.status),
        _backups(h),
        schema_light.light(h.now, h.schema),
        trail_light.light(h.now, h.trail),
    ]


def _alerting(answer: Status | None) -> list[Light]:
    """What is told reaches somebody, and the morning digest proves it every day."""
    meaning = "Textos et courriels: ce qu’il faut dire rejoint quelqu’un."
    if answer is None:
        unknown = not_measured("Bilan du matin", meaning=alert_light.DIGEST_MEANING)
        return [not_measured("Alertes", meaning=meaning), unknown]
    alerts = replace(status.alerting(answer), source="accusés de réception de Brevo", meaning=meaning)
    return [alerts, alert_light.digest_light(answer.now, answer.digest)]


def _round_trip(measured: Measured) -> Light:
    ms, source = measured.round_trip_ms, "mesuré par cette page, à l’instant"
    meaning = "Aller et retour entre la console et la base."
    state: State = "warn" if ms > SLOW_MS else "good"
    remedy = "Plus lent que d’habitude: regardez la charge de la base si cela dure." if state == "warn" else ""
    return Light("Base, vue de la console", state, fr.milliseconds(ms), measured.health.now, remedy, source, meaning)


def _timed(now: datetime, probe: Probe | None, name: str, meaning: str) -> Light:
    source = "sonde du service de fond"
    if probe is None:
        return not_measured(name, source=source, meaning=meaning)
    if age_s(probe.at, now) > PROBE_STALE_S:
        return _stale(name, probe, now, source, meaning)
    if not probe.ok and probe.value is not None:
        remedy = "Regardez le journal de secours et les messages non appliqués: l’un des deux n’est pas vide."
        return Light(name, "bad", f"répond, mais n’est pas prêt ({probe.detail})", probe.at, remedy, source, meaning)
    if not probe.ok or probe.value is None:
        remedy = "Redémarrez ce service; les messages de Paul attendent dans son journal ou chez Vapi."
        return Light(name, "bad", "ne répond pas", probe.at, remedy, source, meaning)
    if probe.detail == POOLER_FULL:
        text = "répond, mais reçoit un message à la fois: le pooler n’a plus de connexion pour lui"
        return Light(name, "bad", text, probe.at, say.POOLER_REMEDY, source, meaning)
    state: State = "warn" if probe.value > SLOW_MS else "good"
    beside = ", vue de cette machine seulement" if probe.detail == "loopback" else ""
    return Light(name, state, fr.milliseconds(probe.value) + beside, probe.at, "", source, meaning)


def _stale(name: str, probe: Probe, now: datetime, source: str, meaning: str) -> Light:
    """Grey at first; red when it goes on."""
    remedy, age = "Vérifiez le service de fond.", age_s(probe.at, now)
    if age <= PROBE_SILENT_S:
        return Light(name, "unknown", "mesure trop ancienne", probe.at, remedy, source, meaning)
    return Light(name, "bad", f"plus mesuré depuis {fr.span(age)}", probe.at, remedy, source, meaning)


def _journal(h: Health) -> Light:
    name, source = "Journal de secours", "sonde du service de fond"
    meaning = "Messages gardés sur disque pendant que la base ne répond pas, ou les refuse."
    probe, oldest = h.probe("journal_length"), h.probe("journal_oldest_s")
    if probe is None or probe.value is None:
        return not_measured(name, source=source, meaning=meaning)
    if age_s(probe.at, h.now) > PROBE_STALE_S:
        return _stale(name, probe, h.now, source, meaning)
    if probe.value == 0:
        return Light(name, "good", "vide", probe.at, "", source, meaning)
    text = fr.count(int(probe.value), "message en attente", "messages en attente")
    if oldest and oldest.value:
        text += f", le plus ancien depuis {fr.span(oldest.value)}"
    remedy = (
        "Ils sont repris seuls dès que la base répond au webhook; ceux qu’elle ne peut pas appliquer passent plus bas, "
        "avec leur erreur. Si ce nombre ne descend pas, voyez le journal des erreurs. Ne supprimez pas ce fichier."
    )
    return Light(name, "bad", text, probe.at, remedy, source, meaning)


def _unapplied(h: Health) -> Light:
    name, source, meaning = "Messages non appliqués", "base", "Messages de Paul reçus et gardés, mais sans effet."
    if not h.unapplied:
        return Light(name, "good", "aucun", h.now, "", source, meaning)
    text = fr.count(h.unapplied, "message")
    remedy = "Lisez l’erreur plus bas, corrigez, puis appliquez de nouveau. Rien n’est perdu."
    return Light(name, "bad", text, h.oldest_unapplied_at, remedy, source, meaning)


def _backups(h: Health) -> Light:
    meaning = "Une copie ne compte qu’une fois restaurée ailleurs et comparée."
    return replace(backup_light.light(h.now, h.backup), name="Sauvegardes", source="épreuves", meaning=meaning)


def _heartbeats(h: Health) -> list[Light]:
    meaning = "Le programme dit régulièrement qu’il est là."
    latest: dict[str, Heartbeat] = {}
    for beat in sorted(h.heartbeats, key=lambda beat: beat.at):
        latest[beat.program] = beat
    missing = (
        [not_measured("Service de fond: présence", source="battement", meaning=meaning)]
        if "worker" not in latest
        else []
    )
    return missing + [_beat(beat, h, meaning) for beat in latest.values()]


def _beat(beat: Heartbeat, h: Health, meaning: str) -> Light:
    name = f"{PROGRAMS.get(beat.program, beat.program)}: présence"
    alive = sum(b.program == beat.program and age_s(b.at, h.now) <= SILENT_S for b in h.heartbeats)
    if not alive:
        text = f"se tait depuis {fr.span(age_s(beat.at, h.now))}"
        return Light(name, "bad", text, beat.at, "Redémarrez ce programme.", "battement", meaning)
    return Light(
        name, "good", fr.count(alive, "copie en marche", "copies en marche"), beat.at, "", "battement", meaning
    )

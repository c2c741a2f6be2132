"""What a measurement found, in one French sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from backend import fr
from backend.alerts import words as alert_words
from backend.readiness import words as say
from backend.readiness.read import Check

Facts = dict[str, Any]
SHOWN = 5


def found(gate: str, check: Check) -> str:
    """The measurement in words; empty when there is nothing to tell."""
    result = _TOLD.get(f"{gate}.{check.code}")
    return result(check, check.facts) if result else ""


def _of_commit(check: Check, facts: Facts) -> str:
    running = ", ".join(facts.get("running") or []) or "inconnue"
    if check.measured_at is None:
        return f"Aucun relevé de vérification livré avec le code. Version en marche: {running}."
    counted = _counted(check, facts)
    why = [
        "ce n’est pas le code en marche" if facts.get("same_code") is False else "",
        "des fichiers n’étaient pas ceux du commit" if facts.get("dirty") else "",
        f"la version en marche dit {running}" if check.state == "bad" and facts.get("same_code") else "",
    ]
    trouble = "; ".join(part for part in why if part)
    return f"{counted} sur le commit {str(facts.get('release'))[:9]}" + (f": {trouble}." if trouble else ".")


def _counted(check: Check, facts: Facts) -> str:
    n = check.n or 0
    if check.code == "tests":
        return f"{fr.count(n, 'test')}, {fr.count(facts.get('failed', 0), 'échec')}"
    if check.code == "history":
        return (
            f"{fr.count(n, 'fichier')} lus, {fr.count(facts.get('found', 0), 'secret possible', 'secrets possibles')}"
        )
    return fr.count(n, "fichier vérifié", "fichiers vérifiés")


def _settings(check: Check, facts: Facts) -> str:
    weak = [f"{one['setting']} ({say.WEAKNESS.get(one['why'], one['why'])})" for one in facts.get("weak", [])]
    silent = [say.PROGRAMS.get(one, one) for one in facts.get("silent", [])]
    if silent:
        return f"N’ont encore rien dit de leurs réglages: {' et '.join(silent)}."
    seen = fr.count(check.n or 0, "secret examiné", "secrets examinés")
    return f"{seen}; à changer: {_list(weak)}." if weak else f"{seen}, aucun faible."


def _ages(check: Check, facts: Facts) -> str:
    secrets = facts.get("secrets", [])
    if not secrets:
        return "Aucun programme n’a encore montré ses secrets."
    over = [f"{one['setting']} (limite {one['days']} j)" for one in secrets if one["over"]]
    oldest = datetime.fromisoformat(secrets[0]["since"])
    first = (
        f"{fr.count(len(secrets), 'secret')}; le plus ancien, {secrets[0]['setting']}, vu depuis le {fr.day(oldest)}"
    )
    return f"{first}; trop vieux: {_list(over)}." if over else f"{first}."


def _anonymous(check: Check, facts: Facts) -> str:
    error = facts.get("error")
    if error:
        return f"Pas pu être essayé: {say.ANONYMOUS_ERRORS.get(error, error)}."
    if check.measured_at is None:
        return "Pas encore essayé."
    tried = f"{fr.count(facts.get('tables', 0), 'table')} et {fr.count(facts.get('functions', 0), 'fonction')} essayées"
    opened = facts.get("open", [])
    return f"{tried}; ouvertes à un inconnu: {_list(opened)}." if opened else f"{tried}, toutes refusées."


def _trials(check: Check, facts: Facts) -> str:
    simulated = facts.get("simulated", 0)
    beside = (
        f" {fr.count(simulated, 'essai simulé réussi', 'essais simulés réussis')} de suite ne comptent pas."
        if simulated
        else ""
    )
    return f"{fr.count(check.n or 0, 'vrai essai réussi', 'vrais essais réussis')} de suite, sur 10.{beside}"


def _gap(check: Check, facts: Facts) -> str:
    if facts.get("simulated"):
        return "Comparé à Vapi simulé seulement: cela ne compte pas."
    return f"Écart {check.n}." if check.n is not None else "Jamais comparé."


def _sentry(check: Check, facts: Facts) -> str:
    if check.measured_at is None:
        return "Aucun événement d’essai n’est parti."
    if check.state in ("good", "expired"):
        return "Événement accepté."
    why = facts.get("why", "unreachable")
    return f"Événement non accepté: {say.SENTRY_ERRORS.get(why, why)}."


def _check_ins(check: Check, facts: Facts) -> str:
    late = facts.get("late", [])
    if not facts:
        return "Aucun pointage reçu."
    on_time = f"{facts.get('expected', 0) - len(late)} tâches à l’heure sur {facts.get('expected', 0)}"
    return f"{on_time}; manquent: {_list(late)}." if late else f"{on_time}."


def _errors(check: Check, facts: Facts) -> str:
    if not check.n:
        return "Aucun message reçu en 24 heures: rien n’a donc été mesuré."
    parts = (
        f"{facts.get('lost', 0)} perdu, {facts.get('failed', 0)} en erreur, {facts.get('unapplied', 0)} non appliqué"
    )
    return f"{fr.count(check.n, 'message')} en 24 heures: {parts}."


def _delivered(check: Check, facts: Facts) -> str:
    if not facts.get("real"):
        return "Brevo simulé, ou sans clé: rien n’est vraiment parti."
    missing = facts.get("without", [])
    reached = f"{check.n or 0} sur {fr.count(facts.get('recipients', 0), 'destinataire')} ont reçu un texto"
    return f"{reached}; sans livraison: {_list(missing)}." if missing else f"{reached}."


def _email(check: Check, facts: Facts) -> str:
    if not facts.get("real"):
        return "Brevo simulé, ou sans clé: rien n’est vraiment parti."
    return f"{fr.count(check.n or 0, 'courriel livré', 'courriels livrés')} en 90 jours."


def _lost(check: Check, facts: Facts) -> str:
    if not check.n:
        return "Aucune alerte réelle en 7 jours: rien n’a donc été mesuré."
    lost = f"{facts.get('failed', 0)} échouée, {facts.get('forgotten', 0)} oubliée"
    off = [alert_words.kind(one) for one in facts.get("rules_off", [])]
    muted = f" Éteintes dans les règles, donc jamais comptées: {_list(off)}." if off else ""
    return f"{fr.count(check.n, 'alerte')} en 7 jours: {lost}.{muted}"


def _proven(check: Check, facts: Facts) -> str:
    if check.measured_at is None:
        return "Aucune copie automatique."
    words = {"proven": "éprouvée", "failed": "l’épreuve a échoué"}.get(facts.get("proof") or "", "pas encore éprouvée")
    return f"Copie automatique de {fr.size(facts.get('size_bytes') or 0)}: {words}."


def _drill(check: Check, facts: Facts) -> str:
    if check.measured_at is None:
        return "Aucun exercice demandé par une personne."
    took = f" en {fr.span(float(facts['seconds']))}" if facts.get("seconds") is not None else ""
    return f"Restaurée et comparée{took}." if check.state != "bad" else "La restauration n’a pas réussi."


def _away(check: Check, facts: Facts) -> str:
    place = facts.get("place")
    if place is None:
        return "Le service de fond n’a pas encore dit où vont les copies."
    stored = "" if facts.get("newest_store") else " Aucune copie n’y est encore."
    return f"Les copies vont {say.PLACES.get(place, place)}.{stored}"


def _soak(check: Check, facts: Facts) -> str:
    needed = f"Il faut 48 h réelles à {facts.get('calls_per_day_needed')} appels par jour."
    if facts.get("real_hours") is None:
        return f"Aucune épreuve. {needed}"
    hours, speed = fr.decimal(facts["real_hours"], 1), facts.get("speed") or 1
    pace = f", accélérée {fr.decimal(speed, 0)} fois" if speed > 1 else ""
    counts = f"{facts.get('lost')} perdu, {facts.get('twice')} en double, p95 {_ms(facts.get('p95_ms'))}"
    played = f"{facts.get('calls_per_day')} appels par jour, {fr.count(check.n or 0, 'appel')}"
    run = f"Épreuve de {hours} h réelles{pace}, à {played}: {counts}."
    return run if facts.get("counts") else f"{run} Elle ne compte pas. {needed}"


def _ramp(check: Check, facts: Facts) -> str:
    at_once, a_day = facts.get("calls_at_once_needed"), facts.get("calls_per_day_needed")
    needed = f"L’étape demande {at_once} appels à la fois et {a_day} par jour."
    if facts.get("calls_at_once") is None:
        return f"Aucune rampe. {needed}"
    return (
        f"Tenus: {facts['calls_at_once']} appels à la fois, {fr.decimal(facts.get('calls_per_day') or 0, 0)} par jour,"
        f" p95 {_ms(facts.get('p95_ms'))}. {needed}"
    )


def _plan_b(check: Check, facts: Facts) -> str:
    if check.measured_at is None:
        return (
            "Exercé sur Vapi simulé seulement: cela ne compte pas." if facts.get("simulated_at") else "Jamais exercé."
        )
    if check.state == "bad":
        return "L’exercice n’a pas réussi."
    return f"{facts.get('to', 'Un humain')} a décroché, à son numéro d’aujourd’hui, et la ligne a été remise."


def _officer(check: Check, facts: Facts) -> str:
    return {"good": "Nommé, avec un moyen de le joindre.", "bad": "Personne n’est nommé."}.get(check.state, "")


def _retention(check: Check, facts: Facts) -> str:
    off = facts.get("rules_off") or 0
    return (
        f"{fr.count(off, 'règle suspendue', 'règles suspendues')}."
        if off
        else "Toutes les règles sont en vigueur."
        if facts
        else ""
    )


def _notice(check: Check, facts: Facts) -> str:
    if not facts:
        return ""
    heard = f"Entendu dans {facts.get('heard', 0)} des {facts.get('calls', 0)} derniers appels"
    return f"{heard}, reconnu à «{facts.get('words', '')}»."


def _register(check: Check, facts: Facts) -> str:
    if not facts:
        return ""
    incidents = fr.count(check.n or 0, "incident inscrit", "incidents inscrits")
    return f"{incidents}, {fr.count(facts.get('overdue') or 0, 'demande')} en retard."


def _ms(value: float | None) -> str:
    return fr.milliseconds(value) if value is not None else "non mesuré"


def _list(names: list[str]) -> str:
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" et {more} de plus" if more > 0 else "")


_TOLD: dict[str, Callable[[Check, Facts], str]] = {
    "secrets.history": _of_commit,
    "secrets.settings": _settings,
    "secrets.ages": _ages,
    "secrets.anonymous": _anonymous,
    "paul.trials": _trials,
    "paul.gap": _gap,
    "monitoring.sentry_console": _sentry,
    "monitoring.sentry_webhook": _sentry,
    "monitoring.sentry_worker": _sentry,
    "monitoring.check_ins": _check_ins,
    "monitoring.errors": _errors,
    "sms.delivered": _delivered,
    "sms.email": _email,
    "sms.lost": _lost,
    "backups.proven": _proven,
    "backups.drill": _drill,
    "backups.away": _away,
    "quality.types": _of_commit,
    "quality.lint": _of_commit,
    "quality.tests": _of_commit,
    "load.soak": _soak,
    "capacity.ramp": _ramp,
    "plan_b.exercise": _plan_b,
    "privacy.officer": _officer,
    "privacy.retention": _retention,
    "privacy.notice": _notice,
    "privacy.register": _register,
}

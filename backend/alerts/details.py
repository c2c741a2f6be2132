"""What happened, for the alerts that speak of no lead: SQL gives a code and values, the sentence is made here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from backend import coded, fr

SENTENCES: dict[str, str] = {
    "no_message": "aucun message de Vapi depuis {hours} h, alors que des appels sont attendus",
    "caught_up": "{calls} appels ne nous étaient pas parvenus: retrouvés chez Vapi et appliqués",
    "journal_waits": "des messages attendent depuis plus de {minutes} minutes hors de la base",
    "chain_broken": "deux fois de suite, le message d’essai de la console s’est arrêté {step}",
    "odd_volume": "{calls} appels aujourd’hui, contre {usual} d’habitude",
    "backup_failed": "la sauvegarde a échoué: {failure}",
    "proof_failed": "une copie n’a pas pu être éprouvée: {failure}",
    "proof_stale": "aucune copie éprouvée depuis plus de {hours} h",
    "disk_nearly_full": "le disque des copies est presque plein",
    "visit_moved": "rendez-vous déplacé par téléphone: du {from} au {to}",
    "visit_cancelled": "rendez-vous annulé par téléphone: celui du {from}",
    "unowned": "sans personne depuis {minutes} min d’ouverture",
    "corrected": "corrigé pendant l’appel: {fields}",
    "trial": "appel d’essai",
    "simulated_trial": "appel d’essai simulé",
}
FIELDS: dict[str, str] = {"name": "nom", "phone": "numéro", "address": "adresse"}
STEPS: dict[str, str] = {"webhook": "à la réception", "alert": "à l’alerte", "read": "avant l’écran"}
_ONE_CALL = "1 appel ne nous était pas parvenu: retrouvé chez Vapi et appliqué"
# For the message that wakes somebody; the screen of backups has more to say.
FAILURES: dict[str, str] = {
    "disk_full": "plus de place pour les copies",
    "store_away": "l’endroit des copies ne répond pas",
    "database_away": "la base n’a pas répondu",
    "worker_died": "le service de fond s’est arrêté",
    "no_public_key": "aucune clé publique",
    "no_private_key": "la clé privée manque",
    "wrong_key": "ce n’est pas la bonne clé",
    "missing_file": "le fichier a disparu",
    "truncated": "le fichier est tronqué",
    "altered": "le fichier est abîmé ou échangé",
}
_ANOTHER_FAILURE = "la raison est dans Sauvegardes"


def sentence(detail: str) -> str:
    """The sentence for an alert's `detail`. What nobody has worded is shown as it is: better raw than silent."""
    code, values = coded.split(detail)
    if "fields" in values:
        values["fields"] = _fields(values)
    if code == "caught_up" and values.get("calls") == 1:
        return _ONE_CALL
    if "step" in values:
        values["step"] = STEPS.get(values["step"], "en chemin")
    if "failure" in values:
        values["failure"] = FAILURES.get(values["failure"], _ANOTHER_FAILURE)
    moments = {name: datetime.fromisoformat(values[name]) for name in ("from", "to") if name in values}
    values |= {name: fr.day_and_clock(at) for name, at in moments.items()}
    try:
        return SENTENCES[code].format(**values)
    except KeyError:
        return detail


def corrected(detail: str | None) -> str:
    """`CORRIGÉ (numéro)` for an alert that was told before and put right; empty for any other."""
    code, values = coded.split(detail or "")
    return f"CORRIGÉ ({_fields(values)})" if code == "corrected" else ""


def _fields(values: dict[str, Any]) -> str:
    return ", ".join(FIELDS[name] for name in values.get("fields", []) if name in FIELDS)

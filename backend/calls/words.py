"""A call's outcome and the reason of its end in plain French. Pages show these words and no other."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

# How a sign is drawn: good, so-so, bad, or nothing to say.
Tone = Literal["good", "warn", "bad", "plain"]

OUTCOMES: dict[str, str] = {
    "in_progress": "En cours",
    "appointment": "Rendez-vous pris",
    "lead": "Coordonnées prises",
    "no_lead": "Rien laissé",
    "transferred": "Transféré à une personne",
    "transfer_failed": "Transfert manqué",
    "fault": "Panne",
    "silence": "Silence",
    "time_limit": "Durée maximale atteinte",
    "no_answer": "Sans réponse",
    "voicemail": "Boîte vocale",
    "test": "Appel d’essai",
    "unknown": "Issue inconnue",
}
# A call does not last that long: its end was lost on the way.
LOST_AFTER = timedelta(hours=2)
END_LOST = "Fin inconnue"
_TONES: dict[str, Tone] = {
    "appointment": "good", "lead": "good", "transferred": "good", "fault": "bad", "transfer_failed": "bad",
    "no_lead": "warn", "silence": "warn", "time_limit": "warn",
}  # fmt: skip

TOOLS: dict[str, str] = {
    "enregistrer_lead": "Noter les coordonnées",
    "consulter_disponibilites": "Consulter les disponibilités",
    "prendre_rendez_vous": "Prendre rendez-vous",
    "transferCall": "Transférer l’appel",
    "endCall": "Raccrocher",
}
HAPPENINGS: dict[str, str] = {
    "hang": "Paul est resté bloqué un moment",
    "transfer-update": "Transfert vers une personne",
    "user-interrupted": "Le client a coupé la parole à Paul",
}
SERVICES: dict[str, str] = {
    "debouchage_egout": "débouchage d’égout",
    "debouchage_drain": "débouchage de drain",
    "debouchage_toilette": "débouchage de toilette",
    "nettoyage_haute_pression": "nettoyage à haute pression",
    "inspection_camera": "inspection par caméra",
    "degel_conduite": "dégel de conduite",
    "clapet_antiretour": "clapet antiretour",
    "racines": "racines",
}
CLASSIFICATIONS: dict[str, str] = {"spam": "Indésirable", "test": "Essai", "not_customer": "Pas un client"}

# Exact reasons first: they say more than their category.
_REASONS: dict[str, str] = {
    "customer-ended-call": "le client a raccroché",
    "customer-did-not-answer": "le client n’a pas répondu",
    "customer-busy": "la ligne du client était occupée",
    "customer-ended-call-during-transfer": "le client a raccroché pendant le transfert",
    "customer-ended-call-before-warm-transfer": "le client a raccroché avant le transfert",
    "customer-ended-call-after-warm-transfer-attempt": "le client a raccroché après l’essai de transfert",
    "assistant-forwarded-call": "Paul a transféré l’appel",
    "silence-timed-out": "personne ne parlait plus",
    "exceeded-max-duration": "durée maximale atteinte",
    "call.in-progress.error-assistant-did-not-receive-customer-audio": "Paul n’entendait pas le client",
}
_CATEGORIES: dict[str, str] = {
    "customer": "le client a mis fin à l’appel",
    "assistant_ended": "Paul a conclu l’appel",
    "no_assistant_from_server": "Paul n’a pas répondu: sa configuration n’a pas été trouvée",
    "start_error": "Paul n’a pas répondu: l’appel n’a pas pu démarrer",
    "time_limit": "limite de temps atteinte",
    "vapi_fault": "appel coupé: panne chez Vapi",
    "provider_fault": "appel coupé: panne du fournisseur",
    "config_fault": "appel coupé: réglage de Paul à corriger",
    "pipeline_legacy": "appel coupé: panne du fournisseur",
    "transfer": "le transfert n’a pas abouti",
    "no_audio_from_customer": "Paul n’entendait pas le client",
    "transport": "la ligne téléphonique a coupé",
    "voicemail": "une boîte vocale a répondu",
    "operator_action": "appel arrêté par une personne",
    "unlisted_failure": "appel coupé: panne d’un genre nouveau",
    "unlisted": "fin d’un genre nouveau",
}


def outcome(code: str) -> str:
    """What came of the call, in two or three words."""
    return OUTCOMES.get(code, OUTCOMES["unknown"])


def end_lost(status: str, created_at: datetime, now: datetime) -> bool:
    """True for a call that never ended for us, and cannot be going on any more."""
    return status != "ended" and now - created_at > LOST_AFTER


def came_to(code: str, status: str, created_at: datetime, now: datetime) -> str:
    """What came of the call, as far as it is known."""
    if code == "in_progress" and end_lost(status, created_at, now):
        return END_LOST
    return outcome(code)


def tool(name: str | None) -> str:
    """What one of Paul's tools does."""
    return TOOLS.get(name or "", name or "Outil")


def service(code: str | None) -> str | None:
    """What work is asked for; Paul's own words where the list has none."""
    return SERVICES.get(code, code.replace("_", " ")) if code else None


def happening(kind: str) -> str:
    """Something that occurred during the call, in words."""
    return HAPPENINGS.get(kind, kind)


def tone(code: str) -> Tone:
    """Whether the outcome is good news."""
    return _TONES.get(code, "plain")


def ended(reason: str | None, category: str | None) -> str:
    """Why the call ended; empty while nobody knows."""
    if reason in _REASONS:
        return _REASONS[reason]
    if (reason and reason.startswith("call.in-progress.error-providerfault")) or category == "provider_fault":
        return _provider_fault(reason or "")
    return _CATEGORIES.get(category or "", "")


def _provider_fault(reason: str) -> str:
    """Which of Paul's senses failed, where the reason says it."""
    if "voice" in reason or "eleven-labs" in reason or "cartesia" in reason:
        return "appel coupé: panne de la voix de Paul"
    if "transcriber" in reason or "deepgram" in reason:
        return "appel coupé: panne de la transcription"
    if "llm" in reason or "openai" in reason or "anthropic" in reason:
        return "appel coupé: panne du modèle de Paul"
    return _CATEGORIES["provider_fault"]

"""What Vapi tells, in plain French: why a call ended, and why Vapi could not be asked."""

from __future__ import annotations

# Exact reasons first: they say more than their category.
_REASONS: dict[str, str] = {
    "customer-ended-call": "le client a raccroché",
    "customer-did-not-answer": "le client n’a pas répondu",
    "customer-busy": "la ligne du client était occupée",
    "customer-ended-call-during-transfer": "le client a raccroché pendant le transfert",
    "customer-ended-call-before-warm-transfer": "le client a raccroché avant le transfert",
    "customer-ended-call-after-warm-transfer-attempt": "le client a raccroché après l’essai de transfert",
    "assistant-forwarded-call": "Paul a transféré l’appel",
    "call.ending.hook-executed-transfer": "l’appel a été transféré",
    "silence-timed-out": "personne ne parlait plus",
    "exceeded-max-duration": "durée maximale atteinte",
    "call.in-progress.error-assistant-did-not-receive-customer-audio": "Paul n’entendait pas le client",
}
_CATEGORIES: dict[str, str] = {
    "customer": "le client a mis fin à l’appel",
    "assistant_ended": "Paul a conclu l’appel",
    "recorded_sentence": "une phrase enregistrée a répondu",
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

ERRORS: dict[str, str] = {
    "refused_key": "Vapi refuse notre clé: l’administrateur doit vérifier VAPI_API_KEY",
    "refused_account": "Vapi refuse l’accès à notre compte: l’administrateur doit le vérifier",
    "no_credits": "Vapi demande un paiement: l’administrateur doit vérifier le compte",
    "too_many": "Vapi demande d’attendre: trop de demandes",
    "away": "Vapi est injoignable",
    "silent": "Vapi n’a pas répondu à temps",
    "failing": "Vapi est en panne",
    "unclear": "la réponse de Vapi n’a pas été comprise",
}


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


def error(code: str | None) -> str:
    """Why a comparison failed, in words; one that nobody has worded is shown as it is."""
    return ERRORS.get(code, code) if code else ""

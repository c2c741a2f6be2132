"""The steps of a trial and why one stopped, in plain French."""

from __future__ import annotations

from backend.alerts import words as alert_words
from backend.vapi import words as vapi_words

STEPS: dict[str, str] = {
    "asked": "Demandé",
    "placed": "Composé",
    "answered": "Décroché",
    "webhook": "Webhook reçu",
    "stored": "En base",
    "handed_over": "Texto remis à Brevo",
    "delivered": "Texto livré",
}
_TOO_LATE: dict[str, str] = {
    "placed": "le service de fond ne l’a pas pris à temps",
    "answered": "personne n’a décroché à temps",
    "webhook": "Paul a décroché, mais aucun message de Vapi ne nous est parvenu",
    "stored": "le message est arrivé, mais la base ne l’a pas pris à temps",
    "handed_over": "le texto n’a pas été remis à temps",
    "delivered": "le texto a été remis, mais sa livraison n’a pas été confirmée à temps",
}
_REASONS: dict[str, str] = {
    "no_vapi": "Vapi n’est pas configuré: il manque la clé",
    "no_lines": "les lignes et assistants de Vapi ne sont pas configurés",
    "not_allowed": "ce numéro n’est plus permis",
    "never_made": "on ignore ce que Vapi a fait de la demande, et il ne connaît pas cet appel: rien n’a été recomposé",
    "nobody": "personne n’est là pour recevoir le texto d’essai",
}
_REMEDIES: dict[str, str] = {
    "placed": "Vérifiez la clé et les lignes de Vapi, puis l’état du service de fond dans Santé.",
    "answered": "Appelez la ligne vous-même. Si Paul ne répond pas, détournez la ligne vers Guillaume.",
    "webhook": "Vérifiez dans Santé que le webhook répond, et son adresse chez Vapi.",
    "stored": "Voyez dans Santé la base et le journal de secours.",
    "handed_over": "Ouvrez Alertes: elle dit pourquoi Brevo n’a pas pris le message.",
    "delivered": "Ouvrez Alertes: le numéro d’essai reçoit-il encore nos textos?",
}


def step(code: str) -> str:
    """The step's name."""
    return STEPS.get(code, code)


def reason(step_code: str | None, code: str | None) -> str:
    """Why it stopped there; one that nobody has worded is shown as it is."""
    if not code:
        return ""
    if code == "too_late":
        return _TOO_LATE.get(step_code or "", code)
    if step_code in ("handed_over", "delivered") and code != "nobody":
        return alert_words.reason(code)
    return _REASONS.get(code) or vapi_words.ended(code, None) or vapi_words.error(code)


def remedy(step_code: str | None, code: str | None) -> str:
    """What to look at first."""
    if code == "nobody":
        return "Mettez quelqu’un de garde dans Alertes, ou nommez qui reçoit le texto d’essai dans Réglages."
    return _REMEDIES.get(step_code or "", "")

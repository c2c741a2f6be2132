"""States, reasons and channels of alerts in plain French, worded for the person who waits for the message."""

from __future__ import annotations

from typing import Literal

from backend import visit_messages as messages
from backend.alerts import details
from backend.lights import Tone
from backend.messaging import Channel
from backend.vapi import words as vapi_words

State = Literal["waiting", "sending", "handed_over", "delivered", "acknowledged", "failed"]
AttemptState = Literal["asked", "prepared", "unknown", "handed_over", "failed", "delivered"]

STATES: dict[State, str] = {
    "waiting": "en attente d’envoi",
    "sending": "envoi en cours",
    "handed_over": "remise à Brevo, pas encore reçue",
    "delivered": "livrée",
    "acknowledged": "vue",
    "failed": "personne n’a été rejoint",
}
TONES: dict[State, Tone] = {
    "waiting": "warn", "sending": "warn", "handed_over": "warn", "delivered": "good", "acknowledged": "good",
    "failed": "bad",
}  # fmt: skip
ATTEMPTS: dict[AttemptState, str] = {
    "asked": "demandé, part dans un instant",
    "prepared": "envoi en cours",
    "unknown": "sort inconnu, on demande à Brevo avant de renvoyer",
    "handed_over": "remis à Brevo, pas encore reçu",
    "delivered": "livré",
    "failed": "non livré",
}
CHANNELS: dict[Channel, str] = {"sms": "texto", "email": "courriel", "call": "appel"}
CALLS = {
    "no_answer": "pas décroché",
    "busy": "occupé",
    "voicemail": "boîte vocale",
    "no_key": "décroché, rien confirmé",
}
PROVIDERS = {"brevo": "Brevo", "twilio": "Twilio"}
KINDS: dict[str, str] = {
    "urgent_lead": "Demande urgente",
    "lead": "Demande",
    "hung_up": "Appelant parti sans laisser de message",
    "unowned": "À rappeler, et personne ne s’en occupe",
    "appointment": "Rendez-vous pris ou changé avec Paul",
    "paul_trouble": "Paul en difficulté",
    "no_webhook": "Plus de nouvelles de Paul",
    "journal": "Messages en attente hors de la base",
    "backup": "Sauvegarde manquée ou non éprouvée",
    "volume": "Journée inhabituelle",
    "digest": "Bilan du matin",
    "test": "Alerte d’essai",
    **messages.KINDS,
}

# How a caller who left nothing was lost, by what became of the call; nobody hung up on what nobody answered.
LEFT_NOTHING: dict[str, str] = {
    "no_lead": "Raccroché sans laisser de message",
    "transfer_failed": "Transfert sans réponse",
    "fault": "Appel coupé par une panne",
    "silence": "Appel fini dans le silence",
    "time_limit": "Appel coupé à la durée maximale",
    "unknown": "Appel fini sans raison connue",
}

# Why a message waits before its first departure: no longer of interest once it has left.
HOLDS: dict[str, str] = {
    "night": "attend les heures de la personne de garde",
    "bundle": "attend un peu pour partir avec d’autres dans un même message",
    "throttle": "attend son tour: plusieurs messages viennent de partir",
}
REASONS: dict[str, str] = {
    "in_doubt": "on ne sait pas si Brevo l’a prise: on le lui demande avant de renvoyer",
    "no_receipt": "pas de confirmation de livraison",
    "hard_bounce": "le numéro ou l’adresse ne reçoit rien",
    "soft_bounce": "l’appareil ou la boîte ne l’a pas acceptée",
    "stop": "la personne a répondu STOP",
    "blocklisted": "ce destinataire est bloqué chez Brevo",
    "no_credits": "plus de crédits de textos chez Brevo",
    "refused_key": "Brevo refuse notre clé",
    "refused_account": "Brevo n’a pas activé cet envoi pour notre compte",
    "too_many": "trop d’envois d’un coup: Brevo demande d’attendre",
    "provider_away": "Brevo est injoignable",
    "worker_stopped": "le service de fond s’est arrêté avant l’envoi; rien n’est parti",
    "provider_silent": "Brevo n’a pas répondu à temps",
    "provider_failing": "Brevo est en panne",
    "provider_unclear": "Brevo n’a pas su dire s’il l’avait prise",
    "refused": "Brevo l’a refusée",
    "not_accepted": "Brevo ne l’a pas reçue",
    "not_allowed": "démonstration: seuls les destinataires permis reçoivent de vrais messages",
    "nobody": "personne de garde ne peut être rejoint",
    "nobody_reached": "aucun message n’a rejoint quelqu’un",
    "acknowledged": "vue avant de partir",
    "other_provider": "le premier fournisseur a refusé: partie par l’autre",
    "next_round": "tout le monde a été prévenu plusieurs fois: on recommence tous les quarts d’heure",
    "no_answer": "personne n’a décroché",
    "busy": "la ligne était occupée",
    "voicemail": "une boîte vocale a répondu: personne n’a été rejoint",
    "no_key": "a décroché sans rien confirmer",
    "call_failed": "l’appel n’a pas abouti",
    "taken": "a appuyé sur 1: s’en occupe",
    "passed": "a appuyé sur 2: à la personne suivante",
    **{code: why for code, why in messages.WHY.items() if code not in ("stop", "hard_bounce", "blocklisted")},
    "planned": "part à son heure",
    "quiet": "attend la fin des heures de silence",
    "reserved": "attend: les crédits de textos sont gardés pour les urgences, ou inconnus",
}
_REMEDIES: dict[str, str] = {
    "hard_bounce": "Vérifiez le numéro ou l’adresse dans «Règles et destinataires».",
    "stop": "La personne doit envoyer START au numéro de Brevo, ou débloquez-la chez Brevo.",
    "blocklisted": "Débloquez ce destinataire chez Brevo.",
    "no_credits": "Achetez des crédits chez Brevo.",
    "refused_key": "L’administrateur doit vérifier la clé de Brevo.",
    "refused_account": "L’administrateur doit faire activer les textos chez Brevo.",
    "nobody": "Mettez quelqu’un de garde dans «Règles et destinataires».",
    "nobody_reached": "Appelez le client, puis renvoyez l’alerte à quelqu’un d’autre.",
}
_TROUBLE: dict[str, str] = {
    "hang": "Paul est resté muet pendant l’appel",
    "plan_b_faults": "Des appels plantent: regardez, et au besoin détournez la ligne (Plan B)",
    "plan_b_no_calls": "Aucun appel ne vient, alors qu’on en attend: appelez la ligne, et au besoin Plan B",
    "plan_b_vapi_away": "Vapi ne répond plus: si Paul ne répond pas non plus, détournez la ligne (Plan B)",
    "trials": "Deux appels d’essai de suite ont échoué: ouvrez Appels d’essai pour voir à quelle étape",
}
UNREACHABLE: dict[str, str] = {
    "stop": "ne reçoit plus nos textos: cette personne a répondu STOP",
    "hard_bounce": "ne reçoit plus nos textos: le numéro a été refusé pour de bon",
    "blocklisted": "ne reçoit plus nos textos: il est bloqué chez Brevo",
}
UNREACHABLE_EMAIL: dict[str, str] = {
    "stop": "ne reçoit plus nos courriels: cette personne s’est désabonnée",
    "hard_bounce": "ne reçoit plus nos courriels: l’adresse a été refusée pour de bon",
    "blocklisted": "ne reçoit plus nos courriels: elle est bloquée chez Brevo",
}
UNBLOCK = (
    "Dans Brevo: Contacts, chercher ce numéro, «Débloquer». Puis envoyez-lui un texto d’essai: c’est son arrivée qui"
    " lève ce blocage. D’ici là, ses alertes partent par courriel."
)

UNBLOCK_EMAIL = (
    "Vérifiez l’adresse avec cette personne et corrigez-la avec «Modifier»; si elle est juste, débloquez-la dans Brevo"
    " (Contacts), puis faites un essai par courriel: son arrivée lève ce blocage."
)


def acknowledged_by(name: str | None, via: str | None) -> str:
    """`Guillaume (réponse par texto)`; the name alone when it was seen in the console."""
    means = {"link": "lien du message", "reply": "réponse par texto", "call": "au téléphone"}.get(via or "")
    return " ".join(filter(None, (name, f"({means})" if means else ""))) if name else ""


def named(words: str, provider: str) -> str:
    """The same words about the other provider: they are written about the first."""
    return words.replace("Brevo", PROVIDERS.get(provider, provider))


def state(code: str, by: str | None = None) -> str:
    """Where an alert stands; `by` is who has seen it."""
    if code == "acknowledged" and by:
        return f"vue par {by}"
    return {str(key): words for key, words in STATES.items()}.get(code, code)


def tone(code: str) -> Tone:
    """How its sign is drawn."""
    return {str(key): drawn for key, drawn in TONES.items()}.get(code, "plain")


def attempt(code: str, *, handed_over: bool = False) -> str:
    """What became of one message. One that never reached Brevo was not sent; one that did was not delivered."""
    if code == "failed" and not handed_over:
        return "pas parti"
    return {str(key): words for key, words in ATTEMPTS.items()}.get(code, code)


def call(code: str, answer: str | None, *, handed_over: bool) -> str:
    """What became of a call: only a key that was pressed is an answer."""
    said = (answer or "").partition(":")[0]
    if code == "delivered":
        return "s’en occupe" if said == "taken" else "passe au suivant"
    if code == "failed":
        return CALLS.get(said, "pas rejoint") if handed_over else "pas parti"
    return "appel en cours" if handed_over else ATTEMPTS["prepared"]


def reason(code: str | None) -> str:
    """Why. One that nobody has worded yet is shown as it is: better raw than silent."""
    if not code:
        return ""
    return HOLDS.get(code) or REASONS.get(code) or code


def remedy(code: str | None) -> str:
    """What to do about it; empty when it mends itself or there is nothing to do."""
    return _REMEDIES.get(code or "", "")


def answer(written: str | None) -> str:
    """The provider's answer: its reason in words, then what Brevo said word for word."""
    code, _, said = (written or "").partition(":")
    known = HOLDS.get(code) or REASONS.get(code)
    if not known:
        return written or ""
    return f"{known} ({said.strip()})" if said.strip() else known


def kind(code: str, outcome: str | None = None) -> str:
    """What the alert is about; of a caller who left nothing also how, where the call's outcome is known."""
    return (LEFT_NOTHING.get(outcome or "") if code == "hung_up" else None) or KINDS.get(code, code)


def channel(code: str) -> str:
    """`texto`, `courriel` or `appel`."""
    return {str(key): words for key, words in CHANNELS.items()}.get(code, code)


def unreachable(code: str | None, channel: str = "sms") -> str:
    """What is wrong with that phone, or with that address."""
    if not code:
        return ""
    if channel == "email":
        return UNREACHABLE_EMAIL.get(code, "ne reçoit plus nos courriels")
    return UNREACHABLE.get(code, "ne reçoit plus nos textos")


def unblock(channel: str) -> str:
    """What to do about it."""
    return UNBLOCK_EMAIL if channel == "email" else UNBLOCK


def detail(alert_kind: str, result: str | None) -> str:
    """What happened, for the alerts that speak of no lead."""
    if not result:
        return ""
    if alert_kind == "paul_trouble":
        return _TROUBLE.get(result) or vapi_words.ended(None, result) or result
    return details.sentence(result.partition("\n")[0])

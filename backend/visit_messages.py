"""What a customer was told about a visit, or will be, as it stands on the visit: in plain French."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from backend import fr
from backend.lights import Tone

KINDS: dict[str, str] = {
    "visit_booked": "Confirmation au client", "visit_tomorrow": "Rappel au client, la veille",
    "visit_on_way": "«En route» au client", "visit_cancelled": "Annulation au client",
}  # fmt: skip
# Why one never left, or was refused.
WHY: dict[str, str] = {
    "stop": "STOP",
    "hard_bounce": "ce numéro ne reçoit pas de textos",
    "blocklisted": "ce numéro est bloqué chez Brevo",
    "no_mobile": "ce numéro n’est pas celui d’un cellulaire",
    "visit_over": "la visite est annulée, faite ou à confirmer",
    "visit_moved": "la visite a changé d’heure",
    "visit_stands": "la visite tient toujours",
    "switched_off": "ce texto est éteint dans les Réglages",
    "too_many_today": "assez de textos à ce numéro aujourd’hui",
    "just_booked": "la visite vient d’être prise",
    "too_late": "trop tard pour être utile",
}
_WAITS = {"reserved": "attend: les crédits de textos sont gardés pour les urgences, ou inconnus"}


@dataclass(frozen=True, slots=True)
class VisitMessage:
    """The last message of a kind; `visit_at` is the hour that it tells of."""

    at: datetime
    kind: str
    state: str
    visit_at: datetime
    reason: str | None = None
    due_at: datetime | None = None
    handed_over_at: datetime | None = None
    delivered_at: datetime | None = None


def stands(one: VisitMessage, now: datetime) -> str:
    """`prévue demain, 17 h 00`, `remise, pas encore livrée`, `livrée 14 h 05`, `refusée: STOP`."""
    why = WHY.get(one.reason or "", "")
    if one.delivered_at:
        return f"livrée {fr.moment_near(one.delivered_at, now)}"
    if one.handed_over_at and one.state == "handed_over":
        return f"remise {fr.moment_near(one.handed_over_at, now)}, pas encore livrée"
    if one.state == "failed" or one.reason == "stop":
        return f"refusée: {why}" if why else "refusée"
    if one.state == "acknowledged":
        return f"pas envoyée: {why}" if why else "pas envoyée"
    if one.reason in _WAITS:
        return _WAITS[one.reason]
    if one.state == "waiting" and one.due_at:
        return f"prévue {fr.moment_near(one.due_at, now)}"
    return "envoi en cours"


def tone(one: VisitMessage) -> Tone:
    """How its sign is drawn: amber only for what somebody should look at."""
    if one.delivered_at:
        return "good"
    return "bad" if one.state == "failed" else "plain"


def told(one: VisitMessage, now: datetime) -> str:
    """`Confirmation au client: livrée 14 h 05`."""
    return f"{KINDS.get(one.kind, one.kind)}: {stands(one, now)}"

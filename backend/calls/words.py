"""A call's outcome, Paul's tools and the work asked for, in plain French. Pages show these words and no other."""

from __future__ import annotations

from datetime import datetime, timedelta

from backend.lights import Tone

OUTCOMES: dict[str, str] = {
    "in_progress": "En cours",
    "appointment": "Rendez-vous pris",
    "visit_cancelled": "Rendez-vous annulé",
    "lead": "Coordonnées prises",
    "no_lead": "Rien laissé",
    "transferred": "Transféré à une personne",
    "transfer_failed": "Transfert sans réponse",
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
}  # fmt: skip

TOOLS: dict[str, str] = {
    "enregistrer_lead": "Noter les coordonnées",
    "consulter_disponibilites": "Consulter les disponibilités",
    "prendre_rendez_vous": "Prendre rendez-vous",
    "deplacer_rendez_vous": "Déplacer un rendez-vous",
    "annuler_rendez_vous": "Annuler un rendez-vous",
    "transferCall": "Transférer l’appel",
    "endCall": "Raccrocher",
}
HAPPENINGS: dict[str, str] = {
    "hang": "Paul est resté bloqué un moment",
    "transfer-update": "Transfert vers une personne",
    "user-interrupted": "Le client a coupé la parole à Paul",
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


def happening(kind: str) -> str:
    """Something that occurred during the call, in words."""
    return HAPPENINGS.get(kind, kind)


def tone(code: str) -> Tone:
    """Whether the outcome is good news."""
    return _TONES.get(code, "plain")

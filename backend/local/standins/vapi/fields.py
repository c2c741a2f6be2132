"""Paul's tools by name, and the question that the dice may add to a visit."""

from __future__ import annotations

from datetime import datetime

from backend.local.standins.vapi.problem import Problem
from backend.local.standins.vapi.scenario import UsesTool

SAVE_LEAD = "enregistrer_lead"
BOOK = "prendre_rendez_vous"
ASK_SLOTS = "consulter_disponibilites"
MOVE = "deplacer_rendez_vous"
CANCEL = "annuler_rendez_vous"


def ask_slots(day: datetime, problem: Problem) -> UsesTool:
    """Paul asks what is free on a day."""
    return UsesTool(
        ASK_SLOTS,
        {"date": day.date().isoformat(), "service": problem.service, "duree_minutes": problem.minutes},
    )

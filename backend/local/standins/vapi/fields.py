"""Paul's tools that more than a text speaks of, by name, and the question that the dice may add to a visit."""

from __future__ import annotations

from datetime import date

from backend.local.standins.vapi.scenario import UsesTool

SAVE_LEAD = "enregistrer_lead"
BOOK = "prendre_rendez_vous"
ASK_SLOTS = "consulter_disponibilites"
MOVE = "deplacer_rendez_vous"


def ask_slots(day: date | None, moment: str = "") -> UsesTool:
    """Paul asks what is free on a day, or soon, at a time of the day in the caller's words."""
    return UsesTool(ASK_SLOTS, {"date": day.isoformat() if day else "", "moment": moment})

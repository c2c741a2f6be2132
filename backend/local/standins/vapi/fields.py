"""The arguments of Paul's three tools, under the names the assistant was configured with."""

from __future__ import annotations

from datetime import datetime

from backend.local.standins.vapi.people import Person
from backend.local.standins.vapi.problem import Problem
from backend.local.standins.vapi.scenario import UsesTool

SAVE_LEAD = "enregistrer_lead"
BOOK = "prendre_rendez_vous"
ASK_SLOTS = "consulter_disponibilites"


def save_lead(person: Person, problem: Problem, *, name: str | None = None, client: str = "residentiel") -> UsesTool:
    """Paul writes down who calls and what for."""
    return UsesTool(
        SAVE_LEAD,
        {
            "nom": name or person.name,
            "telephone": person.number,
            "adresse": person.address,
            "code_postal": person.postal_code,
            "service": problem.service,
            "description": problem.description,
            "urgence": problem.urgency,
            "type_client": client,
        },
    )


def ask_slots(day: datetime, problem: Problem) -> UsesTool:
    """Paul asks what is free on a day."""
    return UsesTool(
        ASK_SLOTS,
        {"date": day.date().isoformat(), "service": problem.service, "duree_minutes": problem.minutes},
    )


def facts(person: Person, problem: Problem, *, name: str | None = None) -> dict[str, str]:
    """What the analysis after the call draws from it."""
    return {
        "nom": name or person.name,
        "telephone": person.number,
        "ville": person.town,
        "service": problem.service,
        "urgence": problem.urgency,
    }

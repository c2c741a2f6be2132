"""What became of a visit, in plain French."""

from __future__ import annotations

from datetime import datetime

from backend import fr
from backend.appointments.read import Change


def change(one: Change, now: datetime) -> str:
    """What a caller changed, from when to when, and why."""
    why = f": «{one.said}»" if one.said else ""
    asked = f"à la demande du client, {fr.moment_near(one.requested_at, now)}{why}"
    match one.kind:
        case "moved":
            return f"déplacé {_from(one)}{_to(one)}, {asked}"
        case "cancelled":
            return f"annulé, {asked}"
        case "kept":
            return f"redemandé à la même heure{_from(one, ' (')}{')' if one.from_starts_at else ''}"
        case _:
            return "changement demandé: une personne doit le confirmer"


def _from(one: Change, before: str = "du ") -> str:
    return f"{before}{fr.day_and_clock(one.from_starts_at)}" if one.from_starts_at else ""


def _to(one: Change) -> str:
    return f" au {fr.day_and_clock(one.to_starts_at)}" if one.to_starts_at else ""

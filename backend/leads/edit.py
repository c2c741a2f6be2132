"""A lead as it is being edited: what was typed against what was there when the editing began."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend import fr
from backend.leads.read import STATUSES, URGENCIES, Lead
from backend.phones import to_e164

LABELS: dict[str, str] = {
    "name": "Nom", "phone": "Téléphone", "address": "Adresse", "city": "Ville", "service": "Service",
    "description": "Problème", "urgency": "Urgence", "status": "État", "assigned_to": "Confié à", "note": "Note",
}  # fmt: skip


class BadPhone(ValueError):
    """What was typed is no phone number."""


def changes(before: Lead, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Only the fields that the person changed, as the database takes them. Raises BadPhone."""
    wanted = {field: _clean(field, value) for field, value in typed.items()}
    changed = {field: value for field, value in wanted.items() if value != _plain(getattr(before, field))}
    # Given back to nobody is said by null: an empty word is no person.
    return {field: None if field == "assigned_to" and not value else value for field, value in changed.items()}


def changed_meanwhile(before: Lead, after: Lead) -> list[str]:
    """What somebody else changed, in words."""
    differing = [field for field in LABELS if getattr(before, field) != getattr(after, field)]
    return [f"{LABELS[field]}: {_shown(after, field)}" for field in differing]


def _clean(field: str, value: Any) -> Any:
    if field == "phone" and value and value.strip():
        number = to_e164(value)
        if number is None:
            raise BadPhone(value)
        return number
    return _plain(value.strip() if isinstance(value, str) else value)


def _plain(value: Any) -> Any:
    """Nothing written and nothing there are the same."""
    return "" if value is None else value if isinstance(value, str) else str(value)


def _shown(lead: Lead, field: str) -> str:
    value = getattr(lead, field)
    words = {
        "phone": fr.phone(lead.phone),
        "status": STATUSES.get(lead.status, lead.status),
        "urgency": URGENCIES[lead.urgency],
        "assigned_to": lead.assigned_name or "personne",
    }
    return words.get(field) or str(value or "(vide)")

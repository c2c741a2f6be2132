"""A lead as it is being edited: what was typed against what was there when the editing began."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend import business, fr
from backend.leads.read import STATUSES, URGENCIES, Lead
from backend.phones import to_e164

LABELS: dict[str, str] = {
    "name": "Nom", "phone": "Téléphone", "address": "Adresse", "city": "Ville", "service": "Service",
    "description": "Problème", "urgency": "Urgence", "status": "État", "assigned_to": "Confié à", "note": "Note",
    "lost_reason": "Pourquoi perdu",
}  # fmt: skip


class BadPhone(ValueError):
    """What was typed is no phone number."""


def changes(before: Lead, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Only the fields that the person changed, as the database takes them. Raises BadPhone."""
    wanted = {field: _clean(field, value) for field, value in typed.items()}
    changed = {field: value for field, value in wanted.items() if value != _before(before, field)}
    # Given back to nobody is said by null: an empty word is no person.
    return {field: None if field == "assigned_to" and not value else value for field, value in changed.items()}


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that somebody else changed while it was being edited here; `mine` is None where nothing was typed."""

    field: str
    theirs: str
    mine: str | None = None

    @property
    def words(self) -> str:
        """Both values, side by side."""
        if self.mine is None:
            return f"{LABELS[self.field]}: {self.theirs}"
        return f"{LABELS[self.field]}: «{self.theirs}» sur la fiche, «{self.mine}» ici"


def differences(before: Lead, now: Lead, typed: Mapping[str, Any]) -> list[Difference]:
    """What somebody else changed since the editing began, beside what was typed in the same place."""
    theirs = [field for field in LABELS if _before(before, field) != _before(now, field)]
    return [Difference(field, _shown(now, field, getattr(now, field)), _mine(before, now, field, typed))
            for field in theirs]  # fmt: skip


def _mine(before: Lead, now: Lead, field: str, typed: Mapping[str, Any]) -> str | None:
    """What was typed there, unless it is nothing new or what the other person wrote too."""
    mine = str(_plain(typed.get(field, ""))).strip()
    if field not in typed or mine in (_before(before, field, typed=True), _before(now, field, typed=True)):
        return None
    return _shown(before, field, typed[field])


def _before(lead: Lead, field: str, *, typed: bool = False) -> str:
    """What the editing began with. A note is always a new one."""
    if field == "note":
        return ""
    value = getattr(lead, field)
    # The number stands in the form as people read it.
    return fr.phone(value) if typed and field == "phone" and value else str(_plain(value))


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


def _shown(lead: Lead, field: str, value: Any) -> str:
    words = {
        "phone": fr.phone(to_e164(value) or value) if field == "phone" and value else "",
        "status": STATUSES.get(str(value), str(value)),
        "urgency": URGENCIES.get(str(value), str(value)),
        "lost_reason": business.lost_reason(str(value)) if field == "lost_reason" and value else "",
        "assigned_to": "personne" if not value else _colleague(lead, value),
    }
    return words.get(field) or str(value or "(vide)")


def _colleague(lead: Lead, value: Any) -> str:
    return lead.assigned_name or "quelqu’un" if value == lead.assigned_to else "quelqu’un d’autre"

"""A lead as Paul words it, in a tool's arguments or in a report's structured data, turned into our own names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from backend.phones import to_e164
from backend.vapi.wire import Wire
from backend.wire import Text

_URGENT = ("haut", "urgen", "elev", "élev", "critique", "high")
_LOW = ("bas", "faible", "low")
# A name is indexed, and nobody has a longer one.
_MAX_NAME = 200
_MAX_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class LeadFacts:
    """Names as in `leads`; `phone` is E.164, the caller's own number where none was understood."""

    name: str | None
    phone: str | None
    address: str | None
    city: str | None
    postal_code: str | None
    service: str | None
    description: str | None
    client_type: str | None
    urgency: str | None

    @property
    def is_somebody(self) -> bool:
        """False when nothing in it could lead to anyone."""
        return bool(self.phone or self.name or self.description)


class _Words(Wire):
    nom: Text = None
    telephone: Text = None
    lead_telephone: Text = None
    adresse: Text = None
    ville: Text = None
    code_postal: Text = None
    service: Text = None
    description: Text = None
    urgence: Text = None
    type_client: Text = None


def read_lead(words: dict[str, Any], caller: str | None) -> LeadFacts:
    """The lead in these words. Everything may be missing except that somebody called."""
    said = _Words.model_validate({name: words.get(alias) for name, alias in _ALIASES.items()})
    return LeadFacts(
        name=_short(said.nom, _MAX_NAME),
        phone=to_e164(said.telephone or said.lead_telephone) or caller,
        address=_short(said.adresse),
        city=_short(said.ville) or _city(said.adresse),
        postal_code=_short(said.code_postal),
        service=_short(said.service),
        description=_short(said.description),
        client_type=_short(said.type_client),
        urgency=_urgency(said.urgence),
    )


# The wire names are snake_case here: they are ours, given to Paul with his tools.
_ALIASES = {name: name for name in _Words.model_fields}


def _short(text: str | None, limit: int = _MAX_TEXT) -> str | None:
    return text[:limit] if text else None


def _urgency(word: str | None) -> str | None:
    if word is None:
        return None
    lowered = word.lower()
    if lowered.startswith(_URGENT):
        return "urgent"
    return "low" if lowered.startswith(_LOW) else "normal"


def _city(address: str | None) -> str | None:
    # "1845, rue Saint-Charles Ouest, Longueuil": the last part without a digit, when there is more than one part.
    parts = [part.strip() for part in (address or "").split(",")]
    towns = [part for part in parts[1:] if part and not re.search(r"\d", part)]
    return _short(towns[-1]) if towns and towns[-1] == parts[-1] else None

"""What a provider is sent, field by field, as it is named on the wire."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

Data = Literal[
    "caller_name", "caller_phone", "caller_place", "caller_problem", "caller_visit", "caller_voice", "caller_all",
    "team_name", "team_phone", "team_email", "team_password",
]  # fmt: skip
WORDS: dict[Data, str] = {
    "caller_name": "son nom",
    "caller_phone": "son numéro",
    "caller_place": "sa ville ou son adresse",
    "caller_problem": "son problème",
    "caller_visit": "l’heure de son rendez-vous",
    "caller_voice": "sa voix et ses mots",
    "caller_all": "tout son dossier",
    "team_name": "un nom de l’équipe",
    "team_phone": "un numéro de l’équipe",
    "team_email": "un courriel de l’équipe",
    "team_password": "un mot de passe ou un code de l’équipe",
}
# Any name at all: of a request that carries whatever its screen needs.
ANY = "*"
# Not asked by us: what we answer when the provider asks.
ANSWER = "ANSWER "


@dataclass(frozen=True, slots=True)
class Request:
    """One kind of request. A field's name is dotted, `?` before what stands in the address; it covers what is under it.

    Of each field: which data it may carry; an empty tuple for what tells nothing about anybody.
    """

    line: str
    fields: dict[str, tuple[Data, ...]] = field(default_factory=dict)

    def covers(self, method: str, path: str) -> bool:
        """Is that request one of these? What stands between braces may be anything."""
        own, _, template = self.line.partition(" ")
        pattern = re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(template))
        return own == method and re.fullmatch(pattern, path) is not None

    def declared(self, name: str) -> tuple[Data, ...] | None:
        """What the field of that name may carry; None: it is not declared."""
        parts = name.split(".")
        known = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
        return next((self.fields[one] for one in (*known, ANY) if one in self.fields), None)


@dataclass(frozen=True, slots=True)
class Provider:
    """Who receives it, and what the law asks about that: why, where, by which right, what protects it."""

    code: str
    name: str
    place: str
    why: str
    protects: tuple[str, ...]
    requests: tuple[Request, ...]
    # What it receives otherwise than by a request of ours.
    directly: tuple[Data, ...] = ()

    @property
    def data(self) -> list[Data]:
        """Everything about people that it receives, once each, in the order of the words."""
        sent = {one for request in self.requests for data in request.fields.values() for one in data}
        return [one for one in WORDS if one in sent | set(self.directly)]

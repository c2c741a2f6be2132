"""What went wrong at Supabase, in the few kinds that a person can act upon."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import httpx
from postgrest.exceptions import APIError

from backend import coded, refusals

Kind = Literal["unreachable", "expired", "forbidden", "conflict", "refused", "failed"]

FORBIDDEN = "42501"
CONFLICT = "DF409"
REFUSED = "DF422"
EXPIRED = "PGRST303"
UNREACHABLE = "unreachable"
# Raised by our functions: the message is a code of `backend.refusals`. Any other message is for engineers.
OURS = (CONFLICT, REFUSED)

KINDS: dict[str, Kind] = {
    UNREACHABLE: "unreachable",
    FORBIDDEN: "forbidden",
    CONFLICT: "conflict",
    REFUSED: "refused",
    "401": "expired",
    "PGRST301": "expired",
    "PGRST302": "expired",
    EXPIRED: "expired",
    # Out of patience or of connections: the database is there, but not for us, not now.
    "57014": "unreachable",
    "53300": "unreachable",
    "57P01": "unreachable",
    "57P03": "unreachable",
    "PGRST000": "unreachable",
    "PGRST001": "unreachable",
    "PGRST002": "unreachable",
    "PGRST003": "unreachable",
}

SENTENCES: dict[Kind, str] = {
    "unreachable": "La base de données ne répond pas. Réessayez dans un instant.",
    "expired": "Votre session est terminée. Reconnectez-vous.",
    "forbidden": refusals.WORDS["role_not_allowed"],
    "conflict": "Quelqu’un d’autre vient de changer cette fiche. Relisez-la, puis recommencez.",
    "refused": "Cette demande ne peut pas être acceptée.",
    "failed": "La demande n’a pas abouti.",
}


class ApiError(Exception):
    """A call to Supabase that failed. `sentence` may be shown to the person as is."""

    def __init__(self, code: str, message: str = "", hint: str = "", values: Mapping[str, Any] | None = None) -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.message = message
        self.hint = hint
        self.values = values or {}

    @property
    def kind(self) -> Kind:
        """What a screen decides on."""
        if self.code.startswith("5") and len(self.code) == 3:
            return "unreachable"
        return KINDS.get(self.code, "failed")

    @property
    def sentence(self) -> str:
        """One French sentence: that of our own refusal, else one for the kind."""
        if self.code in OURS and self.message:
            return refusals.sentence(self.message, self.values)
        return SENTENCES[self.kind]


def unreachable(error: httpx.HTTPError) -> ApiError:
    """The network or the service is away. Only the type is kept: a message may hold a URL."""
    return ApiError(UNREACHABLE, type(error).__name__)


def from_postgrest(error: APIError) -> ApiError:
    """PostgREST's answer, in our terms."""
    values = coded.values_of(error.details)
    return ApiError(str(error.code or "unknown"), error.message or "", error.hint or "", values)

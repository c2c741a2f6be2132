"""What went wrong at Supabase, in the few kinds that a person can act upon."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, cast, get_args

from postgrest.exceptions import APIError

from backend import coded, refusals

Kind = Literal[
    "unreachable", "early", "busy", "wrong", "expired", "refused", "conflict", "forbidden", "account", "setup", "failed"
]  # fmt: skip

CONFLICT = "DF409"
REFUSED = "DF422"
SESSION_OVER = "session_over"
UNREACHABLE = "unreachable"
TOO_MANY = "over_request_rate_limit"
WRONG_PASSWORD = "invalid_credentials"
# Raised by our functions: the message is a code of `backend.refusals`. Any other message is for engineers.
OURS = (CONFLICT, REFUSED)
# Nothing is wrong with the person or what they asked: what was known a minute ago still draws the page.
OURS_TO_WAIT_FOR: tuple[Kind, ...] = ("unreachable", "early", "busy", "account", "setup")

# What our own routes answer for it over HTTP.
STATUS: dict[Kind, int] = {
    "unreachable": 503, "early": 503, "busy": 429, "wrong": 401, "expired": 401, "forbidden": 403, "account": 503,
    "setup": 503, "failed": 502,
}  # fmt: skip

WHO: dict[Kind, str] = {
    "unreachable": "personne: cela revient tout seul",
    "early": "personne: cela passe tout seul",
    "busy": "personne: attendre",
    "wrong": "la personne",
    "expired": "la personne",
    "refused": "la personne",
    "conflict": "la personne",
    "forbidden": "l’administrateur ou le propriétaire",
    "account": "le propriétaire",
    "setup": "l’administrateur",
    "failed": "inconnu: donner le code à l’administrateur",
}

_TABLE: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_name("refusals.toml").read_text("utf-8"))
# By code: the kind, the sentence.
REFUSALS: dict[str, tuple[Kind, str]] = {
    code: (cast(Kind, kind), sentence) for kind, codes in _TABLE.items() for code, sentence in codes.items()
}
assert set(_TABLE) <= set(get_args(Kind))


class ApiError(Exception):
    """A call to Supabase that failed. `sentence` may be shown to the person as is."""

    def __init__(
        self,
        code: str,
        message: str = "",
        hint: str = "",
        values: Mapping[str, Any] | None = None,
        reasons: Sequence[str] = (),
    ) -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.message = message
        self.hint = hint
        self.values = values or {}
        self.reasons = tuple(reasons)
        # "depuis 14 h 05", where it is known.
        self.since = ""

    @property
    def kind(self) -> Kind:
        """What a screen decides on."""
        return REFUSALS[self.code][0] if self.code in REFUSALS else "failed"

    @property
    def sentence(self) -> str:
        """One French sentence: that of our own refusal, else the code's."""
        if self.code in OURS and self.message:
            return refusals.sentence(self.message, self.values)
        if self.code not in REFUSALS:
            return f"La demande n’a pas abouti: la console ne connaît pas ce refus (code {_shown(self.code)})."
        if self.code == "weak_password":
            return _missed_rules(self) or REFUSALS[self.code][1]
        sentence = REFUSALS[self.code][1]
        return sentence.replace("ne répond pas.", f"ne répond pas {self.since}.", 1) if self.since else sentence


def in_two(sentence: str) -> tuple[str, str]:
    """What is so, and what to do about it ("" where the sentence says only the first)."""
    found, _, remedy = sentence.partition(". ")
    return found.rstrip("."), remedy


def unreachable(error: BaseException) -> ApiError:
    """The network or the service is away. Only the type is kept: a message may hold a URL.

    A note on the error says since when.
    """
    away = ApiError(UNREACHABLE, type(error).__name__)
    away.since = " ".join(getattr(error, "__notes__", ()))
    return away


def from_postgrest(error: APIError) -> ApiError:
    """PostgREST's answer, in our terms."""
    values = coded.values_of(error.details)
    return ApiError(str(error.code or "unknown"), error.message or "", error.hint or "", values)


def _shown(code: str) -> str:
    """A code goes to the screen; whatever else came in its place does not."""
    return code if re.fullmatch(r"[\w.-]{1,60}", code) else "illisible"


# What Supabase lists of each sort of characters that it asks for.
_SORTS = {
    "abcdefghij": "une minuscule",
    "ABCDEFGHIJ": "une majuscule",
    "0123456789": "un chiffre",
    "!@#$%": "un signe comme ! ou ?",
}


def _missed_rules(error: ApiError) -> str:
    length = re.search(r"(\d+) characters", error.message)
    sorts = [words for letters, words in _SORTS.items() if letters in error.message]
    rules = {
        "length": f"au moins {length[1]} caractères" if length else "plus de caractères",
        "characters": ", ".join(sorts) or "des minuscules, des majuscules, des chiffres et des signes",
        "pwned": "un mot de passe qui n’est pas dans les listes de mots de passe volés",
    }
    asked = [rules[reason] for reason in error.reasons if reason in rules]
    return f"Supabase demande encore: {'; '.join(asked)}. Choisissez-en un autre." if asked else ""

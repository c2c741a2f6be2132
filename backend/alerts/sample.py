"""A text of each kind as a phone would show it, about nobody: what other first words would make."""

from __future__ import annotations

from typing import Any

from backend.alerts import text
from backend.alerts.gsm7 import septets

BRAND = "Drain Fortin"
# As long as the real ones.
LINK = "https://crochet.exemple.ca/a/AbCdEfGh_-345678"
_LEAD = {"name": "Luc Roy", "phone": "+14505550134", "city": "Longueuil", "description": "Refoulement au sous-sol"}


def sms(kind: str, opening: str | None) -> str:
    """The brand, then the text."""
    is_trouble = kind == "paul_trouble"
    alert = {"kind": kind, "urgent": kind != "lead", "detail": "hang" if is_trouble else None}
    given: dict[str, Any] = {
        "alert": alert, "opening": opening, "lead": None if is_trouble else _LEAD,
        "call": {"caller_number": "+14505550134"} if is_trouble else None,
    }  # fmt: skip
    return f"{BRAND}: {text.sms(given, LINK, BRAND)}"


def length(sample: str) -> int:
    """In the signs that a text is counted by."""
    return septets(sample)

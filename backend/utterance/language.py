"""The language of a call, in the words of models and of people."""

from __future__ import annotations

from typing import Literal

from backend.utterance.plain import plain

Language = Literal["fr", "en"]


def read_language(said: object) -> Language | None:
    """`en`, `en-CA`, `English` and `anglais` are English; None when nothing is said of it."""
    word = plain(said).strip() if isinstance(said, str) else ""
    if word.startswith(("en", "ang")):
        return "en"
    return "fr" if word.startswith("fr") else None

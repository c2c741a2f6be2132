"""The language of a call, in the words of models and of people."""

from __future__ import annotations

import re
from typing import Literal

from backend.utterance.plain import plain

Language = Literal["fr", "en"]

# A code may have its country behind it; « en français » and « entre les deux » begin with no code.
_ENGLISH = re.compile(r"(?:en |in )?(?:angl|engl)|ang\b|eng\b|en(?:[ _-](?:ca|us|gb))?\W*\Z|en\W*[-_(/,;]")
_FRENCH = re.compile(r"(?:en |in )?fr")


def read_language(said: object) -> Language | None:
    """`en`, `en-CA`, `English` and `en anglais` are English; None when nothing is said of it."""
    word = plain(said).strip() if isinstance(said, str) else ""
    if _ENGLISH.match(word):
        return "en"
    return "fr" if _FRENCH.match(word) else None

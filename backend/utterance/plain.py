"""Text as it is compared with known words: without case, accents, or more than one kind of hyphen and quote."""

from __future__ import annotations

import unicodedata

_KINDS = str.maketrans({"’": "'", "‘": "'", "‐": "-", "‑": "-", "–": "-", "œ": "oe", "Œ": "oe"})


def plain(text: str) -> str:
    """`Après‑demain` becomes `apres-demain`."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.translate(_KINDS)).lower()
    return "".join(character for character in apart if not unicodedata.combining(character))

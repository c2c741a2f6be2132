"""What somebody says and takes back at once: `lundi, non, mardi`, `mardi au lieu de lundi`."""

from __future__ import annotations

import re

# The comma tells it from « le week-end non » and "no Tuesdays".
_TAKEN_BACK = re.compile(
    r" *[,;.(]+ *(?:(?:euh|ah|oh|oups|oops|ben),? )*"
    r"(?:non(?:,? non)?|no(?=,)|no,? wait|wait|pardon|desolee?|sorry|excusez(?:-moi)?|je (?:veux|voulais) dire|"
    r"i mean(?:t)?|make that)\b[, ]+(?:(?:plutot|rather|c'est|it's|make it|wait|pardon|sorry|euh),? )*"
)
_INSTEAD = re.compile(r",? (?:au lieu (?:de |d'|du )|instead of |plutot que |rather than )")


def taken_back(text: str) -> tuple[str, str] | None:
    """In folded text what was said first, and what was meant; None where nothing is taken back."""
    first, *others = _TAKEN_BACK.split(text)
    return (first, others[-1]) if others and first and others[-1] else None


def replaced(text: str) -> tuple[str, str] | None:
    """In folded text what is meant, and what it is said to replace."""
    meant, *others = _INSTEAD.split(text)
    return (meant, others[0]) if len(others) == 1 and meant and others[0] else None

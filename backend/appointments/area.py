"""Which towns are gone to. Compared as `private.town_key` compares them in the database: keep them alike."""

from __future__ import annotations

import re
from collections.abc import Iterable

from backend.folding import fold

_SAINTS = re.compile(r"\b(?:sainte|saint|ste)\b")
_NOT_WRITTEN = re.compile(r"[^a-z0-9]")


def town_key(town: str) -> str:
    """`Saint-Bruno`, `st bruno` and `St. Bruno` are one."""
    return _NOT_WRITTEN.sub("", _SAINTS.sub("st", fold(town)))


def is_outside(town: str, territory: Iterable[str]) -> bool:
    """True for a town that is not gone to; without a territory, every town is."""
    keys = {town_key(one) for one in territory}
    return bool(keys) and bool(town_key(town)) and town_key(town) not in keys

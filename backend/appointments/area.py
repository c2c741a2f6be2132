"""Which towns are gone to. Compared as `private.same_town` compares them in the database: keep them alike."""

from __future__ import annotations

import re
from collections.abc import Iterable

from backend.folding import fold

_SAINTS = re.compile(r"\b(?:sainte|saint|ste)\b")
_NOT_WRITTEN = re.compile(r"[^a-z0-9]+")
# Said or left out: « L'Île-Perrot », « Vieux-Longueuil », « Mont-Saint-Hilaire ». Not « La »: La Prairie is Laprairie.
_LEFT_OUT = re.compile(r"^(?:l |les |(?:le )?vieux |mont (?=st ))")


def town_words(town: str) -> str:
    """`Saint-Bruno`, `st bruno` and `St. Bruno` are one: `st bruno`."""
    # The index of names folds œ to one letter.
    folded = fold(town.replace("œ", "oe").replace("Œ", "oe"))
    return _LEFT_OUT.sub("", _NOT_WRITTEN.sub(" ", _SAINTS.sub("st", folded)).strip())


def same_town(town: str, other: str) -> bool:
    """Whether both are one, or one is the short name of the other: « Saint-Bruno », Saint-Bruno-de-Montarville."""
    short, long = sorted((town_words(town), town_words(other)))
    return short.replace(" ", "") == long.replace(" ", "") or (f"{long} ".startswith(f"{short} ") and short != "st")


def is_outside(town: str, territory: Iterable[str]) -> bool:
    """True for a town that is not gone to; without a territory, every town is."""
    known = tuple(territory)
    return bool(known) and bool(town_words(town)) and not any(same_town(town, one) for one in known)

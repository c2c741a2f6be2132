"""Figures said in a row, the words before them, and every string of digits that they may be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from backend.utterance.numerals import WORDS, readings

_MAX_DIGITS = 33
MAX_READINGS = 500
_MAX_TRIES = 4_000
_TOKEN = re.compile(r"\d+|[a-z]+|[,;/#\n]|[^\s\w']")
# Said in the middle of a number without being part of it.
_FILLERS = frozenset(
    (
        "euh", "heu", "hum", "ben", "puis", "pis", "et", "and", "then", "tiret", "trait", "point", "dash", "dot",
        "virgule", "espace", "space", "indicatif", "regional", "code", "area", "le", "the",
    )
)  # fmt: skip
_NUMBER_WORDS = frozenset({"numero", "no", "number"})
_DENIED = frozenset({"pas", "not"})
# « pas sur mon cell 450… » is not this number, « si ça répond pas, 450… » is another one to try.
_WHERE = frozenset(
    (
        "mon", "ma", "my", "sur", "au", "a", "la", "on", "at", "cell", "cellulaire", "maison", "bureau", "travail",
        "home", "work", "office", "phone", "telephone",
    )
)  # fmt: skip
_IF = frozenset({"si", "if", "quand", "when", "lorsque", "repond", "reponds", "repondez"})
_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Segment:
    """Number words in a row, in groups that no comma parts, and the words around; denied: that it is not this one."""

    before: str
    groups: tuple[tuple[str, ...], ...]
    is_denied: bool = False
    is_followed: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(word for group in self.groups for word in group)

    @property
    def figures(self) -> str:
        """As they are read first, empty for what is too long."""
        return _first(*self.groups)

    @property
    def ends_apart(self) -> bool:
        """« 450 555 013, 3 logements »: a lone figure after others in a row, which counts something else."""
        if len(_first(self.words[-1:])) != 1:
            return False
        is_apart, before = len(self.groups[-1]) == 1, "".join(self.words[-2:-1])
        if before.isdecimal() and len(before) >= _ENOUGH - is_apart:
            return True
        return is_apart and self.is_followed and len(_first(*self.groups[-2:-1])) >= _ENOUGH


def _first(*groups: Sequence[str]) -> str:
    return next(flats_of(groups), "")


def segments_of(text: str) -> list[Segment]:
    """The figures in these folded words."""
    found: list[Segment] = []
    tokens = [token for token in _TOKEN.findall(text) if token not in _FILLERS or token in ("et", "and")]
    runs = [(is_number, list(run)) for is_number, run in groupby(tokens, _belongs)]
    before, is_denied = "", False
    for (is_number, part), (_, after) in pairwise([*runs, (False, [""])]):
        if not is_number:
            before = next((word for word in reversed(part) if word not in _NUMBER_WORDS), before)
            is_denied = _is_denial(part)
        elif groups := _groups(part):
            found.append(Segment(before, groups, is_denied, after[0].isalpha()))
            before, is_denied = "", False
    return found


def _groups(tokens: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    commas = groupby(tokens, lambda token: token == ",")
    groups = (_without_and([token for token in group if token[0].isalnum()]) for comma, group in commas if not comma)
    return tuple(group for group in groups if group)


def _is_denial(words: Sequence[str]) -> bool:
    told = next((word for word in reversed(words) if word not in _NUMBER_WORDS | _WHERE), "")
    return told in _DENIED and not _IF & set(words)


def _belongs(token: str) -> bool:
    if token.isalpha():
        return token in WORDS or token in ("et", "and")
    return token.isdecimal() or token not in ";/#\n"


def _without_and(words: Sequence[str]) -> tuple[str, ...]:
    """« vingt et un » needs its « et »; between two numbers it says nothing."""
    kept = list(words)
    while kept and kept[0] in ("et", "and"):
        del kept[0]
    while kept and kept[-1] in ("et", "and"):
        del kept[-1]
    return tuple(kept)


def flats_of(groups: Sequence[Sequence[str]]) -> Iterator[str]:
    """Every string of digits that these words may be, the longest reading of each word first.

    A long story of number words has more readings than there is time: after so many tries it is no number.
    """
    places = [(0, 0, "")]
    for _ in range(_MAX_TRIES):
        if not places:
            return
        group, at, said = places.pop()
        if group == len(groups):
            yield said
        elif at == len(groups[group]):
            places.append((group + 1, 0, said))
        elif groups[group][at] in ("et", "and"):
            places.append((group, at + 1, said))
        else:
            known = [(group, end, said + text) for text, end in readings(groups[group], at)]
            places += [place for place in reversed(known) if len(place[2]) <= _MAX_DIGITS]

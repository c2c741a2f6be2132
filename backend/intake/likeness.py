"""Whether two wordings of a name, or of an address, may be the same one, misheard or told in more words."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from backend.folding import fold

_ALIKE = 0.75
# « eau », « bac », « au »: too short to tell one problem from another.
_SAYS_SOMETHING = 4
_TITLES = frozenset({"m", "mr", "mme", "mrs", "ms", "monsieur", "madame", "mademoiselle"})
# What many addresses have in common.
_ANY_STREET = frozenset(
    (
        "rue", "avenue", "av", "ave", "boulevard", "boul", "bd", "chemin", "ch", "route", "rang", "place", "street",
        "st", "road", "rd", "drive", "app", "apt", "appartement", "apartment", "unit", "est", "ouest", "nord", "sud",
        "east", "west", "north", "south", "saint", "sainte", "ste", "de", "des", "du", "la", "le", "les", "the",
    )
)  # fmt: skip


def alike(one: str, other: str) -> bool:
    """Each word of the shorter one is in the other: whole, cut short or misheard. Figures must be the same figures."""
    shorter, longer = sorted((_words(one), _words(other)), key=len)
    return bool(shorter) and all(_is_among(word, longer) for word in shorter)


def same_street(one: str, other: str) -> bool:
    """Whether two addresses may be of one street: a number put right moves nobody to another place."""
    names = [
        [word for word in _words(address) if word not in _ANY_STREET and word.isalpha()] for address in (one, other)
    ]
    if not all(names):
        return True
    return any(_is_among(word, names[1]) for word in names[0])


def same_problem(one: str, other: str) -> bool:
    """Whether two descriptions may be of one problem: they share a word that says something, or one has none."""
    said, again = ([word for word in _words(text) if len(word) >= _SAYS_SOMETHING] for text in (one, other))
    return not said or not again or any(_is_among(word, again) for word in said)


def same_words(one: str, other: str) -> bool:
    """Whether two wordings are one, but for order, capitals and accents."""
    return sorted(_words(one)) == sorted(_words(other))


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", fold(text)) if word not in _TITLES]


def _is_among(word: str, others: list[str]) -> bool:
    # Looked for as it is first: nearly always it is there.
    return word in others or any(_same_word(word, other) for other in others)


def _same_word(one: str, other: str) -> bool:
    if any(character.isdigit() for character in one + other):
        return False
    return one.startswith(other) or other.startswith(one) or SequenceMatcher(None, one, other).ratio() >= _ALIKE

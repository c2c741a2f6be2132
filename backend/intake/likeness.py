"""Whether two wordings of a name, or of an address, may be the same one, misheard or told in more words."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from backend.folding import fold

_ALIKE = 0.75
# « eau », « bac », « au »: too short to tell one problem from another.
_SAYS_SOMETHING = 4
# « refoule », « refoulement ».
_STEM = 6
# What is said of any drain.
_ANY_PROBLEM = re.compile(
    r"bouche\w*|debouch\w*|drains?|tuyaux?|lente?s?|lentement|pleine?s?|probleme\w*|coule\w*|ecoul\w*|client\w*|urgent\w*|"
    r"veut|besoin|maison|chez|avec|pour|dans|plus|tout|toute|encore|clogged|blocked|slow\w*|pipes?|problem\w*|issue|"
    r"house|customer|wants?|needs?|with|from|the|that|very"
)
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
    said, again = ([word for word in _words(text) if _tells(word)] for text in (one, other))
    return not said or not again or any(word[:_STEM] == other[:_STEM] for word in said for other in again)


def fuller(told: str | None, again: str | None) -> str | None:
    """What holds of two wordings of one thing: the later, unless all its words are in the earlier, which says more."""
    if not told or not again:
        return again or told
    return told if set(_words(again)) < set(_words(told)) else again


def fuller_name(told: str | None, again: str | None) -> str | None:
    """As `fuller`, where only one of the names is said again: « Mme Auger ». Two names may put three right."""
    return fuller(told, again) if again and len(_words(again)) == 1 else again or told


def fuller_address(told: str | None, again: str | None) -> str | None:
    """As `fuller`; a door number alone goes into it: « 47 » makes « 45 rue Bellevue » « 47 rue Bellevue »."""
    number = (again or "").strip()
    if not told or not number.isdecimal() or told.strip().isdecimal():
        return fuller(told, again)
    # « 5e avenue » has no door number yet.
    return re.sub(r"\b\d+\b", number, told, count=1) if re.search(r"\b\d+\b", told) else f"{number} {told}"


def fuller_problem(told: str | None, again: str | None) -> str | None:
    """As `fuller`; « drain bouché » or « 3 », of which any problem is said, takes no « refoulement » away."""
    is_vague = told and again and not any(map(_tells, _words(again))) and any(map(_tells, _words(told)))
    return told if is_vague else fuller(told, again)


def same_words(one: str, other: str) -> bool:
    """Whether two wordings are one, but for order, capitals and accents."""
    return sorted(_words(one)) == sorted(_words(other))


def _tells(word: str) -> bool:
    return len(word) >= _SAYS_SOMETHING and not _ANY_PROBLEM.fullmatch(word)


def says_more(one: str, other: str) -> bool:
    """Whether the first has a word, or a figure, that the other has not."""
    return not set(_words(one)) <= set(_words(other))


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", fold(text)) if word not in _TITLES]


def _is_among(word: str, others: list[str]) -> bool:
    # Looked for as it is first: nearly always it is there.
    return word in others or any(_same_word(word, other) for other in others)


def _same_word(one: str, other: str) -> bool:
    if any(character.isdigit() for character in one + other):
        return False
    return one.startswith(other) or other.startswith(one) or SequenceMatcher(None, one, other).ratio() >= _ALIKE

"""Whether two wordings of a name, a place or a problem may be one, misheard or told in more words."""

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


def alike(one: str, other: str) -> bool:
    """Each word of the shorter one is in the other: whole, cut short or misheard. Figures must be the same figures."""
    shorter, longer = sorted((words_of(one), words_of(other)), key=len)
    return bool(shorter) and all(is_among(word, longer) for word in shorter)


def same_problem(one: str, other: str) -> bool:
    """Whether two descriptions may be of one problem: they share a word that says something, or one has none."""
    said, again = ([word for word in words_of(text) if _tells(word)] for text in (one, other))
    return not said or not again or any(word[:_STEM] == other[:_STEM] for word in said for other in again)


def fuller(told: str | None, again: str | None) -> str | None:
    """What holds of two wordings of one thing: the later, unless all its words are in the earlier, which says more."""
    if not told or not again:
        return again or told
    return told if set(words_of(again)) < set(words_of(told)) else again


def fuller_name(told: str | None, again: str | None) -> str | None:
    """As `fuller`, where only one of the names is said again: « Mme Auger ». Two names may put three right."""
    return fuller(told, again) if again and len(words_of(again)) == 1 else again or told


def fuller_problem(told: str | None, again: str | None) -> str | None:
    """As `fuller`; « drain bouché » or « 3 », of which any problem is said, takes no « refoulement » away."""
    is_vague = told and again and not any(map(_tells, words_of(again))) and any(map(_tells, words_of(told)))
    return told if is_vague else fuller(told, again)


def same_words(one: str, other: str) -> bool:
    """Whether two wordings are one, but for order, capitals and accents."""
    return sorted(words_of(one)) == sorted(words_of(other))


def _tells(word: str) -> bool:
    return len(word) >= _SAYS_SOMETHING and not _ANY_PROBLEM.fullmatch(word)


def says_more(one: str, other: str) -> bool:
    """Whether the first has a word, or a figure, that the other has not."""
    return not set(words_of(one)) <= set(words_of(other))


def words_of(text: str) -> list[str]:
    """Its words, without case, accents or titles."""
    return [word for word in re.findall(r"\w+", fold(text)) if word not in _TITLES]


def is_among(word: str, others: list[str]) -> bool:
    """Whether it is one of them: whole, cut short or misheard."""
    # Looked for as it is first: nearly always it is there.
    return word in others or any(_same_word(word, other) for other in others)


def _same_word(one: str, other: str) -> bool:
    if any(character.isdigit() for character in one + other):
        return False
    return one.startswith(other) or other.startswith(one) or SequenceMatcher(None, one, other).ratio() >= _ALIKE

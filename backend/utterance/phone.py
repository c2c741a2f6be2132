"""A phone number as callers dictate it and models write it down."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby, islice, permutations

import phonenumbers

from backend.utterance.dictation import PUT_RIGHT, adds, in_known_words, is_another, is_as_before, is_the_same
from backend.utterance.numerals import WORDS, readings
from backend.utterance.plain import plain

# Nobody dictates more than two numbers; a longer text is a story.
_MAX_TEXT = 400
_MAX_DIGITS = 33
_MAX_READINGS = 500
_MAX_TRIES = 4_000
_MAX_EXTENSION = 6
_MAX_QUOTED = 100
_LOCAL_DIGITS = 7
_END = 4
_TOKEN = re.compile(r"\d+|[a-z]+|[,;/#\n]|[^\s\w]")
# Said in the middle of a number without being part of it.
_FILLERS = frozenset(
    (
        "euh", "heu", "hum", "ben", "puis", "pis", "et", "and", "then", "tiret", "trait", "point", "dash", "dot",
        "virgule", "espace", "space", "indicatif", "regional", "code", "area", "le", "the",
    )
)  # fmt: skip
_EXTENSION = frozenset({"poste", "post", "ext", "extension", "extn", "local", "x", "#"})
_NUMBER_WORDS = frozenset({"numero", "no", "number"})
# Fewer figures could be anything.
_LEAST_PUT_RIGHT = 2
_LEAST_AFTER_WEAK = 4
_MAX_MISHEARD = 3
_DENIED = frozenset({"pas", "not"})


@dataclass(frozen=True, slots=True)
class HeardPhone:
    """`number` is E.164; `unread` holds the words when figures were said that make no number; `same`: the caller's, and
    `as_before`: unless another was told before."""

    number: str | None = None
    extension: str | None = None
    others: tuple[str, ...] = ()
    unread: str | None = None
    same: bool = False
    as_before: bool = False

    @property
    def note(self) -> str:
        """What the number alone does not tell, for whoever calls back; empty when there is nothing."""
        parts = [f"Poste {self.extension}." if self.extension else ""]
        parts += [f"Autre numéro: {in_groups(other)}." for other in self.others]
        parts += [f"Numéro dicté, pas compris: «{self.unread}»." if self.unread else ""]
        return " ".join(filter(None, parts))

    def without(self, ours: str, said: str) -> HeardPhone:
        """As if that number had not been understood in what was said: whoever calls it back reaches Paul."""
        if self.same or ours not in (self.number, *self.others):
            return self
        left = tuple(number for number in (self.number, *self.others) if number and number != ours)
        number, others = (left[0], left[1:]) if left else (None, ())
        return replace(self, number=number, others=others, unread=self.unread if left else _quote(said))


def in_groups(number: str) -> str:
    """`450 555-0134`, as it is said and written here; another country's as it is."""
    return f"{number[2:5]} {number[5:8]}-{number[8:]}" if number.startswith("+1") else number


# The same words come again in every tool call of a conversation and in its report.
@lru_cache(maxsize=1024)
def read_phone(said: str | None, caller: str | None = None) -> HeardPhone:
    """The number in these words. `caller` is the number they came from, E.164 where it showed."""
    text = unicodedata.normalize("NFKC", said or "")[:_MAX_TEXT].strip()
    if not text:
        return HeardPhone()
    foreign = _foreign(text)
    if foreign:
        return HeardPhone(foreign)
    words = in_known_words(plain(text))
    words_before, words_after, weakly = _parted(words)
    spoken = _segments(f"{words_before} {words_after}")
    affirmed = _affirmed(spoken)
    extension, segments = _take_extension(affirmed)
    numbers = _put_right(words_before, words_after, weakly) if words_before else _numbers(segments)
    if numbers:
        others = tuple(dict.fromkeys(number for number in numbers[1:] if number != numbers[0]))
        return HeardPhone(numbers[0], extension, others, _quote(text) if _leaves_one(segments) else None)
    if caller and _is_end_of(caller, segments):
        return HeardPhone(caller, extension)
    figures = [word for segment in segments for word in segment.words]
    is_figures = len(figures) > 1 or any(word.isdecimal() and len(word) > 2 for word in figures)
    if is_figures or len(affirmed) < len(spoken) or is_another(words):
        return HeardPhone(unread=_quote(text))
    same = is_the_same(words)
    return HeardPhone(caller if same else None, extension if same else None, same=same, as_before=is_as_before(words))


def _parted(text: str) -> tuple[str, str, bool]:
    """What was said before somebody put it right, empty where nobody did, and after; true when that is less sure."""
    for found in reversed(list(PUT_RIGHT.finditer(text))):
        before, after = text[: found.start()], text[found.end() :]
        weakly = found["weak"] is not None
        least = _LEAST_AFTER_WEAK if weakly else 0
        if _longest(before) > _LEAST_PUT_RIGHT and _longest(after) >= least and not (weakly and adds(after)):
            return before, after, weakly
    return "", text, False


def _longest(text: str) -> int:
    """How many figures stand together in it, at most."""
    return max((len(next(_flat_groups(segment.groups), "")) for segment in _segments(text)), default=0)


def _affirmed(segments: list[_Segment]) -> list[_Segment]:
    """« Pas le 450…, le 514… »: without the one that it is not."""
    left = [segment for segment in segments if segment.before not in _DENIED]
    return left if any(_of_groups(segment.groups) for segment in segments) else segments


def _put_right(before: str, after: str, weakly: bool) -> list[str]:
    """The number as it was put right: a whole one, or the figures at the end of the one before.

    Where that is less sure, and they have little in common, the one before may be a second one.
    """
    first, second = (_take_extension(_affirmed(_segments(words)))[1] for words in (before, after))
    old, new = _numbers(first), _numbers(second)
    if new or not second:
        return [*new, *(old if not new or (weakly and _differ(old, new)) else [])]
    affirmed = [segment for segment in second if segment.before not in _DENIED] or second
    tail = next(_flat([word for segment in affirmed for word in segment.words]), "")
    # « non, le 438 » may be meant for its beginning.
    is_end = _LEAST_PUT_RIGHT <= len(tail) <= _LOCAL_DIGITS and not _is_real(phonenumbers.parse(f"+1{tail}2802345"))
    if not old or not is_end:
        return []
    mended = old[0][: -len(tail)] + tail
    return [mended] if _is_real(phonenumbers.parse(mended)) else []


def _differ(old: list[str], new: list[str]) -> bool:
    return sum(one != other for one, other in zip(old[0], new[0], strict=False)) > _MAX_MISHEARD if old else False


@dataclass(frozen=True, slots=True)
class _Segment:
    """Number words in a row, in groups that no comma parts, and the word before them."""

    before: str
    groups: tuple[tuple[str, ...], ...]

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(word for group in self.groups for word in group)


def _quote(text: str) -> str:
    return " ".join(text.split())[:_MAX_QUOTED]


def _foreign(text: str) -> str | None:
    """A number of another country, which is always written with its code."""
    if not re.match(r"\s*(?:\+\s?(?!1)|011[\s.-]?(?!1))\d", text):
        return None
    try:
        number = phonenumbers.parse(text, "CA")
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if _is_real(number) else None


def _is_real(number: phonenumbers.PhoneNumber) -> bool:
    return bool(phonenumbers.is_valid_number(number))


def _segments(text: str) -> list[_Segment]:
    found: list[_Segment] = []
    tokens = [token for token in _TOKEN.findall(text) if token not in _FILLERS or token in ("et", "and")]
    before = ""
    for is_number, run in groupby(tokens, _belongs):
        part = list(run)
        if not is_number:
            before = next((word for word in reversed(part) if word not in _NUMBER_WORDS), before)
            continue
        commas = groupby(part, lambda token: token == ",")
        groups = tuple(tuple(t for t in group if t[0].isalnum()) for comma, group in commas if not comma)
        groups = tuple(group for group in (_without_and(group) for group in groups) if group)
        if groups:
            found.append(_Segment(before, groups))
            before = ""
    return found


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


def _take_extension(segments: list[_Segment]) -> tuple[str | None, list[_Segment]]:
    for segment in segments:
        if segment.before in _EXTENSION:
            flat = next(_flat(segment.words), "")
            if 0 < len(flat) <= _MAX_EXTENSION:
                return flat, [other for other in segments if other is not segment]
    return None, segments


def _numbers(segments: list[_Segment]) -> list[str]:
    """Those that stand whole in a segment, else the one that the segments make together, in whatever order."""
    whole = [number for segment in segments for number in _of_groups(segment.groups)]
    if whole or not 1 < len(segments) <= 4:
        return whole
    for order in permutations(segments):
        joined = _of_groups(tuple(group for segment in order for group in segment.groups))
        if joined:
            return joined
    return []


def _of_groups(groups: tuple[tuple[str, ...], ...]) -> list[str]:
    """The longest reading of each number word wins; another one only when it is the only one that makes a number."""
    flats = list(dict.fromkeys(islice(_flat_groups(groups), _MAX_READINGS)))
    made = {flat: numbers for flat in flats if (numbers := _split(flat))}
    if flats and flats[0] in made:
        return made[flats[0]]
    return next(iter(made.values())) if len(made) == 1 else []


def _flat_groups(groups: Sequence[Sequence[str]]) -> Iterator[str]:
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


def _flat(words: Sequence[str]) -> Iterator[str]:
    return _flat_groups((words,))


def _split(flat: str) -> list[str]:
    """Whole numbers one after the other, each with or without its 1; empty when something is left over."""
    found, rest = list[str](), flat
    while rest:
        if found and _END <= len(rest) <= _LOCAL_DIGITS and found[-1].endswith(rest):
            # Its end, repeated.
            break
        rest = rest.removeprefix("1")
        number = f"+1{rest[:10]}"
        if len(rest) < 10 or not _is_real(phonenumbers.parse(number)):
            return []
        found.append(number)
        rest = rest[10:]
    return found


def _leaves_one(segments: list[_Segment]) -> bool:
    """True when, beside a number that was read, another one was begun: `450 555-0134 ou 555-0162`."""
    return any(
        len(next(_flat_groups(segment.groups), "")) >= _LOCAL_DIGITS and not _of_groups(segment.groups)
        for segment in segments
    ) and any(_of_groups(segment.groups) for segment in segments)


def _is_end_of(caller: str, segments: list[_Segment]) -> bool:
    """Seven figures without the area code: which one is meant is only certain when they are the caller's own."""
    flats = (flat for segment in segments for flat in islice(_flat_groups(segment.groups), _MAX_READINGS))
    return any(len(flat) == _LOCAL_DIGITS and caller.endswith(flat) for flat in flats)

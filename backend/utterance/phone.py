"""A phone number as callers dictate it and models write it down."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

import phonenumbers

from backend.utterance.dictation import PUT_RIGHT, adds, in_known_words, is_another, is_as_before, is_the_same
from backend.utterance.figures import MAX_READINGS, Segment, flats_of, segments_of
from backend.utterance.plain import plain

# Nobody dictates more than two numbers; a longer text is a story.
_MAX_TEXT = 400
_MAX_EXTENSION = 6
_MAX_QUOTED = 100
_AREA_DIGITS = 3
_LOCAL_DIGITS = 7
_END = 4
_EXTENSION = frozenset({"poste", "post", "ext", "extension", "extn", "local", "x", "#"})
# Fewer figures could be anything.
_LEAST_PUT_RIGHT = 2
_LEAST_AFTER_WEAK = 4
_MAX_MISHEARD = 3
# What one number is said in; any other pieces hold figures of something else.
_AREA_LAST = (7, 3)
_PIECES = frozenset({(3, 7), (4, 7), (3, 3, 4), (6, 4), _AREA_LAST})


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
    spoken = segments_of(f"{words_before} {words_after}")
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
    return max((len(segment.figures) for segment in segments_of(text)), default=0)


def _affirmed(segments: list[Segment]) -> list[Segment]:
    """« Pas le 450…, le 514… »: without the one that it is not."""
    left = [segment for segment in segments if not segment.is_denied]
    return left if any(_of_segment(segment) for segment in segments) else segments


def _put_right(before: str, after: str, weakly: bool) -> list[str]:
    """The number as it was put right: a whole one, or the figures at the end of the one before.

    Where that is less sure, and they have little in common, the one before may be a second one.
    """
    first, second = (_take_extension(_affirmed(segments_of(words)))[1] for words in (before, after))
    old, new = _numbers(first), _numbers(second)
    if new or not second:
        return [*new, *(old if not new or (weakly and _differ(old, new)) else [])]
    affirmed = [segment for segment in second if not segment.is_denied] or second
    tail = next(flats_of([segment.words for segment in affirmed]), "")
    # « non, le 438 » may be meant for its beginning.
    is_area = len(tail) == _AREA_DIGITS and _is_real(phonenumbers.parse(f"+1{tail}2802345"))
    is_end = _LEAST_PUT_RIGHT <= len(tail) <= _LOCAL_DIGITS and not is_area
    if not old or not is_end:
        return []
    mended = old[0][: -len(tail)] + tail
    return [mended] if _is_real(phonenumbers.parse(mended)) else []


def _differ(old: list[str], new: list[str]) -> bool:
    return sum(one != other for one, other in zip(old[0], new[0], strict=False)) > _MAX_MISHEARD if old else False


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


def _take_extension(segments: list[Segment]) -> tuple[str | None, list[Segment]]:
    for segment in segments:
        if segment.before in _EXTENSION and 0 < len(segment.figures) <= _MAX_EXTENSION:
            return segment.figures, [other for other in segments if other is not segment]
    return None, segments


def _numbers(segments: list[Segment]) -> list[str]:
    """Those that stand whole in a segment, else the one that the segments make together."""
    whole = [number for segment in segments for number in _of_segment(segment)]
    pieces = tuple(len(segment.figures) for segment in segments)
    if whole or pieces not in _PIECES:
        return whole
    # « 555-0134, dans le 450 »
    in_order = segments[1:] + segments[:1] if pieces == _AREA_LAST else segments
    return _of_groups(tuple(group for segment in in_order for group in segment.groups))


def _of_segment(segment: Segment) -> list[str]:
    return [] if segment.ends_apart else _of_groups(segment.groups)


def _of_groups(groups: tuple[tuple[str, ...], ...]) -> list[str]:
    """The number that these words make; none where they may be two: « quarante quatre vingt » is 4080 or 4420."""
    flats = list(dict.fromkeys(islice(flats_of(groups), MAX_READINGS)))
    made = {flat: numbers for flat in flats if (numbers := _split(flat))}
    return next(iter(made.values())) if len(made) == 1 else []


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


def _leaves_one(segments: list[Segment]) -> bool:
    """True when, beside a number that was read, another one was begun: `450 555-0134 ou 555-0162`."""
    return any(len(segment.figures) >= _LOCAL_DIGITS and not _of_segment(segment) for segment in segments) and any(
        _of_segment(segment) for segment in segments
    )


def _is_end_of(caller: str, segments: list[Segment]) -> bool:
    """Seven figures without the area code: which one is meant is only certain when they are the caller's own."""
    flats = (flat for segment in segments for flat in islice(flats_of(segment.groups), MAX_READINGS))
    return any(len(flat) == _LOCAL_DIGITS and caller.endswith(flat) for flat in flats)

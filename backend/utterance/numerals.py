"""Numbers spoken in French or English, as the digits that were meant: `deux cent quatre-vingts` is 280."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

DIGITS = {
    "zero": 0, "oh": 0, "o": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7,
    "huit": 8, "neuf": 9, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "eight": 8, "nine": 9,
}  # fmt: skip
_TEENS = {
    "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "huitante": 80,
    "octante": 80, "nonante": 90, "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
    # Its hyphen makes it one word, after « quarante » too.
    "quatrevingt": 80,
}  # fmt: skip
_HUNDREDS = frozenset({"cent", "cents", "hundred"})
_THOUSANDS = frozenset({"mille", "thousand"})
_REPEATED = {"double": 2, "triple": 3}
_AND = frozenset({"et", "and"})
WORDS = (
    frozenset(DIGITS)
    | frozenset(_TEENS)
    | frozenset(_TENS)
    | _HUNDREDS
    | _THOUSANDS
    | frozenset(_REPEATED)
    | {"vingts"}
)

# The digits, and where in the words they end.
Reading = tuple[str, int]


def readings(words: Sequence[str], at: int) -> Iterator[Reading]:
    """Every number that may begin at this word, the longest first, and none that cuts one in two.

    `soixante dix` is 70 and never 60 and 10: where a figure went missing elsewhere, that would make a number that is
    somebody's. Only where what is left begins another number is it left to it: `cinquante | cinq cent cinq`.
    """
    found = list(_readings(words, at))
    for text, end in found:
        if end == found[0][1] or next(_readings(words, end), ("", 0))[1] > found[0][1]:
            yield text, end


def _readings(words: Sequence[str], at: int) -> Iterator[Reading]:
    if at >= len(words):
        return
    if words[at].isdecimal():
        yield words[at], at + 1
        return
    found = {(str(value), end) for value, end in _thousands(words, at)} | set(_repeated(words, at))
    yield from sorted(found, key=lambda one: (-one[1], -len(one[0])))


def value(words: Sequence[str]) -> int | None:
    """The one number that these words are, None when they are not one number."""
    whole = next((text for text, end in readings(words, 0) if end == len(words)), None)
    return int(whole) if whole else None


def _repeated(words: Sequence[str], at: int) -> Iterator[Reading]:
    # "double five": 55.
    times = _REPEATED.get(words[at], 0)
    following = words[at + 1] if at + 1 < len(words) else ""
    digit = DIGITS.get(following, int(following) if following.isdecimal() and len(following) == 1 else None)
    if times and digit is not None:
        yield str(digit) * times, at + 2


def _thousands(words: Sequence[str], at: int) -> Iterator[tuple[int, int]]:
    """`mille deux cents` is 1200."""
    yield from _hundreds(words, at)
    counts = [(1, at)] + [(value, end) for value, end in _below_hundred(words, at) if value]
    for count, end in counts:
        if end < len(words) and words[end] in _THOUSANDS:
            yield count * 1000, end + 1
            rest = end + 2 if end + 1 < len(words) and words[end + 1] in _AND else end + 1
            yield from ((count * 1000 + more, last) for more, last in _hundreds_at(words, rest) if more)


def _hundreds_at(words: Sequence[str], at: int) -> Iterator[tuple[int, int]]:
    if at < len(words):
        yield from _hundreds(words, at)


def _hundreds(words: Sequence[str], at: int) -> Iterator[tuple[int, int]]:
    yield from _below_hundred(words, at)
    # « douze cents », « trente-deux cents ».
    before = [(value, end) for value, end in _below_hundred(words, at) if value > 1 and value % 10]
    before = [(value, end) for value, end in before if end < len(words) and words[end] in _HUNDREDS]
    count, end = before[-1] if before else (1, at)
    one = DIGITS.get(words[at]) == 1
    end += 1 if one and not before else 0
    if end < len(words) and words[end] in _HUNDREDS:
        yield count * 100, end + 1
        rest = end + 2 if end + 1 < len(words) and words[end + 1] in _AND else end + 1
        for more, last in _below_hundred(words, rest):
            if more:
                yield count * 100 + more, last


def _below_hundred(words: Sequence[str], at: int) -> Iterator[tuple[int, int]]:
    if at >= len(words):
        return
    word, following = words[at], words[at + 1] if at + 1 < len(words) else ""
    if word in DIGITS:
        yield DIGITS[word], at + 1
    if word in _TEENS:
        yield _TEENS[word], at + 1
        # "dix-sept": 17.
        if word == "dix" and 6 < DIGITS.get(following, 0) < 10:
            yield 10 + DIGITS[following], at + 2
    if word in _TENS:
        yield from _after_tens(words, at, _TENS[word], at + 1)
    if word == "quatre" and following in ("vingt", "vingts"):
        yield from _after_tens(words, at, 80, at + 2)


def _after_tens(words: Sequence[str], at: int, tens: int, end: int) -> Iterator[tuple[int, int]]:
    yield tens, end
    start = end + 1 if end < len(words) and words[end] in _AND else end
    # Only 60 and 80 go on to nineteen: soixante-quinze, quatre-vingt-douze.
    highest = 19 if tens in (60, 80) and words[at] in ("soixante", "quatre", "quatrevingt") else 9
    for more, last in _units(words, start):
        if 0 < more <= highest:
            yield tens + more, last


def _units(words: Sequence[str], at: int) -> Iterator[tuple[int, int]]:
    if at < len(words) and (words[at] in DIGITS or words[at] in _TEENS):
        yield from _below_hundred(words, at)

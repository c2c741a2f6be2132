"""Numbers as people say them, in French and in English words."""

from __future__ import annotations

from collections.abc import Sequence

_FRENCH = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")
_ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("dix", "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf")
_TENS = ("", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt")


def digit_by_digit(number: str, words: Sequence[str] = _FRENCH) -> str:
    """`quatre cinq zéro, cinq cinq cinq, zéro un trois quatre`."""
    parts = number[2:5], number[5:8], number[8:]
    return ", ".join(" ".join(words[int(digit)] for digit in part) for part in parts)


def in_english(number: str) -> str:
    """`four five zero, five five five, zero one three four`."""
    return digit_by_digit(number, _ENGLISH)


def in_pairs(number: str) -> str:
    """`quatre cent cinquante, cinq cent cinquante-cinq, zéro un, trente-quatre`."""
    return ", ".join((_hundreds(number[2:5]), _hundreds(number[5:8]), _pair(number[8:10]), _pair(number[10:])))


def _hundreds(three: str) -> str:
    hundreds, rest = int(three[0]), int(three[1:])
    head = "cent" if hundreds == 1 else f"{_FRENCH[hundreds]} cent"
    return f"{head} {_below_hundred(rest)}" if rest else head


def _pair(two: str) -> str:
    return f"zéro {_FRENCH[int(two[1])]}" if two[0] == "0" else _below_hundred(int(two))


def _below_hundred(number: int) -> str:
    tens, units = divmod(number, 10)
    if number < 10:
        return _FRENCH[number]
    if tens == 1:
        return _TEENS[units]
    if tens in (7, 9):
        return f"{_TENS[tens]}{' et ' if number == 71 else '-'}{_TEENS[units]}"
    if not units:
        return "quatre-vingts" if tens == 8 else _TENS[tens]
    return f"{_TENS[tens]} et un" if units == 1 and tens < 8 else f"{_TENS[tens]}-{_FRENCH[units]}"

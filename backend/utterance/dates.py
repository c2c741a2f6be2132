"""Days of the month as they are written in figures, `03/12`, and said in English, `the twenty-first`."""

from __future__ import annotations

import re

from backend.utterance.days import MONTH, WEEKDAY

_MONTHS = 12
_UNITS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_OTHERS = (
    "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth", "twentieth",
)  # fmt: skip
_ORDINALS = {word: number for number, word in enumerate(_UNITS + _OTHERS, 1)} | {"thirtieth": 30}
_ANY_ORDINAL = r"\b(?P<tens>20[- ]|30[- ](?=first))?" + rf"(?P<word>{'|'.join(_ORDINALS)})\b"
# "The second week", "the third one" and "just a second" are no days of a month.
_BEFORE = re.compile(rf"(?:\bthe|{WEEKDAY.pattern},?|{MONTH.pattern},?) $")
_BEHIND = re.compile(
    rf" *(?:$|[,.;!?]| (?:of )?{MONTH.pattern}| (?:at|in|around|about|after|before|between|from|by|please|if|or|\d|"
    r"(?:mornings?|afternoon|evening|noon)\b))"
)
_OF_MONTH = re.compile(rf" (?:of )?{MONTH.pattern}")
# Spaces and hyphens stand as well between words that are figures by now: only those that were written count.
_WRITTEN = re.compile(
    r"(?<![\d/:.h-])(?<!h )(?<!\ba )(?<!\bat )(?<!vers )(?<!around )(\d{1,2})[ -](\d{1,2})(?:[ -]((?:20)?\d\d))?"
    r"(?![\d/:.-]| ?(?:h|[ap]\.?m))"
)
# « demain 10-12 » is between two hours.
_NAMED_DAY = re.compile(rf"\b(?:demain|tomorrow|aujourd'hui|today)\b|{MONTH.pattern}")


def with_dates(text: str) -> str:
    """Folded text, as it was written, with its dates in figures told from other figures: `12-02` is `12/02`."""
    return text if _NAMED_DAY.search(text) else _WRITTEN.sub(_in_slashes, text)


def _in_slashes(found: re.Match[str]) -> str:
    may_be = min(int(found[1]), int(found[2])) <= _MONTHS
    return "/".join(part for part in found.groups() if part) if may_be else found[0]


def with_ordinals(text: str) -> str:
    """Folded text in figures, with the English ordinals that name a day: `the 20-first` is `the 21st`."""
    return re.sub(_ANY_ORDINAL, _ordinal, text)


def _ordinal(found: re.Match[str]) -> str:
    number = _ORDINALS[found["word"]] + int(found["tens"][:2] if found["tens"] else 0)
    # "The first" is read where French ones are.
    alone = found["tens"] is None and found["word"] == "first"
    named = found["tens"] or _BEFORE.search(found.string[: found.start()]) or _OF_MONTH.match(found.string, found.end())
    is_day = not alone and named and number <= 31 and _BEHIND.match(found.string, found.end())
    return f"{number}th" if is_day else found[0]

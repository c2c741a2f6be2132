"""Figures that can only be hours, once it is known which day: `après 3`, `8 à 10`, `neuf trente`."""

from __future__ import annotations

import re
from datetime import date

from backend.utterance.days import MONTH, WEEKDAY

_NOON = 12
# Nobody comes before seven, or after six in the evening: three is in the afternoon, nine in the morning.
_FIRST, _LAST = 7, 18
_LEAD = (
    r"\b(?:apres|vers|avant|environ|a partir de|jusqu'a|d'ici|after|around|about|before|from|by|until|a|at|"
    r"(?:plus (?:tot|tard) que|(?:earlier|sooner|later) than|au plus tard|at the latest)(?: a| at)?)(?: les)? "
)
# Not `after 3 days`, nor the beginning of a longer figure.
_END = (
    r"(?=\s*(?:$|[,;!?)\"]|\.(?!\d))| (?:et|and|ou|or|si|if|on|le|l'|en|in|demain|tomorrow|today|please|svp|s'il|merci|"
    r"thanks?|au plus tard|at the latest)\b| l'apres-midi)"
)
_BEGINS = r"(?<![\d/:.h-])(?<!h )"
_HALVES = re.compile(_BEGINS + r"\b(\d{1,2}) (?=(?:et (?:demie?|quart)|moins (?:le )?quart)\b)")
_MINUTES = r"([1-9]|1[0-8]) (00|15|30|45)(?![\d/:-]| ?(?:h|min|jours?|days?)\b)"
_LED_MINUTES = re.compile(rf"({_LEAD}){_MINUTES}")
_BARE_MINUTES = re.compile(rf"{_BEGINS}(?<!\d )\b{_MINUTES}")
# Not 7, which is as well seven in the evening.
_LED_HOUR = re.compile(rf"({_LEAD})([1-689]|1[0-8]){_END}")
_ONE, _TWO = r"\b(?P<one>\d{1,2}|midi|noon)", r"(?P<two>\d{1,2}|midi|noon)(?![\d/:.-]*\d)"
_HALF = r" ?(?P<half>[ap])\.?m\b\.?"
# In French, « vendredi 4 à 2 pm » is a day and its hour.
_HALF_DAY_RANGE = re.compile(rf"{_BEGINS}{_ONE}(?: to | ?- ?){_TWO}{_HALF}")
_RANGE_ENDS = rf"(?:{_HALF}| ?h(?:eures?)?\b(?! ?\d)| o'?clock\b|{_END})"
_BARE_RANGE = re.compile(rf"{_BEGINS}{_ONE}(?: (?:to|a|au) | ?- ?){_TWO}{_RANGE_ENDS}")


def with_hours(text: str, day_is_known: bool) -> str:
    """Folded text in figures, where those that can only be hours are written as such: `apres 3` is `apres 3h`."""
    text = _HALVES.sub(r"\1h ", text)
    text = _LED_MINUTES.sub(r"\1\2h\3", text)
    text = _HALF_DAY_RANGE.sub(_range, text)
    if not day_is_known:
        return text
    text = _BARE_MINUTES.sub(r"\1h\2", text)
    return _LED_HOUR.sub(r"\1\2h", _BARE_RANGE.sub(_range, text))


def without_day(text: str, day: date) -> str:
    """The text without the number of a day that is known: in « vendredi le 4 à 10 », only 10 is an hour."""
    before = rf"(?:{WEEKDAY.pattern},? (?:le |the )?|\b(?:le|the) |{MONTH.pattern} (?:the )?)"
    return re.sub(rf"{before}{day.day}(?:er|e|st|nd|rd|th)?\b(?! ?(?:h|[ap]\.?m)\b)", " ", text, count=1)


def _range(found: re.Match[str]) -> str:
    one, two = (int(said) if said.isdecimal() else _NOON for said in (found["one"], found["two"]))
    since, until = _hours(one, two, found["half"])
    # "Twenty to nine" is no time between two hours.
    return f"entre {since:02d}h et {until:02d}h" if since < until < 24 else found[0]


def _hours(one: int, two: int, half: str | None) -> tuple[int, int]:
    if half == "a":
        return one, two
    if half == "p":
        # "8 to 10 pm" is wholly in the evening, "10 to 2 pm" is not.
        since = one + _NOON if one < two < _NOON else _afternoon(one)
        return since, two + _NOON if two < _NOON else two
    return (_afternoon(one), _afternoon(two)) if max(one, two) <= _LAST else (0, 0)


def _afternoon(hour: int) -> int:
    return hour + _NOON if 0 < hour < _FIRST else hour

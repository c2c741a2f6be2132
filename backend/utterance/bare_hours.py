"""Figures that can only be hours, once it is known which day: `après 3`, `8 à 10`, `neuf trente`."""

from __future__ import annotations

import re
from datetime import date

from backend.utterance.clock import ANY_PART
from backend.utterance.days import MONTH, TODAY, WEEKDAY

_NOON = 12
# Nobody comes before seven, or after six in the evening: three is in the afternoon, nine in the morning.
_FIRST, _LAST = 7, 18
_LEAD = (
    r"\b(?:apres|vers|avant|environ|a partir de|jusqu'a|d'ici|after|around|about|before|from|by|until|a|at|"
    r"(?:plus (?:tot|tard) que|(?:earlier|sooner|later) than|au plus tard|at the latest)(?: a| at)?)(?: les)? "
)
# Not `after 3 days`, nor the beginning of a longer figure.
_END = (
    r"(?=\s*(?:$|[,;!?)\"]|\.(?!\d))| (?:et|and|ou|or|si|if|on|le|l'|en|in|demain|tomorrow|today|ce|cet|cette|this|"
    r"tonight|please|svp|s'il|merci|thanks?|au plus tard|at the latest)\b| l'apres-midi)"
)
_BEGINS = r"(?<![\d/:.h-])(?<!h )"
_HALVES = re.compile(_BEGINS + r"\b(\d{1,2}) (?=(?:et (?:demie?|quart)|moins (?:le )?quart)\b)")
_MINUTES = r"([1-9]|1[0-8]) (00|15|30|45)(?![\d/:-]| ?(?:h|min|jours?|days?)\b)"
_LED_MINUTES = re.compile(rf"({_LEAD}){_MINUTES}")
_BARE_MINUTES = re.compile(rf"{_BEGINS}(?<!\d )\b{_MINUTES}")
# Not 7, which is as well seven in the evening, where no part of the day is said.
_LED_HOUR = re.compile(rf"({_LEAD})([1-689]|1[0-8]){_END}")
_LED_SEVEN = re.compile(rf"({_LEAD})(7){_END}")
_ONE, _TWO = r"\b(?P<one>\d{1,2}|midi|noon)", r"(?P<two>\d{1,2}|midi|noon)(?![\d/:.-]*\d)"
_HALF = r" ?(?P<half>[ap])\.?m\b\.?"
# In French, « vendredi 4 à 2 pm » is a day and its hour.
_HALF_DAY_RANGE = re.compile(rf"{_BEGINS}{_ONE}(?: to | ?- ?){_TWO}{_HALF}")
_RANGE_ENDS = rf"(?:{_HALF}| ?h(?:eures?)?\b(?! ?\d)| o'?clock\b|{_END})"
_BARE_RANGE = re.compile(rf"{_BEGINS}{_ONE}(?: (?:to|a|au) | ?- ?){_TWO}{_RANGE_ENDS}")
_ABOUT_HOUR = re.compile(rf"(\b(?:vers|around|about|environ)(?: les)? )([1-9]|1[0-8]){_END}")
_WEEKDAY_MINUTES = re.compile(rf"({WEEKDAY.pattern},? ){_MINUTES}")
_NEAR_DAY = re.compile(rf"\b(?:demain|tomorrow)\b|{TODAY.pattern}")
_PART_OF_WEEKDAY = re.compile(rf"{WEEKDAY.pattern},? (?:(?:en|in the|le|dans l'|l') ?)?(?:{ANY_PART.pattern})")
_NUMBERED_WEEKDAY = re.compile(rf"{WEEKDAY.pattern},? (?:le |the )?\d{{1,2}}\b(?! ?(?:h|[ap]\.?m)\b)")
_NUMBERED = re.compile(r"\b(?:le|the) \d{1,2}(?:er|e|st|nd|rd|th)?\b(?! ?(?:h|[ap]\.?m)\b)|\b(?:semaine|week)\b")
_ANY_DAY = re.compile(r"\b(?:any ?(?:day|time)|every ?day|whenever|n'importe quand|tous les jours)\b")
_NUMBERED_MONTH = re.compile(rf"\d(?:er|e|st|nd|rd|th)? (?:of )?{MONTH.pattern}")
_MONTH_NUMBERED = re.compile(rf"{MONTH.pattern} (?:the )?\d")
_CHOICE = re.compile(r"\b(?:ou|or) (?:apres|after|avant|before|from|by|a|at)\b")


def names_one_day(text: str) -> bool:
    """Whether a day is named without a number, so that no figure is its date: `demain`, `cet apres-midi`."""
    named = _NEAR_DAY.search(text) or _PART_OF_WEEKDAY.search(text)
    return named is not None and not (MONTH.search(text) or _NUMBERED_WEEKDAY.search(text))


def _has_its_number(text: str) -> bool:
    """Whether a date, a week or any day is said, and a figure behind `apres` is none: « mardi après 3 » may be one."""
    dated = (_ANY_DAY, _NUMBERED, _NUMBERED_WEEKDAY, _NUMBERED_MONTH, _MONTH_NUMBERED)
    return any(pattern.search(text) for pattern in dated) and not _CHOICE.search(text)


def with_hours(text: str, day_is_known: bool) -> str:
    """Folded text in figures, where those that can only be hours are written as such: `apres 3` is `apres 3h`."""
    text = _HALVES.sub(r"\1h ", text)
    text = _LED_MINUTES.sub(r"\1\2h\3", text)
    text = _HALF_DAY_RANGE.sub(_range, text)
    text = _WEEKDAY_MINUTES.sub(lambda found: f"{found[1]}{found[3]}h{found[4]}", text)
    if day_is_known:
        text = _BARE_RANGE.sub(_range, _BARE_MINUTES.sub(r"\1h\2", text))
    text = _ABOUT_HOUR.sub(r"\1\2h", text)
    if ANY_PART.search(text):
        text = _LED_SEVEN.sub(r"\1\2h", text)
    return _LED_HOUR.sub(r"\1\2h", text) if day_is_known or _has_its_number(text) else text


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

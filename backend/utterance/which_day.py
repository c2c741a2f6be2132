"""Which day is meant by the words that are left once the hours are gone: a weekday, a number, a week, a bound."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Literal

import dateparser

from backend.utterance.clock import NOON
from backend.utterance.days import (
    MONTH,
    NEAR,
    NUMERIC,
    TODAY,
    WEEKDAY,
    WEEKDAYS,
    WHOLE_NAMES,
    exists,
    from_numbers,
    next_weekday,
    right_year,
)

# Said on a Sunday, this week is the one that begins: of the other one, nothing is left.
_SUNDAY = 6
_ORDINAL = re.compile(r"\b(\d{1,2})(?:er|e|ere|st|nd|rd|th)\b|\b(premier|first)\b")
_NOISE = re.compile(
    r"\b(?:le|la|les|l'|a|au|at|on|of|the|de|du|des|d'|pour|for|vers|around|about|environ|en|in the|jour|journee|date|"
    r"ce|cet|cette|this|si possible|please|svp|s'il vous plait|n'importe quand|anytime|all day|toute|prochaine?s?|next|"
    r"coming|suivante?|ok|oui|yes|merci|thanks?|ca marche|parfait|"
    r"je (?:prefere|voudrais|veux|prends)|possible|mais|but|plutot|rather|instead|donc|disons|ben|bon|alors|euh|heu|"
    r"hum|well|let's say)\b|[,.;!?()«»\"]|\bl'|\bd'"
)
_NEAR_DAY = re.compile(r"\bday after tomorrow\b|\bdemain\b|\btomorrow\b")
_RELATIVE = re.compile(r"(?:dans|in) (?P<count>\d{1,3}) (?P<unit>jours?|semaines?|mois|days?|weeks?|months?)")
_LAST = re.compile(r"\b(?:dernier|passe|last|past)\b")
# The last Monday of a month is no Monday that is over.
_IN_A_MONTH = re.compile(rf"\b(?:mois|months?|of)\b|{MONTH.pattern}")
_WEEK_OF = re.compile(r"\b(?:semaine du|week of)\b")
_THIS_WEEK = re.compile(r"\bcette semaine\b|\bthis week\b")
# What is left of « pas cette semaine ».
_NOT_THIS_WEEK = re.compile(r"\bsemaine d'ensuite\b")
_NEXT_WEEK = re.compile(r"\bsemaines? (?:prochaine|suivante|d'apres)|\bnext week|\bweek after(?P<later> next)?")
_WEEKEND = re.compile(r"\bfin de semaine\b|\bweek-?end\b")
_WEEKENDS = re.compile(r"\bfins? de semaine\b|\bweek-?ends?\b")
_NOT_IN_A_WEEK = re.compile(
    r"\b(?:pas|not|no|jamais|never|sauf|except\w*|ni)(?: (?:la|le|les|the|en|on|for|cette|this|next))* "
    r"(?:fins? de semaine|week-?ends?|semaine|week)\b|(?:fins? de semaine|week-?ends?),? (?:non|no|pas|never|jamais)\b"
)

# « à partir de lundi », « après le 5 », « avant vendredi », « d'ici jeudi »: what is left once the hours are gone.
_BOUND = re.compile(
    r"\b(?:(?P<since>a partir|a compter|pas avant|des(?! que)|starting|not before|not until|as of|from)(?: d[eu'])?"
    r"|(?P<after>(?<!d')apres|(?<!day )(?<!week )after)|(?P<before>avant|before)|(?P<by>d'ici|by))\b(?!-)"
)
_NAMED = re.compile(rf"{WEEKDAY.pattern}|{TODAY.pattern}|\b(?:demain|tomorrow|semaine|week)\b")
_FROM_THEN_ON = timedelta(days=6)

Problem = Literal["not_understood", "no_such_day", "another_weekday"]
# The day, the last one where there are several, and why there is none.
Found = tuple[date | None, date | None, Problem | None]
_UNCLEAR: Problem = "not_understood"


def all_days(said: str, today: date) -> list[date]:
    """The days that a word names: every Wednesday or weekend to come, or tomorrow alone."""
    if _WEEKENDS.fullmatch(said):
        return [*all_days("samedi", today), *all_days("dimanche", today)]
    day, _, _ = which_day(said, said, today)
    if day is None:
        return []
    return [day + timedelta(days=7 * n) for n in range(-1, 9)] if WEEKDAY.search(said) else [day]


def which_day(rest: str, words: str, today: date) -> Found:
    """The day in what is left without the hours; in all the words, where a part of the day says it is today."""
    bound = _BOUND.search(rest)
    if bound and _may_be_hours(bound):
        return None, None, _UNCLEAR
    if bound:
        return _bounded(bound, which_day(_BOUND.sub(" ", rest), _BOUND.sub(" ", words), today), today)
    if TODAY.search(words):
        other = WEEKDAY.search(words)
        if other and other["name"] in WHOLE_NAMES and WEEKDAYS[other["name"]] != today.weekday():
            return None, None, _UNCLEAR
        return today, None, None
    if re.search(r"\bhier\b|\byesterday\b", words):
        return today - timedelta(days=1), None, None
    rest = _ORDINAL.sub(lambda found: found[1] or "1", rest)
    weekday = WEEKDAY.search(MONTH.sub(" ", rest))
    bare = re.sub(rf"\b{weekday[0]}", " ", rest, count=1) if weekday else rest
    wanted = WEEKDAYS[weekday["name"]] if weekday else None
    week = _in_a_week(bare, wanted, today)
    if week:
        return week
    later = re.search(r"\ben (8|15)\b", bare)
    if wanted is not None and later:
        return next_weekday(wanted, today) + timedelta(days=7 if later[1] == "8" else 14), None, None
    return _dated(" ".join(_NOISE.sub(" ", bare).split()), wanted, today)


def _in_a_week(bare: str, wanted: int | None, today: date) -> Found | None:
    """A week, or a weekday of it; None where no week is spoken of."""
    monday = today - timedelta(days=today.weekday())
    begins_today = today.weekday() == _SUNDAY
    if _NOT_IN_A_WEEK.search(bare):
        return None, None, _UNCLEAR
    if _WEEK_OF.search(bare):
        day, _, problem = which_day(_WEEK_OF.sub(" ", bare), "", today)
        return (day, day + timedelta(days=6), None) if day and wanted is None else (None, None, problem or _UNCLEAR)
    if wanted is not None and _LAST.search(bare) and _IN_A_MONTH.search(bare):
        return None, None, _UNCLEAR
    if wanted is not None and _LAST.search(bare):
        return next_weekday(wanted, today - timedelta(days=8)), None, None
    if _THIS_WEEK.search(bare) and begins_today:
        return (today, today + timedelta(days=6), None) if wanted is None else (_within_days(wanted, today), None, None)
    if _THIS_WEEK.search(bare):
        since, sunday = today, monday + timedelta(days=6)
    elif _NOT_THIS_WEEK.search(bare):
        since = monday = monday + timedelta(days=14 if begins_today else 7)
        sunday = monday + timedelta(days=6)
    elif coming := _NEXT_WEEK.search(bare):
        since = monday = monday + timedelta(days=14 if coming["later"] else 7)
        sunday = monday + timedelta(days=6)
    elif wanted is None and _WEEKEND.search(bare):
        return today + timedelta(days=(5 - today.weekday()) % 7), None, None
    else:
        return None
    return (since, sunday, None) if wanted is None else (monday + timedelta(days=wanted), None, None)


def _may_be_hours(bound: re.Match[str]) -> bool:
    """« mardi après 3 »: the day was said, and the figure behind is as well an hour as a day of the month."""
    before, behind = bound.string[: bound.start()], bound.string[bound.end() :]
    return _NAMED.search(before) is not None and re.match(r" *(?:le |the )?\d{1,2}\b(?!/)", behind) is not None


def _within_days(weekday: int, today: date) -> date:
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _bounded(bound: re.Match[str], found: Found, today: date) -> Found:
    """From a day on, or until one: the time between, of which a part of the day may be wanted."""
    day, until, problem = found
    if problem or day is None:
        return found
    if bound["since"]:
        return day, day + _FROM_THEN_ON, None
    if bound["after"]:
        return (until or day) + timedelta(days=1), (until or day) + _FROM_THEN_ON, None
    last = day if bound["by"] else day - timedelta(days=1)
    if last < today:
        return None, None, _UNCLEAR
    return (today, last, None) if last > today else (last, None, None)


def _dated(rest: str, wanted: int | None, today: date) -> Found:
    """What is left once the hour, the weekday and the small words are gone: nothing, a number, or a date."""
    if not rest:
        return (None if wanted is None else next_weekday(wanted, today)), None, None
    near = _NEAR_DAY.search(rest)
    if near and near[0] != rest:
        return _named_twice(near[0], " ".join(_NEAR_DAY.sub(" ", rest, count=1).split()), wanted, today)
    if rest.isdecimal():
        return _numbered(int(rest), wanted, today)
    if numeric := NUMERIC.fullmatch(rest):
        return _held_against(from_numbers(numeric, today), wanted)
    month, relative = MONTH.search(rest), _RELATIVE.fullmatch(rest)
    if month and not exists(rest, month, today):
        return None, None, "no_such_day"
    is_bare_month = month and not re.search(r"\d", rest)
    is_day = month or relative or near
    if is_bare_month or not is_day:
        return None, None, "not_understood"
    day = _parse(rest, today)
    if day and wanted is not None and relative and relative["unit"].startswith(("semaine", "week")):
        # « mercredi dans deux semaines »: of that week.
        return day + timedelta(days=wanted - day.weekday()), None, None
    return _held_against(day, wanted)


def _named_twice(near: str, other: str, wanted: int | None, today: date) -> Found:
    """« demain, vendredi le 17 »: the day where both are the same one."""
    found = _dated(other, wanted, today)
    return found if found[0] is not None and found[0] == _parse(near, today) else (None, None, _UNCLEAR)


def _held_against(day: date | None, wanted: int | None) -> Found:
    if day is None:
        return None, None, "not_understood"
    return (day, None, None) if wanted in (None, day.weekday()) else (None, None, "another_weekday")


def _numbered(number: int, wanted: int | None, today: date) -> Found:
    """« le 3 », « lundi le 30 »: the next day of this number, and of this weekday where one was said."""
    days = (today + timedelta(days=n) for n in range(NEAR.days))
    same = [day for day in days if day.day == number]
    if not same:
        return None, None, "no_such_day"
    if wanted in (None, same[0].weekday()):
        return same[0], None, None
    return None, None, "another_weekday"


def _parse(rest: str, today: date) -> date | None:
    base = datetime.combine(today, time(NOON))
    settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "future", "DATE_ORDER": "DMY"}
    read = dateparser.parse(rest, languages=["fr", "en"], settings=settings)
    return right_year(read.date(), today) if read else None

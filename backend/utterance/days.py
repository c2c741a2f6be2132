"""Days by their names and numbers: weekdays and months in both languages, and which year is meant."""

from __future__ import annotations

import re
from datetime import date, timedelta

# A day that is half a year away is not what somebody means whose drain is blocked.
NEAR = timedelta(days=183)
_DAYS = (
    ("lundi", "lun", "monday", "mon"), ("mardi", "mar", "tuesday", "tue", "tues"),
    ("mercredi", "mer", "wednesday", "wed"), ("jeudi", "jeu", "thursday", "thu", "thur", "thurs"),
    ("vendredi", "ven", "friday", "fri"), ("samedi", "sam", "saturday", "sat"), ("dimanche", "dim", "sunday", "sun"),
)  # fmt: skip
WHOLE_NAMES = frozenset(name for french, _, english, *_ in _DAYS for name in (french, english))
WEEKDAYS = {name: number for number, names in enumerate(_DAYS) for name in names}
_MONTHS = (
    "janvier|janv?|january", "fevrier|fevr?|february|feb", "mars|march", "avril|avr|april|apr", "mai|may",
    "juin|june|jun", "juillet|juil|july|jul", "aout|august|aug", "septembre|sept?|september", "octobre|oct|october",
    "novembre|nov|november", "decembre|dec|december",
)  # fmt: skip
_ANY_MONTH = "|".join(f"(?P<m{number}>{names})" for number, names in enumerate(_MONTHS, 1))
MONTH = re.compile(rf"\b(?:{_ANY_MONTH})\b\.?")
WEEKDAY = re.compile(rf"\b(?P<name>{'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})s?\b\.?")
# Where nothing but a part of the day is said of it, it is this one.
TODAY = re.compile(
    r"\b(?:aujourd'hui|today|tonight|tantot)\b|\bce(?:t|tte)? (?:matin|midi|avant|apres|soir|aprem|nuit)|"
    r"this (?:morning|af|eve)|^(?:a|des) (?:soir|matin)\b"
)
# « 03/12/2026 », and the order of others where it is the only one that makes sense. Only slashes: spaces and hyphens
# stand between any figures.
NUMERIC = re.compile(r"(?P<one>\d{1,2})/(?P<two>\d{1,2})(?:/(?P<year>(?:20)?\d\d))?")


def right_year(day: date, today: date) -> date:
    """Models often have the year wrong: the same day of this year is meant when it comes soon."""
    for year in (today.year, today.year + 1):
        try:
            near = day.replace(year=year)
        except ValueError:
            continue
        if timedelta() <= near - today <= NEAR:
            return near
    return day


def from_numbers(found: re.Match[str], today: date) -> date | None:
    """Day and month as they are written here, unless only the other order comes soon; without a year, the nearest."""
    one, two, said = int(found["one"]), int(found["two"]), found["year"]
    years = (today.year % 100, today.year % 100 + 1)
    if said and one in years and int(said) % 100 not in years:
        # « 26-12-07 »: the year comes first where only it can be one of these.
        return right_year(date(2000 + one, two, int(said)), today) if is_date(2000 + one, two, int(said)) else None
    year = int(said or today.year) % 100 + 2000
    written = [date(year, month, day) for day, month in ((one, two), (two, one)) if is_date(year, month, day)]
    meant = [right_year(day, today) for day in written]
    soon = [day for day in (written + meant if found["year"] else sorted(meant)) if timedelta() <= day - today <= NEAR]
    return next(iter(soon or meant), None)


def exists(rest: str, month: re.Match[str], today: date) -> bool:
    """Whether that month has such a day, in the year that is said or in the next one to come."""
    numbers = [int(number) for number in re.findall(r"\d+", rest)]
    year = next((number for number in numbers if number > 1000), None)
    number = next((number for number in numbers if number < 1000), 1)
    wanted = next(n for n in range(1, 13) if month[f"m{n}"])
    # Without a year: the 29th of February exists when the next one does.
    years = [year] if year else [today.year + (wanted < today.month)]
    return any(is_date(year, wanted, number) for year in years)


def is_date(year: int, month: int, day: int) -> bool:
    """False for the 31st of February."""
    try:
        return date(year, month, day) is not None
    except ValueError:
        return False


def next_weekday(weekday: int, today: date) -> date:
    """The first such weekday after today."""
    return today + timedelta(days=(weekday - today.weekday()) % 7 or 7)

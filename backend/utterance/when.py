"""A day and an hour as callers say them and models write them: ISO 8601, `lundi le 30`, `jeudi prochain`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import dateparser

from backend.utterance.clock import NO_CLOCK, NOON, Clock, in_figures, take_clock
from backend.utterance.plain import plain

_MAX_TEXT = 120
# A day that is half a year away is not what somebody means whose drain is blocked.
_NEAR = timedelta(days=183)
_YEARS = range(2000, 2200)
_ISO = re.compile(
    r"\s*(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)"
    r"(?:[T ]+(?P<hour>\d{1,2})(?::|h)(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<offset>Z|[+-]\d{2}(?::?\d{2})?)?(?!\d))?",
    re.IGNORECASE,
)
_ISO_DAY = re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)")
_DAYS = (
    ("lundi", "lun", "monday", "mon"), ("mardi", "mar", "tuesday", "tue", "tues"),
    ("mercredi", "mer", "wednesday", "wed"), ("jeudi", "jeu", "thursday", "thu", "thur", "thurs"),
    ("vendredi", "ven", "friday", "fri"), ("samedi", "sam", "saturday", "sat"), ("dimanche", "dim", "sunday", "sun"),
)  # fmt: skip
_WEEKDAYS = {name: number for number, names in enumerate(_DAYS) for name in names}
_MONTHS = (
    "janvier|janv?|january", "fevrier|fevr?|february|feb", "mars|march", "avril|avr|april|apr", "mai|may",
    "juin|june|jun", "juillet|juil|july|jul", "aout|august|aug", "septembre|sept?|september", "octobre|oct|october",
    "novembre|nov|november", "decembre|dec|december",
)  # fmt: skip
_ANY_MONTH = "|".join(f"(?P<m{number}>{names})" for number, names in enumerate(_MONTHS, 1))
_MONTH = re.compile(rf"\b(?:{_ANY_MONTH})\b\.?")
_WEEKDAY = re.compile(rf"\b(?P<name>{'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})s?\b\.?")
_ORDINAL = re.compile(r"\b(\d{1,2})(?:er|e|ere|st|nd|rd|th)\b|\b(premier|first)\b")
_NOISE = re.compile(
    r"\b(?:le|la|les|l'|a|au|at|on|of|the|de|du|des|d'|pour|for|vers|around|about|environ|en|in the|jour|journee|date|"
    r"ce|cet|cette|this|si possible|please|svp|s'il vous plait|n'importe quand|anytime|all day|toute|prochaine?s?|next|"
    r"coming|suivante?|ok|oui|yes)\b|[,.;!?()«»\"]|\bl'|\bd'"
)
_ANYTIME = re.compile(
    r"\b(?:n'importe (?:quand|quel)|anytime|any (?:day|time)|whenever|des que possible|(?:le|au) plus (?:tot|vite)|"
    r"bientot|soon|asap|as soon as|quand vous (?:voulez|pouvez)|peu importe|premiere? (?:plage|dispo)|maintenant|now)"
)
_RELATIVE = re.compile(
    r"(?:dans|in) \d{1,3} (?:jours?|semaines?|days?|weeks?)|\d{1,3} (?:days?|weeks?) from now|in a week"
)

# « à partir de lundi », « après le 5 », « avant vendredi », « d'ici jeudi »: what is left once the hours are gone.
_BOUND = re.compile(
    r"\b(?:(?P<since>a partir|a compter|pas avant|des(?! que)|starting|not before|not until|as of|from)(?: d[eu'])?"
    r"|(?P<after>apres|(?<!day )after)|(?P<before>avant|before)|(?P<by>d'ici|by))\b(?!-)"
)
_FROM_THEN_ON = timedelta(days=6)

Problem = Literal["not_understood", "no_such_day", "another_weekday"]


@dataclass(frozen=True, slots=True)
class When:
    """What was said of a moment, on the local clock. `until` ends a longer time than a day (a week)."""

    said: str
    day: date | None = None
    clock: Clock = NO_CLOCK
    until: date | None = None
    # Where an offset was written: the moment that it names if it is right.
    stated: datetime | None = None
    problem: Problem | None = None

    def local(self, zone: ZoneInfo) -> datetime | None:
        """The day at the hour, as the clock on the wall shows it; None while one of them is missing."""
        return datetime.combine(self.day, self.clock.hour, zone) if self.day and self.clock.hour else None


def read_when(said: object, now: datetime, zone: ZoneInfo) -> When:
    """The moment in these words, seen from `now`. Never raises: what is not understood is a `problem`."""
    text = " ".join(str(said if said is not None else "").split())[:_MAX_TEXT]
    today = now.astimezone(zone).date()
    if not text:
        return When("")
    iso = _ISO.match(text)
    return _from_iso(text, iso, today) if iso else _from_words(text, today)


def _from_iso(text: str, found: re.Match[str], today: date, rest: str | None = None) -> When:
    if int(found["year"]) not in _YEARS:
        return When(text, problem="not_understood")
    try:
        day = _right_year(date(int(found["year"]), int(found["month"]), int(found["day"])), today)
    except ValueError:
        return When(text, problem="no_such_day")
    if "hour" not in found.re.groupindex or found["hour"] is None:
        return When(text, day, take_clock(in_figures(plain(text[found.end() :] if rest is None else rest)))[0])
    after = plain(text[found.end() :])
    late = 0 < int(found["hour"]) < NOON and re.match(r"\s*p\.?m\b", after) is not None
    try:
        hour = time(int(found["hour"]) + NOON * late, int(found["minute"]))
        stated = datetime.fromisoformat(f"{day}T{hour}{_offset(found['offset'])}") if found["offset"] else None
    except ValueError:
        return When(text, day)
    return When(text, day, Clock(hour), stated=stated)


def _offset(written: str) -> str:
    return "+00:00" if written in "Zz" else written if ":" in written or len(written) == 5 else f"{written}:00"


def _right_year(day: date, today: date) -> date:
    """Models often have the year wrong: the same day of this year is meant when it comes soon."""
    for year in (today.year, today.year + 1):
        try:
            near = day.replace(year=year)
        except ValueError:
            continue
        if timedelta() <= near - today <= _NEAR:
            return near
    return day


def _from_words(text: str, today: date) -> When:
    inside = _ISO_DAY.search(text)
    if inside:
        # "10 h le 2026-12-01": the date first, as it is read best.
        return _from_iso(text, inside, today, f"{text[: inside.start()]} {text[inside.end() :]}")
    words = in_figures(plain(text))
    words = re.sub(r"\bapres[- ]demain\b|\bsurlendemain\b", "day after tomorrow", words)
    clock, rest = take_clock(words)
    day, until, problem = _day(rest, words, today)
    if problem is None and day is None and clock == NO_CLOCK:
        problem = "not_understood"
    if problem == "not_understood" and _ANYTIME.search(words):
        return When(text, clock=clock)
    return When(text, problem=problem) if problem else When(text, day, clock, until)


Found = tuple[date | None, date | None, Problem | None]


def _day(rest: str, words: str, today: date) -> Found:
    bound = _BOUND.search(rest)
    if bound:
        return _bounded(bound, _day(_BOUND.sub(" ", rest), _BOUND.sub(" ", words), today), today)
    if re.search(
        r"\b(?:aujourd'hui|today|tonight|tantot)\b|\bce(?:t|tte)? (?:matin|avant|apres|soir|aprem|nuit)|"
        r"this (?:morning|af|eve)|^(?:a|des) (?:soir|matin)\b",
        words,
    ):
        return today, None, None
    rest = _ORDINAL.sub(lambda found: found[1] or "1", rest)
    weekday = _WEEKDAY.search(_MONTH.sub(" ", rest))
    bare = re.sub(rf"\b{weekday[0]}", " ", rest, count=1) if weekday else rest
    wanted = _WEEKDAYS[weekday["name"]] if weekday else None
    week = re.search(r"\bsemaines? (?:prochaine|suivante|d'apres)|\bnext week|\bweek (?:after|of)", bare)
    if week:
        monday = today + timedelta(days=7 - today.weekday())
        return (
            (monday, monday + timedelta(days=6), None)
            if wanted is None
            else (monday + timedelta(days=wanted), None, None)
        )
    if wanted is None and re.search(r"\bcette semaine\b|\bthis week\b", bare):
        return today, today + timedelta(days=6 - today.weekday()), None
    if wanted is None and re.search(r"\bfin de semaine\b|\bweek-?end\b", words):
        return today + timedelta(days=(5 - today.weekday()) % 7), None, None
    later = re.search(r"\ben (8|15)\b", bare)
    if wanted is not None and later:
        return _next(wanted, today) + timedelta(days=7 if later[1] == "8" else 14), None, None
    return _dated(" ".join(_NOISE.sub(" ", bare).split()), wanted, today)


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
    return (today, last, None) if last > today else (last, None, None)


def _dated(rest: str, wanted: int | None, today: date) -> Found:
    """What is left once the hour, the weekday and the small words are gone: nothing, a number, or a date."""
    if not rest:
        return (None if wanted is None else _next(wanted, today)), None, None
    if rest.isdecimal():
        return _numbered(int(rest), wanted, today)
    month = _MONTH.search(rest)
    if month and not _exists(rest, month, today):
        return None, None, "no_such_day"
    if (
        not month
        and not re.fullmatch(r"[\d/ -]+|demain|tomorrow|day after tomorrow", rest)
        and not _RELATIVE.fullmatch(rest)
    ):
        return None, None, "not_understood"
    day = _parse(rest, today)
    if day is None:
        return None, None, "not_understood"
    return (day, None, None) if wanted in (None, day.weekday()) else (None, None, "another_weekday")


def _numbered(number: int, wanted: int | None, today: date) -> Found:
    """« le 3 », « lundi le 30 »: the next day of this number, and of this weekday where one was said."""
    days = (today + timedelta(days=n) for n in range(_NEAR.days))
    same = [day for day in days if day.day == number]
    if not same:
        return None, None, "no_such_day"
    if wanted in (None, same[0].weekday()):
        return same[0], None, None
    return None, None, "another_weekday"


def _exists(rest: str, month: re.Match[str], today: date) -> bool:
    numbers = [int(number) for number in re.findall(r"\d+", rest)]
    year = next((number for number in numbers if number > 1000), None)
    number = next((number for number in numbers if number < 1000), 1)
    wanted = next(n for n in range(1, 13) if month[f"m{n}"])
    # Without a year: the 29th of February exists when the next one does.
    years = [year] if year else [today.year + (wanted < today.month)]
    return any(_is_date(year, wanted, number) for year in years)


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        return date(year, month, day) is not None
    except ValueError:
        return False


def _parse(rest: str, today: date) -> date | None:
    base = datetime.combine(today, time(NOON))
    settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "future", "DATE_ORDER": "DMY"}
    read = dateparser.parse(rest, languages=["fr", "en"], settings=settings)
    return _right_year(read.date(), today) if read else None


def _next(weekday: int, today: date) -> date:
    return today + timedelta(days=(weekday - today.weekday()) % 7 or 7)

"""A day and an hour as callers say them and models write them: ISO 8601, `lundi le 30`, `jeudi prochain`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from backend.utterance.bare_hours import names_one_day, with_hours, without_day
from backend.utterance.clock import NO_CLOCK, NOON, Clock, in_figures, take_clock
from backend.utterance.dates import with_dates, with_ordinals
from backend.utterance.days import WEEKDAY, WEEKDAYS, WHOLE_NAMES, right_year
from backend.utterance.plain import plain
from backend.utterance.put_right import replaced, taken_back
from backend.utterance.which_day import Problem, all_days, which_day
from backend.utterance.wordings import in_known_words, take_exceptions

_MAX_TEXT = 120
_YEARS = range(2000, 2200)
# What callers write behind a date, « 2h30 », is read as their other hours are.
_ISO = re.compile(
    r"\s*(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)"
    r"(?:[T ]+(?=\d\d:|\d:\d\d(?::\d\d)?\s*(?:Z|[+-]0))"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<offset>Z|[+-]\d{2}(?::?\d{2})?)?(?!\d))?",
    re.IGNORECASE,
)
_ISO_DAY = re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)")
# « Mardi de la semaine prochaine, non, mercredi » does not say of which week.
_OTHER_WEEK = re.compile(r"\b(?:semaines?|weeks?|prochaine?|next|en \d+|en (?:huit|quinze))\b")
_A_WEEK = timedelta(days=7)
_LAST_HOUR = 18
_ANYTIME = re.compile(
    r"\b(?:n'importe (?:quand|quel)|anytime|any (?:day|time)|whenever|des que possible|(?:le|au) plus (?:tot|vite)|"
    r"bientot|soon|asap|as soon as|quand vous (?:voulez|pouvez)|peu importe|"
    r"premiere? (?:plage|place|dispo)\w*(?: dispo\w*)?|earliest|next available|maintenant|"
    r"now|tout de suite|right away|immedia\w+)\b(?: possible| as possible)?"
)


@dataclass(frozen=True, slots=True)
class When:
    """What was said of a moment, on the local clock. `until` ends a longer time than a day (a week)."""

    said: str
    day: date | None = None
    clock: Clock = NO_CLOCK
    until: date | None = None
    # Days that do not suit, whatever else does.
    never: frozenset[date] = frozenset()
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
    # An hour without its minutes.
    text = re.sub(r"(?<=\dT)(\d{2})(?=Z?$)", r"\1:00", text)
    iso = _ISO.match(text)
    return _from_iso(text, iso, today) if iso else _from_words(text, today)


def _from_iso(text: str, found: re.Match[str], today: date, rest: str | None = None) -> When:
    if int(found["year"]) not in _YEARS:
        return When(text, problem="not_understood")
    try:
        day = right_year(date(int(found["year"]), int(found["month"]), int(found["day"])), today)
    except ValueError:
        return When(text, problem="no_such_day")
    after = plain(text[found.end() :] if rest is None else rest)
    _, after = taken_back(after) or ("", after)
    weekday = WEEKDAY.search(after)
    if weekday and weekday["name"] in WHOLE_NAMES and WEEKDAYS[weekday["name"]] != day.weekday():
        return When(text, problem="another_weekday")
    if "hour" not in found.re.groupindex or found["hour"] is None:
        return When(text, day, take_clock(in_known_words(with_hours(without_day(in_figures(after), day), True)))[0])
    late = 0 < int(found["hour"]) < NOON and re.match(r"\s*p\.?m\b", after) is not None
    try:
        hour = time(int(found["hour"]) + NOON * late, int(found["minute"]))
        stated = datetime.fromisoformat(f"{day}T{hour}{_offset(found['offset'])}") if found["offset"] else None
    except ValueError:
        return When(text, day)
    return When(text, day, Clock(hour), stated=stated)


def _offset(written: str) -> str:
    return "+00:00" if written in "Zz" else written if ":" in written or len(written) == 5 else f"{written}:00"


def _from_words(text: str, today: date) -> When:
    inside = _ISO_DAY.search(text)
    if inside:
        # "10 h le 2026-12-01": the date first, as it is read best.
        return _from_iso(text, inside, today, f"{text[: inside.start()]} {text[inside.end() :]}")
    meant = _meant(plain(text), today)
    return replace(meant, said=text) if meant else _as_said(text, today)


def _meant(text: str, today: date) -> When | None:
    """What is left of words that were put right as they were said; None where none were."""
    if (found := taken_back(text)) and not (first := _from_words(found[0], today)).problem:
        return _put_right(first, found[0], found[1], today)
    if (found := replaced(text)) and not _from_words(found[1], today).problem:
        return _from_words(found[0], today)
    return None


def _put_right(first: When, said: str, then: str, today: date) -> When | None:
    """What came last counts; what it says nothing of, the day or the hour, stays as it was said first."""
    if first.day is None and first.clock == NO_CLOCK:
        return None
    figure = in_figures(then).strip(" .!")
    is_hour = first.clock.hour is not None and figure.isdecimal() and 0 < int(figure) <= _LAST_HOUR
    last = _from_words(f"{figure}h" if is_hour else then, today)
    is_far = first.day is not None and first.day - today > _A_WEEK
    no_week = WEEKDAY.search(then) and (is_far or first.until or _OTHER_WEEK.search(said))
    if last.problem or no_week or (figure.isdecimal() and first.clock.hour and not is_hour):
        return When("", problem="not_understood")
    if last.day is None and last.clock == NO_CLOCK:
        return last
    day, until = (last.day, last.until) if last.day else (first.day, first.until)
    return When("", day, last.clock if last.clock != NO_CLOCK else first.clock, until, first.never | last.never)


def _as_said(text: str, today: date) -> When:
    figures = with_ordinals(in_figures(with_dates(plain(text))))
    excepted, words = take_exceptions(in_known_words(with_hours(figures, names_one_day(figures))))
    never = frozenset(day for said in excepted for day in all_days(said, today))
    clock, rest = take_clock(words)
    day, until, problem = which_day(_ANYTIME.sub(" ", rest), words, today)
    says_nothing = problem is None and day is None and clock == NO_CLOCK
    if says_nothing and not never and not _ANYTIME.search(words):
        problem = "not_understood"
    return When(text, problem=problem) if problem else When(text, day, clock, until, never)

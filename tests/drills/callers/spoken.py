"""What an answer to Paul says of moments, read independently of what wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time

from backend.local.standins.vapi.heard import aloud
from backend.local.standins.vapi.slots import DAYS, MONTHS, TORONTO

_ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAY = re.compile(rf"\b({'|'.join(DAYS + _ENGLISH_DAYS)})\b", re.IGNORECASE)
_DATE = re.compile(
    rf"\s(?:(?P<day>\d{{1,2}})(?:er)? (?P<month>{'|'.join(MONTHS)})(?: (?P<year>\d{{4}}))?"
    rf"|(?P<en_month>{'|'.join(_ENGLISH_MONTHS)}) (?P<en_day>\d{{1,2}})(?:, (?P<en_year>\d{{4}}))?)"
)
_HOUR = re.compile(
    r"\s?(?:à (?P<hour>\d{1,2}) h(?: (?P<minute>\d{2}))?"
    r"|at (?:(?P<en_hour>\d{1,2})(?::(?P<en_minute>\d{2}))? (?P<half>[AP])M|(?P<noon>noon)))"
)
# The hour that is given up for the other.
_FROM = re.compile(r"(?:, au lieu du|, instead of|déplacé: du|moved: from)\s(?P<before>.*?)(?=\.| au (?=\w+di)| to )")
# French and English that the other language does not have.
_FRENCH = re.compile(
    r"\b(?:rendez-vous|plages?|libres?|votre|vous|est|avec|dossier|numéro|noté|rappeler)\b", re.IGNORECASE
)
_ENGLISH = re.compile(r"\b(?:appointment|your|you|the|is|with|file|number|noted|call)\b", re.IGNORECASE)
_OFFERED = re.compile(r"(?:Plages libres|Free times)\s*:", re.IGNORECASE)
_HANDLE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")


def bare_days(answer: str, at: datetime) -> Iterator[str]:
    """Days that are named without their date, or with one that is no such day."""
    said = aloud(answer)
    for found in _DAY.finditer(said):
        dated = _DATE.match(said, found.end(1))
        day = _date(dated, at) if dated else None
        if day is None or found[1].lower() not in (DAYS[day.weekday()], _ENGLISH_DAYS[day.weekday()]):
            yield said[found.start() : found.end() + 20]


def moments(said: str, at: datetime) -> set[datetime]:
    """The moments that are named whole, a day with its hour."""
    found = set()
    for dated in _DATE.finditer(said):
        day, hour = _date(dated, at), _HOUR.match(said, dated.end())
        if day and hour:
            found.add(datetime.combine(day, _clock(hour), TORONTO))
    return found


def given_up(said: str, at: datetime) -> set[datetime]:
    """The moments that this sentence gives up for another one."""
    return {moment for one in _FROM.finditer(said) for moment in moments(f" {one['before']}", at)}


def other_language(said: str, language: str) -> list[str]:
    """Words of the language that the caller does not speak."""
    return (_FRENCH if language == "en" else _ENGLISH).findall(said)


def refused_and_offered(answer: str, at: datetime) -> set[datetime]:
    """Moments that are refused and offered in one breath."""
    parts = _OFFERED.split(aloud(answer))
    return moments(parts[0], at) & moments(" ".join(parts[1:]), at) if len(parts) > 1 else set()


def offered(answer: str) -> list[datetime]:
    """The moments that Paul is to give back word for word."""
    return [datetime.fromisoformat(one).replace(tzinfo=TORONTO) for one in _HANDLE.findall(answer)]


def _clock(found: re.Match[str]) -> time:
    if found["noon"]:
        return time(12)
    if found["hour"]:
        return time(int(found["hour"]), int(found["minute"] or 0))
    return time(int(found["en_hour"]) % 12 + 12 * (found["half"] == "P"), int(found["en_minute"] or 0))


def _date(found: re.Match[str], at: datetime) -> date | None:
    local = at.astimezone(TORONTO)
    english = found["en_month"]
    month = (_ENGLISH_MONTHS.index(english) if english else MONTHS.index(found["month"])) + 1
    year = found["en_year"] or found["year"]
    # Without a year it is this one: another one is always said.
    try:
        return date(int(year or local.year), month, int(found["en_day"] or found["day"]))
    except ValueError:
        return None

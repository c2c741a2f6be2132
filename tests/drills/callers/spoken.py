"""What an answer to Paul says of moments, read independently of what wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from backend.local.standins.vapi.heard import aloud
from backend.local.standins.vapi.slots import DAYS, MONTHS, TORONTO

_DAY = re.compile(rf"\b({'|'.join(DAYS)})\b", re.IGNORECASE)
_DATE = re.compile(rf"\s(?P<day>\d{{1,2}})(?:er)? (?P<month>{'|'.join(MONTHS)})(?: (?P<year>\d{{4}}))?")
_HOUR = re.compile(r"\s?à (?P<hour>\d{1,2}) h(?: (?P<minute>\d{2}))?")
_OFFERED = re.compile(r"(?:Plages libres|Free times)\s*:", re.IGNORECASE)
_HANDLE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")


def bare_days(answer: str, at: datetime) -> Iterator[str]:
    """Days that are named without their date, or with one that is no such day."""
    said = aloud(answer)
    for found in _DAY.finditer(said):
        dated = _DATE.match(said, found.end(1))
        day = _date(dated, at) if dated else None
        if day is None or DAYS[day.weekday()] != found[1].lower():
            yield said[found.start() : found.end() + 20]


def moments(said: str, at: datetime) -> set[datetime]:
    """The moments that are named whole, a day with its hour."""
    found = set()
    for dated in _DATE.finditer(said):
        day, hour = _date(dated, at), _HOUR.match(said, dated.end())
        if day and hour:
            found.add(
                datetime(day.year, day.month, day.day, int(hour["hour"]), int(hour["minute"] or 0), tzinfo=TORONTO)
            )
    return found


def refused_and_offered(answer: str, at: datetime) -> set[datetime]:
    """Moments that are refused and offered in one breath."""
    parts = _OFFERED.split(aloud(answer))
    return moments(parts[0], at) & moments(" ".join(parts[1:]), at) if len(parts) > 1 else set()


def offered(answer: str) -> list[datetime]:
    """The moments that Paul is to give back word for word."""
    return [datetime.fromisoformat(one).replace(tzinfo=TORONTO) for one in _HANDLE.findall(answer)]


def _date(found: re.Match[str], at: datetime) -> date | None:
    local = at.astimezone(TORONTO)
    month = MONTHS.index(found["month"]) + 1
    # Without a year: the next time that the calendar shows it; what is long past is of this year all the same.
    years = [int(found["year"])] if found["year"] else [local.year]
    try:
        return date(years[0], month, int(found["day"]))
    except ValueError:
        return None

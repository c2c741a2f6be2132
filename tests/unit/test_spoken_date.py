"""Dates in two figures, English ordinals and weeks: a day that nobody named is asked again, never made up."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from backend.utterance.when import When, read_when

ZONE = ZoneInfo("America/Toronto")
# A Monday morning; Tuesday is the first of December.
NOW = datetime(2026, 11, 30, 9, 30, tzinfo=ZONE)


def read(said: object, now: datetime = NOW) -> When:
    return read_when(said, now, ZONE)


def after(days: int) -> date:
    return NOW.date() + timedelta(days=days)


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("the twenty-first", 21), ("the thirty-first", 31), ("the twenty second", 22), ("December twenty-first", 21),
        ("Friday the fourth", 4), ("the third", 3), ("the third of December", 3), ("December third", 3),
        ("the second", 2), ("the fifth at 2 pm", 5), ("the thirtieth", 0), ("tuesday the first", 1),
        ("26-12-07", 7), ("26/12/07", 7), ("26-12-07 10h", 7),
        # As they were read.
        ("07-12-26", 7), ("26-12-26", 26), ("12-02", 2), ("12/02/2026", 2), ("02-12-2026 10h", 2), ("le 3 12", 3),
        ("le 3 du 12", 3), ("le trois du douze", 3), ("le 3 12 à 10h", 3), ("vingt et un", 21), ("le vingt-trois", 23),
        ("le 3 à 14 30", 3), ("jeudi 3-12", 3), ("first thing tomorrow", 1), ("demain 10-12", 1),
    ],
)  # fmt: skip
def test_a_date_is_the_one_that_was_written_or_said(said: str, days: int) -> None:
    assert (read(said).day, read(said).problem) == (after(days), None)


@pytest.mark.parametrize(
    "said",
    ["du 3 au 5", "du 7 au 9, le matin", "du 3 au 5 décembre", "December 3-5", "le 3, 5", "le deux-trois",
     "just a second",
     "a second", "the second week of December", "the third one", "the third Monday", "the thirty-second",
     "the fourth or the fifth"],
)  # fmt: skip
def test_several_days_and_what_is_no_date_are_asked_again(said: str) -> None:
    assert (read(said).day, read(said).problem) == (None, "not_understood")


SUNDAY, SATURDAY = datetime(2026, 12, 6, 10, tzinfo=ZONE), datetime(2026, 12, 5, 10, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("said", "now", "day", "until"),
    [
        ("cette semaine", SUNDAY, 6, 12), ("this week", SUNDAY, 6, 12), ("mardi de cette semaine", SUNDAY, 8, None),
        ("mardi cette semaine", SUNDAY, 8, None), ("Tuesday of this week", SUNDAY, 8, None),
        ("dimanche de cette semaine", SUNDAY, 6, None), ("samedi cette semaine", SUNDAY, 12, None),
        ("pas cette semaine", SUNDAY, 14, 20),
        # On other days and of other weeks, as it was.
        ("cette semaine", SATURDAY, 5, 6), ("mardi de cette semaine", SATURDAY, 1, None),
        ("dimanche de cette semaine", SATURDAY, 6, None), ("pas cette semaine", SATURDAY, 7, 13),
        ("la semaine prochaine", SUNDAY, 7, 13), ("mardi de la semaine prochaine", SUNDAY, 8, None),
        ("mardi", SUNDAY, 8, None),
    ],
)  # fmt: skip
def test_this_week_said_on_a_sunday_is_the_one_that_begins(
    said: str, now: datetime, day: int, until: int | None
) -> None:
    when = read(said, now)
    assert (when.day, when.until) == (date(2026, 12, day), until and date(2026, 12, until))

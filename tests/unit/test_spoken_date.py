"""Dates in two figures, English ordinals and weeks: a day that nobody named is asked again, never made up."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from tests.spoken_when import ZONE, after, read


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


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("demain le 1er", 1), ("demain, mardi 1er décembre, 9h", 1), ("demain le 1er décembre", 1),
        ("tomorrow, December 1", 1), ("tomorrow Tuesday the 1st at 9", 1), ("demain (mardi 1er décembre)", 1),
        ("demain matin, mardi 1er", 1), ("après-demain, mercredi 2 décembre", 2), ("aujourd'hui, lundi 30", 0),
    ],
)  # fmt: skip
def test_a_day_that_is_named_twice_is_the_one_that_both_mean(said: str, days: int) -> None:
    assert (read(said).day, read(said).problem) == (after(days), None)


@pytest.mark.parametrize(
    "said",
    ["demain le 3", "demain, 3 décembre", "demain, mercredi le 1er", "aujourd'hui, mardi", "ce soir ou jeudi",
     "le dernier lundi du mois", "le dernier vendredi de décembre", "the last Friday of December", "avant aujourd'hui"],
)  # fmt: skip
def test_days_that_do_not_go_together_and_days_of_a_month_are_asked_again(said: str) -> None:
    assert read(said).day is None and read(said).problem is not None


@pytest.mark.parametrize(
    ("said", "until", "before"),
    [("avant demain midi", 1, 12), ("avant jeudi 10h", 3, 10), ("by Friday noon", 4, 12), ("before Friday 3 pm", 4, 15),
     ("avant le 4 à midi", 4, 12), ("avant ce soir", None, 17), ("before this afternoon", None, 12)],
)  # fmt: skip
def test_until_an_hour_of_a_day_is_until_then(said: str, until: int | None, before: int) -> None:
    when = read(said)
    assert (when.day, when.until) == (after(0), until and after(until))
    assert (when.clock.hour, when.clock.before) == (None, time(before))


def test_from_an_hour_of_a_day_on_is_not_until_then() -> None:
    assert (read("pas avant demain midi").day, read("pas avant demain midi").clock.before) == (after(1), None)


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

"""Free slots: within the hours, never over what is booked, on both sides of a change of clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.appointments.calendar import Calendar
from backend.appointments.slots import Part, fits, free_slots, is_free
from backend.intake.tools.spoken import say_moment

ZONE = ZoneInfo("America/Toronto")
HOURS = {day: (time(8), time(17)) for day in range(1, 6)}
FRIDAY = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)


def calendar(*busy: tuple[datetime, datetime]) -> Calendar:
    return Calendar(90, 30, 30, 14, ZONE, HOURS, busy)


def test_an_empty_day_offers_the_next_half_hours_two_hours_apart() -> None:
    slots = free_slots(calendar(), FRIDAY, 90, 3)
    assert [say_moment(slot, ZONE, FRIDAY) for slot in slots] == [
        "vendredi 20 novembre à 9 h 30",
        "vendredi 20 novembre à 11 h 30",
        "vendredi 20 novembre à 13 h 30",
    ]


def test_after_closing_and_over_the_weekend_the_next_slot_is_on_monday() -> None:
    [slot] = free_slots(calendar(), datetime(2026, 11, 20, 21, 30, tzinfo=UTC), 90, 1)
    assert say_moment(slot, ZONE, FRIDAY) == "lundi 23 novembre à 8 h"


def test_a_visit_must_end_before_closing() -> None:
    assert fits(calendar(), datetime(2026, 11, 20, 15, 30, tzinfo=ZONE), 90)
    assert not fits(calendar(), datetime(2026, 11, 20, 16, 0, tzinfo=ZONE), 90)
    assert not fits(calendar(), datetime(2026, 11, 21, 10, 0, tzinfo=ZONE), 90)


def test_a_visit_and_the_drive_after_it_end_before_the_next_one_begins() -> None:
    # From one o'clock to three, the drive after it included.
    booked = calendar((datetime(2026, 11, 20, 13, tzinfo=ZONE), datetime(2026, 11, 20, 15, tzinfo=ZONE)))
    at = {hour: datetime(2026, 11, 20, *hour, tzinfo=ZONE) for hour in ((11, 0), (11, 1), (14, 59), (15, 0))}
    assert [is_free(booked, moment, 90) for moment in at.values()] == [True, False, False, True]
    assert free_slots(booked, at[11, 0], 90, 2) == [at[11, 0].astimezone(UTC), at[15, 0].astimezone(UTC)]


def test_the_hours_are_local_on_both_sides_of_the_change_of_clocks() -> None:
    before, after = (
        free_slots(calendar(), datetime(2026, m, d, 3, tzinfo=UTC), 90, 1)[0] for m, d in ((10, 30), (11, 2))
    )
    assert (before.hour, after.hour) == (12, 13)
    assert before.astimezone(ZONE).hour == after.astimezone(ZONE).hour == 8


def test_a_closed_day_is_passed_over_whatever_its_weekday() -> None:
    monday = date(2026, 11, 23)
    shut = Calendar(90, 30, 30, 14, ZONE, HOURS, (), {monday: "Inventaire"})
    assert shut.hours_on(monday) is None and shut.hours_on(date(2026, 11, 24)) == (time(8), time(17))
    assert not fits(shut, datetime(2026, 11, 23, 10, tzinfo=ZONE), 90)
    [slot] = free_slots(shut, datetime(2026, 11, 20, 21, 30, tzinfo=UTC), 90, 1)
    assert say_moment(slot, ZONE, FRIDAY) == "mardi 24 novembre à 8 h"


def test_a_visit_lasts_as_long_on_the_night_that_the_clocks_change() -> None:
    night = Calendar(90, 30, 0, 14, ZONE, {7: (time(0), time(5))}, ())
    spring, autumn = datetime(2026, 3, 8, tzinfo=ZONE), datetime(2026, 11, 1, tzinfo=ZONE)
    assert not fits(night, spring.replace(hour=4, minute=30), 90) and fits(night, spring.replace(hour=3), 90)
    # An hour is skipped: two hours and a half from half past one on end at five.
    assert fits(night, spring.replace(hour=1, minute=30), 150) and not fits(night, spring.replace(hour=1), 240)
    # That hour comes twice: what would end at six on the wall ends at five.
    assert fits(night, autumn.replace(hour=0), 360)
    for day in (spring, autumn):
        slots = free_slots(night, day, 90, 9, day + timedelta(hours=12))
        assert slots == sorted(set(slots)) and all(fits(night, slot, 90) for slot in slots)


@given(st.lists(st.integers(min_value=0, max_value=14 * 24), max_size=12), st.integers(min_value=15, max_value=240))
def test_what_is_offered_is_free_within_hours_and_never_overlaps(starts: list[int], minutes: int) -> None:
    busy = tuple((FRIDAY + timedelta(hours=h), FRIDAY + timedelta(hours=h + 2)) for h in starts)
    slots = free_slots(calendar(*busy), FRIDAY, minutes, 5)
    assert all(slot >= FRIDAY and fits(calendar(), slot, minutes) for slot in slots)
    assert all(is_free(calendar(*busy), slot, minutes) for slot in slots)
    assert all(b - a >= timedelta(minutes=minutes + 30) for a, b in pairwise(slots))


MORNING, NOON, ONE = time(8), time(12), time(13)


@pytest.mark.parametrize(
    ("part", "hours"),
    [((ONE, None), ["13:00", "15:00"]), ((MORNING, time(10)), ["08:00"]), ((time(9, 30), NOON), ["09:30", "11:30"])],
)
def test_a_part_of_the_day_begins_with_its_first_minute_and_ends_before_its_last(part: Part, hours: list[str]) -> None:
    since, until = (datetime(2026, 11, day, 0, tzinfo=ZONE) for day in (23, 24))
    found = free_slots(calendar(), since, 90, 9, until, part)
    assert [f"{slot.astimezone(ZONE):%H:%M}" for slot in found] == hours


def test_nothing_is_offered_from_the_end_that_was_asked_for_on() -> None:
    since, until = (datetime(2026, 11, 23, hour, tzinfo=ZONE) for hour in (8, 10))
    assert free_slots(calendar(), since, 90, 9, until) == [since.astimezone(UTC)]


def test_nothing_is_offered_beyond_the_horizon_and_its_last_day_counts() -> None:
    every_day = replace(calendar(), hours=dict.fromkeys(range(1, 8), (time(8), time(10))))
    found = free_slots(every_day, FRIDAY, 90, 99)
    assert {slot.date() for slot in found} == {FRIDAY.date() + timedelta(days=n) for n in range(1, 15)}


def test_the_days_are_those_of_the_company_s_clock_and_not_of_utc() -> None:
    late = datetime(2026, 11, 24, 2, tzinfo=UTC)
    around_midnight = replace(calendar(), hours={1: (time(20), time(23, 30)), 2: (time(8), time(17))})
    # Monday evening there, Tuesday already in UTC.
    assert free_slots(around_midnight, late, 90, 1) == [late]
    assert fits(around_midnight, late, 90) and not fits(around_midnight, late, 180)

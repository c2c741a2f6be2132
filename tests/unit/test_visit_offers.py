"""What was said of a moment, held against the calendar: booked, offered or refused, never two of them at once."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.appointments.calendar import Calendar
from backend.appointments.offers import Offer, offer
from backend.appointments.slots import fits, is_free
from backend.appointments.wanted import wanted_start
from backend.utterance.when import read_when

ZONE = ZoneInfo("America/Toronto")
NOW = datetime(2026, 11, 30, 9, 30, tzinfo=ZONE).astimezone(UTC)


def calendar(*busy: tuple[datetime, datetime]) -> Calendar:
    return Calendar(90, 30, 30, 14, ZONE, {day: (time(8), time(17)) for day in range(1, 6)}, busy)


def start(said: str, *busy: tuple[datetime, datetime], now: datetime = NOW) -> str:
    """The local start that was found, or why there is none."""
    found = wanted_start(read_when(said, now, ZONE), calendar(*busy), 90, now)
    return f"{found.astimezone(ZONE):%Y-%m-%d %H:%M}" if isinstance(found, datetime) else found


def offered(said: str, *busy: tuple[datetime, datetime], now: datetime = NOW) -> list[str]:
    found = offer(read_when(said, now, ZONE), calendar(*busy), 90, now)
    return [f"{slot.astimezone(ZONE):%m-%d %H:%M}" for slot in found.slots]


def at(hour: int, day: int = 1) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("2026-12-01T10:00", "2026-12-01 10:00"),
        ("2026-12-01T10:00:00-05:00", "2026-12-01 10:00"),
        ("2026-12-01T10:00:00-04:00", "2026-12-01 10:00"),
        ("2026-12-01T10:00:00Z", "2026-12-01 10:00"),
        ("2025-12-01T10:00:00-05:00", "2026-12-01 10:00"),
        ("2026-12-01T18:30:00Z", "2026-12-01 13:30"),
        ("demain à 10 h", "2026-12-01 10:00"),
        ("demain matin", "no_hour"),
        ("10 h", "no_day"),
        ("", "no_day"),
        ("2026-11-27T10:00", "past"),
        ("2026-12-16T10:00", "too_far"),
        ("dimanche à 10 h", "closed"),
        ("demain à 18 h", "outside_hours"),
        ("demain à 16 h", "outside_hours"),
        ("31 février", "no_such_day"),
    ],
)
def test_the_moment_that_was_meant_is_found_or_refused_by_its_name(said: str, found: str) -> None:
    assert start(said) == found


def test_a_wrong_offset_means_the_hour_that_could_be_offered() -> None:
    taken = (at(15), at(17))
    assert start("2026-12-01T15:00:00Z", taken) == "2026-12-01 10:00"
    assert start("2026-12-01T15:00:00Z") == "2026-12-01 15:00"


@pytest.mark.parametrize("offset", ["", "Z", "-04:00", "-05:00", "+00:00"])
def test_the_hour_on_the_wall_holds_on_both_sides_of_a_change_of_clocks(offset: str) -> None:
    spring, autumn = datetime(2027, 3, 11, 15, tzinfo=UTC), datetime(2027, 11, 4, 14, tzinfo=UTC)
    assert start(f"2027-03-15T09:00:00{offset}", now=spring) == "2027-03-15 09:00"
    assert start(f"2027-11-08T09:00:00{offset}", now=autumn) == "2027-11-08 09:00"
    assert offered("2027-03-15", now=spring) == ["03-15 08:00", "03-15 12:00", "03-15 14:00"]
    assert offered("2027-11-08", now=autumn) == ["11-08 08:00", "11-08 12:00", "11-08 14:00"]


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        ("", ["11-30 09:30", "11-30 13:30", "12-01 08:00"]),
        ("demain", ["12-01 08:00", "12-01 12:00", "12-01 14:00"]),
        ("demain après-midi", ["12-01 12:00", "12-01 14:00"]),
        ("demain après 15 h", ["12-01 15:00"]),
        ("demain avant 10 h", ["12-01 08:00"]),
        ("l'après-midi", ["11-30 12:00", "12-01 12:00", "12-02 12:00"]),
        ("jeudi prochain", ["12-03 08:00", "12-03 12:00", "12-03 14:00"]),
        ("la semaine prochaine en avant-midi", ["12-07 08:00", "12-08 08:00", "12-09 08:00"]),
        ("demain en soirée", ["12-01 08:00", "12-01 12:00", "12-01 14:00"]),
        ("samedi", ["12-07 08:00", "12-07 12:00", "12-08 08:00"]),
    ],
)
def test_slots_are_those_that_were_asked_for_three_at_most_and_spread(said: str, slots: list[str]) -> None:
    assert offered(said) == slots


def test_when_the_day_is_full_the_next_ones_are_offered_and_said_to_be_elsewhere() -> None:
    found = offer(read_when("demain", NOW, ZONE), calendar((at(8), at(17))), 90, NOW)
    assert [slot.astimezone(ZONE).day for slot in found.slots] == [2, 2, 3]
    assert found.elsewhere


def test_a_day_that_does_not_suit_is_never_offered() -> None:
    assert [one[:5] for one in offered("n'importe quand sauf mardi")] == ["11-30", "11-30", "12-02"]
    assert all(one[:5] not in ("12-01", "12-08") for one in offered("la semaine prochaine, pas mardi"))


def test_a_full_calendar_offers_nothing() -> None:
    assert offered("demain", (at(0) - timedelta(days=9), at(0) + timedelta(days=60))) == []


SAID = st.sampled_from(
    ["", "demain", "demain matin", "après 15 h", "jeudi prochain", "samedi", "31 février", "la semaine prochaine",
     "xyz", "2026-12-01T10:00:00Z", "2026-11-25", "2027-01-15", "2026-12-14", "aujourd'hui", "le soir",
     "lundi le 7 à 14 h"]
)  # fmt: skip


@given(SAID, st.lists(st.integers(0, 14 * 24), max_size=14), st.integers(15, 240))
def test_what_is_offered_can_be_booked_as_it_was_named_and_is_never_what_was_refused(
    said: str, hours: list[int], minutes: int
) -> None:
    busy = tuple((NOW + timedelta(hours=h), NOW + timedelta(hours=h + 3)) for h in hours)
    diary, when = calendar(*busy), read_when(said, NOW, ZONE)
    found: Offer = offer(when, diary, minutes, NOW, taken=at(10).astimezone(UTC))
    assert len(found.slots) <= 3 and at(10) not in found.slots
    assert all(b - a >= timedelta(minutes=minutes + 30) for a, b in pairwise(found.slots))
    for slot in found.slots:
        assert fits(diary, slot, minutes) and is_free(diary, slot, minutes) and NOW <= slot < diary.horizon(NOW)
        handle = f"{slot.astimezone(ZONE):%Y-%m-%dT%H:%M}"
        assert wanted_start(read_when(handle, NOW, ZONE), diary, minutes, NOW) == slot
    refused = wanted_start(when, diary, minutes, NOW)
    if refused in ("past", "too_far", "closed") and when.day:
        assert when.day not in {slot.astimezone(ZONE).date() for slot in found.slots}

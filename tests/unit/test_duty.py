"""Who is on duty at an hour, and what is uncovered: decided of what is written down, without a database or a clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.alerts import duty, duty_words
from backend.alerts.decide import decide
from backend.alerts.duty import Exchange, Hours, Person, Roster, Weeks
from backend.alerts.light import AlertCounts, light
from backend.alerts.model import Recipient
from backend.alerts.step import Escalate, Send
from backend.fr import ZONE
from tests import ladder_cases as ladder

A, B, C = (UUID(int=n) for n in (1, 2, 3))
GUILLAUME, SYLVIE, LUC = Person(A, "Guillaume", 1), Person(B, "Sylvie", 2), Person(C, "Luc")
TEAM = [GUILLAUME, SYLVIE, LUC]
FRIDAY, SATURDAY, SUNDAY = date(2026, 12, 4), date(2026, 12, 5), date(2026, 12, 6)
NIGHT = (time(18), time(7))
ALL_DAY = (time(), time())
# Guillaume from Monday to Thursday and on Friday by day, Sylvie on Friday night and on Sunday: Saturday is open.
WEEK = [
    *(Hours(A, day, *ALL_DAY) for day in (1, 2, 3, 4)), Hours(A, 5, time(), time(18)), Hours(B, 5, *NIGHT),
    Hours(B, 6, time(7), time(18)), Hours(B, 7, *ALL_DAY),
]  # fmt: skip


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)


def names(roster: Roster, moment: datetime) -> list[str]:
    return [one.person.full_name for one in duty.on_duty(roster, moment)]


def test_without_hours_everybody_of_the_list_is_on_duty_at_every_hour() -> None:
    for hour in range(24):
        assert names(Roster(TEAM), at(SATURDAY, hour)) == ["Guillaume", "Sylvie"]


def test_a_night_ends_on_the_next_morning() -> None:
    roster = Roster(TEAM, WEEK)
    assert names(roster, at(FRIDAY, 17, 59)) == ["Guillaume"]
    assert names(roster, at(FRIDAY, 18)) == ["Sylvie"]
    assert names(roster, at(SATURDAY, 6, 59)) == ["Sylvie"]
    assert names(roster, at(SATURDAY, 20)) == []


def turns(*exchanges: Exchange, away: Person = SYLVIE, hours: list[Hours] | None = None) -> Roster:
    """Guillaume's weeks begin on Friday 4 December and every second one; Sylvie's are the others."""
    weeks = [Weeks(A, FRIDAY, 2), Weeks(B, FRIDAY + timedelta(days=7), 2)]
    return Roster([GUILLAUME, away, LUC], hours or [], list(exchanges), weeks)


@pytest.mark.parametrize(("days", "who"), [(-8, "Guillaume"), (-7, "Sylvie"), (-1, "Sylvie"), (0, "Guillaume"),
    (6, "Guillaume"), (7, "Sylvie"), (13, "Sylvie"), (14, "Guillaume"), (371, "Sylvie")])  # fmt: skip
def test_weeks_come_round_by_turns_before_and_after_the_day_they_are_counted_from(days: int, who: str) -> None:
    day = FRIDAY + timedelta(days=days)
    assert names(turns(), at(day, 0)) == names(turns(), at(day, 23, 59)) == [who]


def test_the_last_night_of_a_turn_ends_on_the_morning_of_the_next() -> None:
    roster = turns(hours=[Hours(person, day, *NIGHT) for person in (A, B) for day in range(1, 8)])
    change = FRIDAY + timedelta(days=7)
    assert names(roster, at(change, 6, 59)) == ["Guillaume"]
    assert names(roster, at(change, 18)) == ["Sylvie"]


def test_exchanges_and_holidays_lie_over_the_turns() -> None:
    assert names(turns(Exchange(SATURDAY, A, C)), at(SATURDAY, 12)) == ["Luc"]
    # Nothing is taken of whoever had not that week.
    assert names(turns(Exchange(SATURDAY, B, C)), at(SATURDAY, 12)) == ["Guillaume"]
    away = Person(B, "Sylvie", 2, FRIDAY + timedelta(days=8), FRIDAY + timedelta(days=8))
    open_day = FRIDAY + timedelta(days=8)
    assert names(turns(away=away), at(open_day, 12)) == []
    assert names(turns(Exchange(open_day, B, C), away=away), at(open_day, 12)) == ["Luc"]
    assert [one.starts for one in duty.gaps(turns(away=away), at(FRIDAY + timedelta(days=2), 9))] == [at(open_day, 0)]


def test_a_week_that_is_nobody_s_turn_is_uncovered() -> None:
    roster = Roster([GUILLAUME], [], [], [Weeks(A, FRIDAY, 2)])
    [gap] = duty.gaps(roster, at(FRIDAY + timedelta(days=3), 9))
    assert gap.starts == at(FRIDAY + timedelta(days=7), 0)


def test_weeks_are_told_by_the_days_on_which_they_begin() -> None:
    weeks = Weeks(A, FRIDAY, 2)
    for today, first in ((0, "4"), (6, "4"), (7, "18"), (13, "18"), (14, "18"), (-3, "4")):
        told = duty_words.weeks(weeks, FRIDAY + timedelta(days=today)).replace("\xa0", " ")
        assert told.startswith(f"une semaine sur 2: dès le ven. {first} déc., puis le ven."), (today, told)
    assert duty_words.weeks(None, FRIDAY) == "chaque semaine"


def test_who_takes_a_day_takes_the_place_too_and_the_night_that_begins_on_it() -> None:
    roster = Roster(TEAM, [Hours(A, 6, *NIGHT), Hours(B, 6, *ALL_DAY)], [Exchange(SATURDAY, A, C)])
    found = duty.on_duty(roster, at(SATURDAY, 22))
    assert [(one.person, one.place, one.instead_of) for one in found] == [(LUC, 1, GUILLAUME), (SYLVIE, 2, None)]
    assert names(roster, at(SUNDAY, 6)) == ["Luc"]
    assert names(roster, at(SATURDAY + timedelta(days=7), 22)) == ["Guillaume", "Sylvie"]


def test_who_is_there_anyway_is_told_once_at_the_better_place() -> None:
    roster = Roster(TEAM, [], [Exchange(SATURDAY, A, B)])
    [only] = duty.on_duty(roster, at(SATURDAY, 3))
    assert (only.person, only.place, only.instead_of) == (SYLVIE, 1, GUILLAUME)


def test_a_taker_who_left_the_list_takes_nothing() -> None:
    assert names(Roster([GUILLAUME], [], [Exchange(SATURDAY, A, C)]), at(SATURDAY, 3)) == ["Guillaume"]


def test_a_holiday_ends_duty_at_midnight_in_the_middle_of_a_night() -> None:
    away = Person(B, "Sylvie", 2, SATURDAY, SATURDAY)
    roster = Roster([GUILLAUME, away], WEEK)
    assert names(roster, at(FRIDAY, 23)) == ["Sylvie"]
    assert names(roster, at(SATURDAY, 1)) == []


def test_a_saturday_night_without_anybody_is_red_on_friday_and_amber_on_monday() -> None:
    roster = Roster(TEAM, WEEK)

    def shown(now: datetime) -> Any:
        return light(now, AlertCounts(), now, [], None, 2, duty.gaps(roster, now))

    friday = shown(at(FRIDAY, 9))
    assert friday.state == "bad"
    assert "samedi 5 décembre, de 18 h 00 à minuit" in friday.remedy.replace("\xa0", " ")
    monday = shown(at(FRIDAY - timedelta(days=4), 9))
    assert (monday.state, monday.remedy) == ("warn", "")
    assert "garde à couvrir sam. 5 déc." in monday.text.replace("\xa0", " ")


def test_a_night_taken_over_is_covered_again() -> None:
    now = at(FRIDAY, 9)
    hours = [*WEEK, Hours(B, 6, time(18), time())]
    assert duty.gaps(Roster(TEAM, hours), now) == []
    assert duty.gaps(Roster(TEAM, hours, [Exchange(SATURDAY, B, C)]), now) == []
    silent = [GUILLAUME, SYLVIE, Person(C, "Luc", can_ring=False)]
    gaps = duty.gaps(Roster(silent, hours, [Exchange(SATURDAY, B, C)]), now)
    assert [duty_words.stretch(one).replace("\xa0", " ") for one in gaps] == [
        "samedi 5 décembre, de 7 h 00 à minuit",
    ]


def test_with_nobody_on_the_list_nothing_is_said_of_its_hours() -> None:
    assert duty.gaps(Roster([LUC]), at(FRIDAY, 9)) == []


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (SATURDAY, 24)])
def test_a_day_has_its_own_length(day: date, hours: int) -> None:
    starts, ends = duty.day_bounds(day)
    assert ends - starts == timedelta(hours=hours)
    [whole] = duty.stretches(Roster(TEAM), starts, ends)
    assert (whole.starts, whole.ends) == (starts, ends)


PEOPLE = st.lists(
    st.builds(
        Person, st.sampled_from([A, B, C]), st.just("X"), st.none() | st.integers(1, 3),
        st.none() | st.just(SATURDAY), st.none() | st.just(SUNDAY), st.booleans(),
    ), unique_by=lambda one: one.id,
)  # fmt: skip
TIMES = st.sampled_from([time(), time(7), time(12, 30), time(18), time(23, 59)])
ROSTERS = st.builds(
    Roster, PEOPLE, st.lists(st.builds(Hours, st.sampled_from([A, B, C]), st.integers(1, 7), TIMES, TIMES), max_size=8),
    st.lists(
        st.builds(Exchange, st.sampled_from([FRIDAY, SATURDAY, SUNDAY]), st.sampled_from([A, B]), st.just(C)),
        max_size=3,
    ),
    st.lists(
        st.builds(Weeks, st.sampled_from([A, B, C]), st.sampled_from([FRIDAY, SUNDAY]), st.integers(2, 3)),
        max_size=2, unique_by=lambda one: one.recipient_id,
    ),
)  # fmt: skip


@given(ROSTERS, st.integers(0, 7 * 24 * 4 - 1))
def test_a_quarter_of_an_hour_is_in_a_gap_when_and_only_when_nobody_reachable_is_on_duty(
    roster: Roster, quarter: int
) -> None:
    now = at(FRIDAY, 9)
    moment = now + timedelta(minutes=15 * quarter)
    inside = any(gap.starts <= moment < gap.ends for gap in duty.gaps(roster, now))
    reachable = any(one.person.can_ring for one in duty.on_duty(roster, moment))
    assert inside == (bool(roster.listed) and not reachable)


@given(ROSTERS)
def test_a_week_is_cut_into_stretches_without_holes(roster: Roster) -> None:
    starts, ends = at(FRIDAY, 9), at(FRIDAY, 9) + timedelta(days=7)
    found = duty.stretches(roster, starts, ends)
    assert (found[0].starts, found[-1].ends) == (starts, ends)
    assert all(one.ends == following.starts for one, following in pairwise(found))
    assert all(one.people != following.people for one, following in pairwise(found))


def test_the_ladder_begins_with_who_is_on_duty_and_follows_the_change_of_duty() -> None:
    first, second = ladder.GUILLAUME, ladder.SYLVIE
    # The alert is raised on Saturday 28 November at 3 in the morning in Québec; at 3:05 duty changes.
    roster = _roster(first, second, [Hours(second.id, 6, time(), time(3, 5)), Hours(first.id, 6, time(3, 5), time())])
    assert ladder.sent(decide(ladder.case(roster=roster))) == ("sms", "brevo", second.id)
    text = ladder.attempt(0, "delivered", to=second)
    assert ladder.sent(decide(ladder.case(text, now_s=301, roster=roster))) == ("sms", "brevo", first.id)


def test_only_those_on_duty_are_told_round_and_round() -> None:
    first, second = ladder.GUILLAUME, ladder.SYLVIE
    roster = _roster(first, second, [Hours(second.id, 1, *ALL_DAY)])
    call = ladder.attempt(1, "failed", 180, left=True, reason="no_answer", permanent=True)
    tries = (ladder.attempt(0, "delivered"), call, ladder.attempt(2, "delivered", 300))
    assert decide(ladder.case(*tries, now_s=360, roster=roster)) == Escalate(1)
    step = decide(ladder.case(*tries, now_s=361, level=1, roster=roster))
    assert isinstance(step, Send) and step.recipient == first


def test_an_hour_that_nobody_covers_tells_the_whole_list() -> None:
    first, second = ladder.GUILLAUME, ladder.SYLVIE
    roster = _roster(first, second, [Hours(first.id, 1, *ALL_DAY), Hours(second.id, 1, *ALL_DAY)])
    assert ladder.sent(decide(ladder.case(roster=roster))) == ("sms", "brevo", first.id)


def _roster(first: Recipient, second: Recipient, hours: list[Hours]) -> Roster:
    return Roster([Person(one.id, one.full_name, one.rank) for one in (first, second)], hours)


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        ([], "en tout temps"),
        ([Hours(A, 7, *ALL_DAY)], "dimanche, toute la journée"),
        ([Hours(A, day, *NIGHT) for day in (1, 2, 3, 4, 5)], "du lundi au vendredi, 18 h 00 à 7 h 00"),
        ([Hours(A, 6, time(8), time()), Hours(A, 7, time(9), time(12))],
         "samedi, 8 h 00 à minuit; dimanche, 9 h 00 à 12 h 00"),
    ],
)  # fmt: skip
def test_hours_are_told_by_their_days(hours: list[Hours], told: str) -> None:
    assert duty_words.hours(hours).replace("\xa0", " ") == told

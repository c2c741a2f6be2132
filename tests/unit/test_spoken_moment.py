"""Days and hours as they are said in Québec, in French and in English, and as models write them."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.fr import DAYS, MONTHS
from tests.spoken_when import NOW, ZONE, after, read

TODAY = NOW.date()
ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("aujourd'hui", 0), ("today", 0), ("demain", 1), ("tomorrow", 1), ("après-demain", 2), ("apres demain", 2),
        ("day after tomorrow", 2), ("le surlendemain", 2), ("dans trois jours", 3), ("in two days", 2),
        ("dans une semaine", 7), ("dans deux semaines", 14), ("mardi", 1), ("vendredi", 4), ("Friday", 4), ("lundi", 7),
        ("lundi prochain", 7), ("jeudi prochain", 3), ("next Tuesday", 1), ("this friday", 4), ("mercredi en huit", 9),
        ("jeudi en quinze", 17), ("mardi de la semaine prochaine", 8), ("tuesday next week", 8), ("lundi le 30", 0),
        ("lundi le 7", 7), ("le 3", 3), ("le trois", 3), ("the 3rd", 3), ("le 1er", 1), ("vendredi 4", 4),
        ("mardi le 1er décembre", 1), ("le premier décembre", 1), ("3 décembre", 3), ("sept décembre", 7),
        ("Dec 3rd", 3),
        ("December 3", 3), ("jeu. 3 déc.", 3), ("Tuesday, December 1st, 2026", 1), ("03/12/2026", 3), ("2026/12/03", 3),
        ("fin de semaine", 5), ("this weekend", 5), ("à soir", 0), ("à matin", 0), ("cet aprèm", 0), ("dès demain", 1),
        ("the 4th of December", 4), ("mardi prochain, le premier", 1), ("d'aujourd'hui en huit", 7),
        ("demain en huit", 8), ("jeudi dans l'après-midi", 3), ("ce midi", 0), ("première disponibilité jeudi", 3),
        ("the earliest on Thursday", 3), ("plutôt jeudi", 3), ("pas mercredi mais jeudi", 3), ("euh, disons jeudi", 3),
        ("two weeks from today", 14), ("a week from Wednesday", 9), ("Wednesday week", 9), ("dans huit jours", 7),
        ("dans quinze jours", 14), ("mercredi dans deux semaines", 16), ("mercredi qui vient", 2),
        ("mercredi de cette semaine", 2), ("Wednesday of this week", 2), ("jeudi, le plus tôt possible", 3),
        ("pas mercredi, jeudi", 3), ("pas aujourd'hui, demain", 1), ("tomorrow, not today", 1), ("hier", -1),
        ("mercredi passé", -5), ("lundi dernier", -7), ("12-02", 2), ("02/12", 2), ("12/02/2026", 2),
    ],
)  # fmt: skip
def test_a_day_is_understood(said: str, days: int) -> None:
    assert (read(said).day, read(said).problem) == (after(days), None)


@pytest.mark.parametrize(
    ("said", "hour"),
    [
        ("à 14 h", "14:00"), ("14h30", "14:30"), ("14 h 30", "14:30"), ("14:30", "14:30"), ("2 pm", "14:00"),
        ("2:30 p.m.", "14:30"), ("10 am", "10:00"), ("10 o'clock", "10:00"), ("neuf heures", "09:00"),
        ("neuf heures et demie", "09:30"), ("neuf heures et quart", "09:15"), ("dix heures moins quart", "09:45"),
        ("dix heures quarante-cinq", "10:45"), ("trois heures", "15:00"), ("3 h", "15:00"), ("une heure", "13:00"),
        ("huit heures du matin", "08:00"), ("trois heures de l'après-midi", "15:00"), ("midi", "12:00"),
        ("midi et demi", "12:30"), ("noon", "12:00"), ("half past nine", "09:30"), ("vers 10 h", "10:00"),
        ("10 h le matin", "10:00"), ("2 h l'après-midi", "14:00"), ("two in the afternoon", "14:00"),
        ("half past one", "13:30"), ("quarter to three", "14:45"), ("a quarter past nine", "09:15"),
        ("midi et quart", "12:15"), ("midi moins quart", "11:45"), ("quinze heures trente", "15:30"),
        ("10 h pile", "10:00"), ("ten o'clock sharp", "10:00"), ("dix heures moins dix", "09:50"), ("13.30", "13:30"),
        ("dix heures du mat'", "10:00"), ("à 10 h, heure de Montréal", "10:00"), ("10 h ou plus tard", "10:00"),
        ("10 h pendant une heure", "10:00"), ("twenty past nine", "09:20"), ("à minuit", "00:00"),
    ],
)  # fmt: skip
def test_an_hour_is_understood(said: str, hour: str) -> None:
    for day in ("demain {}", "{}, demain", "mardi {}", "tomorrow {}"):
        when = read(day.format(said))
        assert (when.day, when.clock.hour) == (after(1), time.fromisoformat(hour)), day


@given(st.integers(0, 180), st.integers(8, 16), st.sampled_from([0, 15, 30, 45]))
def test_a_whole_date_is_itself_in_every_writing(days: int, hour: int, minute: int) -> None:
    day, clock = after(days), time(hour, minute)
    number = "1er" if day.day == 1 else str(day.day)
    french = f"{DAYS[day.weekday()]} {number} {MONTHS[day.month - 1]}"
    half = f"{(hour - 1) % 12 + 1}:{minute:02d} {'pm' if hour > 11 else 'am'}"
    for said in (
        f"{day}T{clock}", f"{day}T{hour:02d}:{minute:02d}", f"{day} {hour}:{minute:02d}",
        f"{french} à {hour} h {minute:02d}",
        f"le {number} {MONTHS[day.month - 1]} {day.year} à {hour}h{minute:02d}", f"{day:%d/%m/%Y} {hour}:{minute:02d}",
        f"{hour} h {minute:02d} le {day}", f"le {day} à {hour}h{minute:02d}", f"{half}, {day}",
        f"{ENGLISH_DAYS[day.weekday()]}, {ENGLISH_MONTHS[day.month - 1]} {day.day} at {half}",
    ):  # fmt: skip
        assert (read(said).day, read(said).clock.hour) == (day, clock), said


@given(st.integers(0, 180), st.integers(-4, 6))
def test_a_wrong_year_on_a_day_that_comes_soon_is_corrected(days: int, years: int) -> None:
    day = after(days)
    if (day.month, day.day) == (2, 29):
        return
    assert read(f"{day.replace(year=day.year + years)}T10:00").day == day


def test_last_week_stays_last_week_and_half_a_year_away_stays_there() -> None:
    assert read("2026-11-25").day == date(2026, 11, 25)
    assert read("2027-07-05").day == date(2027, 7, 5)


@given(st.sampled_from(DAYS), st.integers(1, 28))
def test_a_weekday_that_is_not_on_its_date_is_doubted(name: str, number: int) -> None:
    when = read(f"{name} le {number} décembre")
    right = DAYS[date(2026, 12, number).weekday()] == name
    assert (when.day, when.problem) == ((date(2026, 12, number), None) if right else (None, "another_weekday"))


@pytest.mark.parametrize(
    "said",
    ["31 février", "le 31 novembre à 10 h", "32 décembre", "February 30", "2026-13-05", "2026-02-31T10:00", "le 45",
     "29 février", "2027-02-29"],
)  # fmt: skip
def test_a_date_that_does_not_exist_is_said_not_to(said: str) -> None:
    assert (read(said).day, read(said).problem) == (None, "no_such_day")


@pytest.mark.parametrize(
    "said",
    [
        "xyz",
        "oui madame",
        "drain bouché",
        "0001-01-01",
        "9999-12-31T23:59:59",
        "?",
        "mars attaque",
        "mars",
        "pas la semaine prochaine",
    ],
)
def test_what_is_no_moment_is_not_understood(said: str) -> None:
    assert (read(said).day, read(said).problem) == (None, "not_understood")


@pytest.mark.parametrize(
    "said", ["n'importe quand", "dès que possible", "le plus tôt possible", "as soon as possible", "anytime"]
)
def test_any_time_is_no_misunderstanding(said: str) -> None:
    assert (read(said).day, read(said).clock.hour, read(said).problem) == (None, None, None)


@pytest.mark.parametrize(
    ("said", "never"),
    [("n'importe quand sauf mercredi", [2, 9]), ("pas mercredi", [2, 9]), ("not tomorrow", [1]),
     ("any day but Monday", [0, 7]), ("anytime but tomorrow", [1]), ("any day, but not Wednesday", [2, 9]),
     ("whenever but Wednesday", [2, 9]), ("any time but Monday morning", None), ("not Monday morning", None),
     ("pas en fin de semaine", [5, 6, 12, 13]), ("pas le week-end", [5, 6]), ("not on weekends", [5, 6]),
     ("n'importe quand sauf la fin de semaine", [5, 6]), ("jamais la fin de semaine", [5, 6]),
     ("le week-end non", None), ("no weekends", None), ("pas la fin de semaine prochaine", None),
     ("anytime except Wednesday or Thursday morning", None), ("n'importe quand, ni lundi ni mardi", [0, 1, 7, 8])],
)  # fmt: skip
def test_a_day_that_does_not_suit_is_none_to_offer(said: str, never: list[int] | None) -> None:
    when = read(said)
    if never is None:
        assert when.problem == "not_understood"
    else:
        assert (when.day, when.problem) == (None, None) and when.never >= {after(days) for days in never}
        assert when.never.isdisjoint({after(3), after(4)})


@pytest.mark.parametrize("said", ["next week any day but Monday", "any day next week after 3 but Monday"])
def test_a_day_that_does_not_suit_leaves_the_others_of_its_week(said: str) -> None:
    when = read(said)
    assert (when.day, when.until) == (after(7), after(13)) and after(7) in when.never


@pytest.mark.parametrize("said", ["2026-12-02 vendredi matin", "2026-12-02, Friday at 10"])
def test_a_date_with_another_weekday_beside_it_is_doubted(said: str) -> None:
    assert (read(said).day, read(said).problem) == (None, "another_weekday")


@pytest.mark.parametrize("said", ["13 30", "mercredi 99/99", "45/2026"])
def test_two_figures_that_are_no_date_are_none_years_away(said: str) -> None:
    assert read(said).day is None


@pytest.mark.parametrize(
    "said",
    [
        "la semaine prochaine",
        "la semaine d'après",
        "next week",
        "la semaine prochaine en après-midi",
        "pas cette semaine",
    ],
)
def test_a_week_is_from_monday_to_sunday(said: str) -> None:
    assert (read(said).day, read(said).until) == (after(7), after(13))


@pytest.mark.parametrize(
    ("said", "day", "until"),
    [
        ("à partir de mercredi", 2, 8),
        ("starting Wednesday", 2, 8),
        ("pas avant jeudi", 3, 9),
        ("from Tuesday", 1, 7),
        ("après vendredi", 5, 10),
        ("after the 4th", 5, 10),
        ("avant vendredi", 0, 3),
        ("before Friday", 0, 3),
        ("d'ici jeudi", 0, 3),
        ("by Thursday", 0, 3),
        ("avant demain", 0, None),
        ("la semaine du 14 décembre", 14, 20),
        ("the week after next", 14, 20),
    ],
)
def test_a_day_from_which_or_until_which_is_all_the_days_between(said: str, day: int, until: int | None) -> None:
    assert (read(said).day, read(said).until) == (after(day), None if until is None else after(until))


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("vendredi le 4 à 10", "2026-12-04T10:00"), ("Friday the 4th at 10", "2026-12-04T10:00"),
        ("Dec 1 at 1", "2026-12-01T13:00"), ("the first of December at 2", "2026-12-01T14:00"),
        ("2026-12-01T1:00 PM", "2026-12-01T13:00"), ("2026-12-01 08:30 a.m.", "2026-12-01T08:30"),
        ("2026-12-01T13:00-0500", "2026-12-01T13:00"), ("next week Tuesday at half past nine", "2026-12-08T09:30"),
        ("2027-03-14T02:30", "2027-03-14T02:30"), ("dans trois jours à 10 h", "2026-12-03T10:00"),
        ("2026-12-03T14", "2026-12-03T14:00"), ("je préfère jeudi à 10 h, merci", "2026-12-03T10:00"),
    ],
)  # fmt: skip
def test_a_day_with_its_hour_is_understood_however_they_are_put_together(said: str, moment: str) -> None:
    local = read(said).local(ZONE)
    assert local is not None and local.replace(tzinfo=None) == datetime.fromisoformat(moment)


@given(st.text(max_size=150) | st.none() | st.integers() | st.lists(st.text(max_size=9), max_size=3))
def test_whatever_is_said_is_read_without_a_fault(said: object) -> None:
    when = read(said)
    assert when.problem is None or when.day is None

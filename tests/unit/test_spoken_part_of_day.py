"""Parts of the day as they are said and as models write them, alone, after a day, and beside a date."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from tests.spoken_when import ZONE, after, read


@pytest.mark.parametrize(
    ("said", "since", "until"),
    [
        ("matin", "00:00", "12:00"), ("avant-midi", "00:00", "12:00"), ("en avant-midi", "00:00", "12:00"),
        ("morning", "00:00", "12:00"), ("am", "00:00", "12:00"), ("après-midi", "12:00", "18:00"), ("l'après-midi",
        "12:00", "18:00"),
        ("en aprèsmidi", "12:00", "18:00"), ("afternoon", "12:00", "18:00"), ("en soirée", "17:00", None),
        ("evening", "17:00", None),
        ("tôt le matin", "00:00", "10:00"), ("fin de journée", "15:00", None), ("après 15 h", "15:00", None),
        ("après trois heures", "15:00", None), ("after 3 pm", "15:00", None), ("à partir de 13 h", "13:00", None),
        ("avant 10 h", None, "10:00"), ("before 10 am", None, "10:00"), ("entre 13 h et 15 h", "13:00", "15:00"),
        ("between 1 and 3 pm", "13:00", "15:00"), ("entre une heure et trois heures", "13:00", "15:00"),
        ("entre 8 et 10", "08:00", "10:00"), ("de 13 h à 15 h", "13:00", "15:00"), ("aprèm", "12:00", "18:00"),
        ("après le dîner", "12:00", "18:00"), ("avant le dîner", "00:00", "12:00"), ("après le souper", "17:00", None),
        ("pas avant 10 h", "10:00", None), ("not before 10 am", "10:00", None), ("pas après 15 h", None, "15:00"),
        ("pas le matin", "12:00", "18:00"), ("not in the morning", "12:00", "18:00"),
        ("pas l'après-midi", "00:00", "12:00"), ("en après-midi, après 14 h", "14:00", "18:00"),
        ("le matin avant 10 h", "00:00", "10:00"), ("entre midi et deux", "12:00", "14:00"),
        ("9h-11h", "09:00", "11:00"), ("en milieu d'après-midi", "12:00", "18:00"),
        ("à la première heure", "00:00", "10:00"), ("sur l'heure du dîner", "11:00", "14:00"),
        ("before lunch", "00:00", "12:00"), ("avant le lunch", "00:00", "12:00"), ("avant lunch", "00:00", "12:00"),
        ("after lunch", "12:00", "18:00"), ("après le lunch", "12:00", "18:00"), ("pas avant le lunch", "12:00",
        "18:00"),
        ("après l'heure du dîner", "12:00", "18:00"), ("before lunchtime", "00:00", "12:00"),
        ("sauf le matin", "12:00", "18:00"), ("except in the morning", "12:00", "18:00"),
        ("no mornings", "12:00", "18:00"), ("sauf le soir", None, None),
        ("n'importe quand sauf l'avant-midi", "12:00", "18:00"), ("anytime but the morning", "12:00", "18:00"),
        ("not before noon", "12:00", "18:00"), ("excepté l'après-midi", "00:00", "12:00"),
        ("pas trop tôt le matin", "10:00", None), ("pas le soir, le matin", "00:00", "12:00"),
        ("not in the evening", None, None), ("sauf sur l'heure du dîner", None, None), ("sauf à midi", None, None),
        ("pas en fin de journée", None, None), ("mais le matin", "00:00", "12:00"),
        ("but in the morning", "00:00", "12:00"),
        ("no later than 3pm", None, "15:00"), ("au plus tard 15h", None, "15:00"),
        ("à 15 h au plus tard", None, "15:00"),
        ("au plus tard à 15h30", None, "15:30"), ("3 p.m. at the latest", None, "15:00"),
        ("plus tôt que 10h", None, "10:00"), ("earlier than 10 am", None, "10:00"),
        ("pas plus tôt que 10h", "10:00", None), ("no earlier than 10 am", "10:00", None),
        ("pas plus tard que 15h", None, "15:00"), ("plus tard que 15h", "15:00", None),
        ("later than 3 pm", "15:00", None), ("midi au plus tard", "00:00", "12:00"),
        ("le plus tôt possible après 10h", "10:00", None), ("le plus tôt possible", None, None),
        ("lunchtime", "11:00", "14:00"), ("à l'heure du lunch", "11:00", "14:00"),
        ("sur l'heure du midi", "11:00", "14:00"), ("pendant l'heure du dîner", "11:00", "14:00"),
        ("matin tôt", "00:00", "10:00"), ("de bonne heure", "00:00", "10:00"), ("très tôt", "00:00", "10:00"),
        ("early", "00:00", "10:00"), ("matin de bonne heure", "00:00", "10:00"), ("pas trop tôt", "10:00", None),
        ("after supper", "17:00", None), ("after work", "17:00", None), ("après le travail", "17:00", None),
        ("avant souper", "12:00", "17:00"), ("between one and three", "13:00", "15:00"),
        ("entre une et trois heures", "13:00", "15:00"), ("entre midi et une", "12:00", "13:00"),
    ],
)  # fmt: skip
def test_a_part_of_the_day_is_understood(said: str, since: str | None, until: str | None) -> None:
    wanted = (since and time.fromisoformat(since), until and time.fromisoformat(until))
    for day, number in (("{}", None), ("demain {}", 1), ("mercredi {}", 2), ("2026-12-03 {}", 3)):
        when = read(day.format(said))
        assert (when.day, when.clock.hour) == (None if number is None else after(number), None), day
        assert (when.clock.after, when.clock.before) == wanted, day


def test_what_is_asked_for_with_a_question_is_not_refused() -> None:
    assert read("2026-12-03 pourquoi pas le matin?").clock.before == time(12)


@pytest.mark.parametrize("said", ["tôt demain matin", "early tomorrow", "early tomorrow morning", "demain très tôt"])
def test_early_is_said_before_the_day_as_well(said: str) -> None:
    assert (read(said).day, read(said).clock.before) == (after(1), time(10))


@pytest.mark.parametrize("said", ["lundi, le plus tôt possible", "early next week", "le plus tôt lundi", "lundi ASAP"])
def test_as_soon_as_possible_is_not_early_in_the_day(said: str) -> None:
    assert (read(said).day, read(said).clock.before) == (after(7), None)


def test_without_this_morning_no_day_is_left() -> None:
    assert [read(f"{day}, pas ce matin").day for day in ("demain", "non")] == [after(1), None]


@pytest.mark.parametrize(
    ("said", "hour", "since"),
    [
        # Another choice, and an afternoon in which no ten o'clock is.
        ("à 10h ou en après-midi", "10:00", None), ("10 h sinon le soir", "10:00", None),
        ("10h en après-midi", None, "12:00"), ("à 8 h le soir", "20:00", None), ("le soir vers 8h", "20:00", None),
        ("à 3 h, l'après-midi", "15:00", None), ("10 h le matin ou en après-midi", "10:00", None),
        ("14h ou le matin", "14:00", None),
    ],
)  # fmt: skip
def test_a_part_of_the_day_moves_only_the_hour_that_it_is_said_of(
    said: str, hour: str | None, since: str | None
) -> None:
    clock = read(f"2026-12-03 {said}").clock
    wanted = (hour and time.fromisoformat(hour), since and time.fromisoformat(since))
    assert (clock.hour, clock.after) == wanted


@pytest.mark.parametrize(
    ("said", "since", "until"),
    [
        ("between 10 and noon", "10:00", "12:00"), ("entre 10 et midi", "10:00", "12:00"),
        ("8 à 10", "08:00", "10:00"), ("8 to 10", "08:00", "10:00"), ("10 to 12", "10:00", "12:00"),
        ("1 to 3 pm", "13:00", "15:00"), ("1-3pm", "13:00", "15:00"), ("10-12", "10:00", "12:00"),
        ("10am-12pm", "10:00", "12:00"), ("9h30-11h30", "09:30", "11:30"), ("9:30-11:30", "09:30", "11:30"),
        ("entre 8 et 10h", "08:00", "10:00"), ("entre 1 et 3pm", "13:00", "15:00"), ("9 to 5", "09:00", "17:00"),
        ("8 to 10 pm", "20:00", "22:00"), ("noon to 3", "12:00", "15:00"), ("3 to 5 am", "03:00", "05:00"),
        ("after 3", "15:00", None), ("après 3", "15:00", None), ("from 3", "15:00", None), ("before 3", None, "15:00"),
        ("pas avant 4", "16:00", None), ("no later than 3", None, "15:00"), ("avant 10", None, "10:00"),
        ("after 3 and before 5", "15:00", "17:00"), ("pas avant dix et demie", "10:30", None),
        # Minutes before an hour, lengths of time, an evening as well as a morning, and no figures of hours.
        ("20 to 9", None, None), ("after 3 days", None, None), ("après 2 appels", None, None), ("after 7", None, None),
        ("3-12", None, None), ("from 3rd to 5th", None, None), ("514-555-1234", None, None),
    ],
)  # fmt: skip
def test_figures_beside_a_known_day_are_hours(said: str, since: str | None, until: str | None) -> None:
    clock = read(f"2026-12-03 {said}").clock
    wanted = (since and time.fromisoformat(since), until and time.fromisoformat(until))
    assert (clock.hour, clock.after, clock.before) == (None, *wanted)


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("2026-12-03 around 3", "2026-12-03T15:00"), ("2026-12-03 vers 3", "2026-12-03T15:00"),
        ("2026-12-03 nine thirty", "2026-12-03T09:30"), ("2026-12-03 neuf et demie", "2026-12-03T09:30"),
        ("2026-12-03 2h30", "2026-12-03T14:30"), ("2026-12-03 2:30", "2026-12-03T14:30"),
        ("2026-12-03 8h30 du soir", "2026-12-03T20:30"), ("tomorrow around 3", "2026-12-01T15:00"),
        ("demain neuf et demie", "2026-12-01T09:30"), ("Tuesday at nine thirty", "2026-12-01T09:30"),
        ("tomorrow at one", "2026-12-01T13:00"), ("tomorrow one thirty", "2026-12-01T13:30"),
        ("Tuesday at one thirty", "2026-12-01T13:30"), ("mardi à midi trente", "2026-12-01T12:30"),
        # The number of the day that is said again, and hours that are meant as they are written.
        ("2026-12-04 vendredi le 4 à 10", "2026-12-04T10:00"), ("2026-12-08 mardi 8 à 10", "2026-12-08T10:00"),
        ("le 8 à 10", "2026-12-08T10:00"), ("mardi 8 à 10", "2026-12-08T10:00"),
        ("vendredi 4 à 2 pm", "2026-12-04T14:00"),
        ("2026-12-03 02:30", "2026-12-03T02:30"), ("2026-12-03T02:30", "2026-12-03T02:30"),
        ("2026-12-03 2:30 am", "2026-12-03T02:30"), ("2026-12-03 2h30 du matin", "2026-12-03T02:30"),
        ("2026-12-03 ten past nine", "2026-12-03T09:10"), ("2026-12-03 9:30-05:00", "2026-12-03T09:30"),
    ],
)  # fmt: skip
def test_an_hour_in_bare_figures_is_the_one_that_somebody_works(said: str, moment: str) -> None:
    local = read(said).local(ZONE)
    assert local is not None and local.replace(tzinfo=None) == datetime.fromisoformat(moment)


@pytest.mark.parametrize("said", ["mardi après 3", "dans une semaine et demie", "demain, vers 10 ou 11", "demain le 3"])
def test_a_figure_that_may_be_a_day_is_asked_again(said: str) -> None:
    assert read(said).day is None


def test_between_two_hours_is_not_a_day_and_its_hour() -> None:
    friday = read("Friday 4 to 6 pm")
    assert (friday.day, friday.clock.after, friday.clock.before) == (after(4), time(16), time(18))
    assert (read("demain après 3").day, read("demain après 3").clock.after) == (after(1), time(15))

"""Hours beside a day or a part of it that was said: they are hours of it, and no other day's date."""

from __future__ import annotations

import pytest

from tests.spoken_when import after, read


def clock(said: str) -> tuple[str | None, ...]:
    """The hour, since when and until when, as they are written."""
    found = read(said).clock
    return tuple(f"{hour:%H:%M}" if hour else None for hour in (found.hour, found.after, found.before))


@pytest.mark.parametrize(
    ("said", "days", "since", "until"),
    [
        ("cet après-midi après 3", 0, "15:00", "18:00"), ("this afternoon after 3", 0, "15:00", "18:00"),
        ("tonight after 7", 0, "19:00", None), ("ce soir après 6", 0, "18:00", None),
        ("ce soir, après 8", 0, "20:00", None), ("lundi après-midi après 3", 7, "15:00", "18:00"),
        ("Monday afternoon after 3", 7, "15:00", "18:00"), ("Thursday evening after 6", 3, "18:00", None),
        ("cet après-midi avant 4", 0, "12:00", "16:00"), ("this morning before 11", 0, "00:00", "11:00"),
        ("mercredi 2 décembre avant 11", 2, None, "11:00"),
        ("jeudi le 3, après 2", 3, "14:00", None), ("December 3 after 2", 3, "14:00", None),
        ("le 3, avant 11", 3, None, "11:00"), ("la semaine prochaine après 3", 7, "15:00", None),
        ("next week before 11", 7, None, "11:00"),
    ],
)  # fmt: skip
def test_a_figure_beside_a_day_that_was_said_is_an_hour(
    said: str, days: int, since: str | None, until: str | None
) -> None:
    assert (read(said).day, clock(said)) == (after(days), (None, since, until))


@pytest.mark.parametrize("said", ["any time after 3", "any day after 3", "n'importe quand après 3"])
def test_a_figure_beside_any_day_is_an_hour(said: str) -> None:
    assert (read(said).day, read(said).problem, clock(said)) == (None, None, (None, "15:00", None))


@pytest.mark.parametrize(
    "said",
    ["mardi après 3", "lundi après 3", "Thursday before 11", "aujourd'hui après 22", "cette semaine après le 22"],
)  # fmt: skip
def test_a_figure_that_may_be_an_hour_or_a_date_is_asked_again(said: str) -> None:
    assert (read(said).day, read(said).problem) == (None, "not_understood")


@pytest.mark.parametrize(
    ("said", "hour"),
    [
        ("demain matin 6h", "06:00"), ("demain matin à six heures", "06:00"), ("demain matin à 6", "06:00"),
        ("mardi matin 6h30", "06:30"), ("tomorrow morning at 6", "06:00"), ("demain à 5 h et demie le matin", "05:30"),
        ("mardi avant-midi, vers 6h", "06:00"),
        ("demain 3h", "15:00"),
        ("mardi vers 10", "10:00"), ("mardi vers 3", "15:00"), ("Tuesday around 2", "14:00"),
        ("Tuesday at 9 sharp", "09:00"), ("Tuesday ten thirty", "10:30"), ("mardi après-midi vers 3", "15:00"),
    ],
)  # fmt: skip
def test_an_hour_is_the_one_of_its_part_of_the_day(said: str, hour: str) -> None:
    assert (read(said).day, clock(said)) == (after(1), (hour, None, None))


@pytest.mark.parametrize(
    ("said", "since", "until"),
    [
        ("demain soir après 7h", "19:00", None), ("demain, après 7h, le soir", "19:00", None),
        ("demain soir avant 9h", "17:00", "21:00"), ("demain matin après 7", "07:00", "12:00"),
        ("demain après-midi, après 10h", "12:00", "18:00"),
        ("demain matin entre 9h et 11h", "09:00", "11:00"), ("demain matin entre 9 et 11", "09:00", "11:00"),
        ("mardi matin de 8h à 10h", "08:00", "10:00"), ("Tuesday morning between 9 and 11", "09:00", "11:00"),
        ("tomorrow morning 9 to 11", "09:00", "11:00"), ("demain après-midi entre 13h et 15h", "13:00", "15:00"),
        ("mardi après-midi de 1 à 3", "13:00", "15:00"), ("demain soir entre 7 et 9", "19:00", "21:00"),
        ("demain entre 6h et 8h du matin", "06:00", "08:00"), ("entre 8h et 9h demain matin", "08:00", "09:00"),
        ("demain après 13h et avant 15h", "13:00", "15:00"), ("demain midi avant 1h", "12:00", "13:00"),
    ],
)  # fmt: skip
def test_a_time_is_of_the_part_of_the_day_that_is_said_of_it(said: str, since: str, until: str | None) -> None:
    assert (read(said).day, clock(said)) == (after(1), (None, since, until))


def test_a_time_that_is_not_in_its_part_of_the_day_is_asked_again() -> None:
    assert read("demain après-midi entre 9h et 11h").problem == "not_understood"
    assert read("demain entre 9h et 11h ou en après-midi").problem == "not_understood"

"""When somebody who was not reached is called again, and how the tries are told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from backend import fr
from backend.leads import attempts
from backend.leads.attempts import CallAttempt


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=fr.ZONE)


@pytest.mark.parametrize(
    ("outcome", "now", "tries_before", "again"),
    [
        ("no_answer", at(23, 13, 5), 0, at(23, 14, 5)),
        ("no_answer", at(23, 13, 5), 1, at(23, 16, 5)),
        ("no_answer", at(23, 13, 5), 7, at(24, 13, 5)),
        ("voicemail", at(23, 13, 5), 0, at(23, 16, 5)),
        # Never at night: the next morning.
        ("no_answer", at(23, 19, 30), 0, at(24, 8)),
        ("voicemail", at(23, 23, 30), 0, at(24, 8)),
        ("no_answer", at(24, 5), 0, at(24, 8)),
    ],
)
def test_who_was_not_reached_comes_back_by_day(outcome: str, now: datetime, tries_before: int, again: datetime) -> None:
    assert attempts.again_at(outcome, now, tries_before) == again  # type: ignore[arg-type]


def test_the_hours_on_offer_are_to_come_and_by_day() -> None:
    found = attempts.hours(at(23, 18, 40))
    assert found[:4] == [at(23, 19), at(23, 20), at(24, 8), at(24, 9)]
    assert len(found) == 8


def test_the_tries_are_counted_dated_and_signed() -> None:
    one = CallAttempt("no_answer", at(23, 13, 5), 2, at(23, 14, 5), "Josée")
    words = one.words(at(23, 13, 30)).replace("\u00a0", " ")
    assert words == "2 essais, le dernier à 13 h 05 (Josée): pas de réponse; à rappeler à 14 h 05"
    assert one.waits(at(23, 14)) and not one.waits(at(23, 14, 5))


def test_somebody_who_was_reached_waits_for_nothing() -> None:
    assert not CallAttempt("reached", at(23, 13), 1).waits(at(23, 13) + timedelta(seconds=1))

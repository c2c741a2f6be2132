"""A moment that is put right in the same breath: what was said last counts, and is asked again where it is unsure."""

from __future__ import annotations

import pytest

from tests.spoken_when import after, read


@pytest.mark.parametrize(
    ("said", "days", "hour"),
    [
        ("jeudi, non mardi", 1, None), ("Thursday, no, Tuesday", 1, None), ("demain, non, après-demain", 2, None),
        ("jeudi, pardon, mardi à 9h", 1, 9), ("Thursday, sorry, Tuesday at 9", 1, 9), ("le 2, non le 3", 3, None),
        ("le 2, non 3", 3, None), ("demain à 9h, non, 10h", 1, 10), ("demain 8h, euh non 9h", 1, 9),
        ("Friday at 10, I mean 11", 4, 11), ("à 9h, non plutôt 10h demain", 1, 10), ("demain à 9h, non, 2", 1, 14),
        ("demain à 9h, non, mercredi", 2, 9), ("jeudi, non, mardi, non, vendredi", 4, None),
        ("mardi au lieu de jeudi", 1, None), ("Tuesday instead of Thursday", 1, None),
        ("mardi plutôt que jeudi", 1, None), ("mardi à 8h au lieu de jeudi", 1, 8),
        ("vendredi à 9h au lieu de 8h", 4, 9), ("2026-12-04 9h, non 10h", 4, 10),
    ],
)  # fmt: skip
def test_what_is_said_last_counts(said: str, days: int, hour: int | None) -> None:
    when = read(said)
    assert (when.said, when.day, when.clock.hour and when.clock.hour.hour) == (said, after(days), hour)


@pytest.mark.parametrize(
    "said",
    ["mardi de la semaine prochaine, non mercredi", "lundi le 14, non, mardi", "demain à 9h, non, 21",
     "Thursday, no Tuesday", "le week-end, non", "jeudi, non merci", "au lieu de jeudi, mardi",
     "n'importe quand, non mardi"],
)  # fmt: skip
def test_what_may_mean_another_day_is_asked_again(said: str) -> None:
    assert (read(said).day, read(said).problem) == (None, "not_understood")


def test_what_is_taken_back_altogether_is_not_kept() -> None:
    assert (read("jeudi, non, n'importe quand").day, read("jeudi, non, n'importe quand").problem) == (None, None)

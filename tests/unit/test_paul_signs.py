"""What speaks against Paul: a pure function of what is known of trials, faults, calls and Vapi."""

from __future__ import annotations

from typing import Any

import pytest

from backend.plan_b.signs import PaulSign, signs

NOW = "2026-01-15T12:00:00+00:00"
QUIET: dict[str, Any] = {
    "now": NOW,
    "trials": [],
    "faults": {"n": 0, "ended": 0},
    "calls": {"usual": 0, "any": False, "diverted": False},
    "vapi": {"failures": 0, "away": None, "first_at": None},
}


def test_nothing_known_is_no_sign() -> None:
    assert signs(QUIET) == []


@pytest.mark.parametrize(
    ("trials", "shown"),
    [(["failed", "failed"], True), (["failed", "passed"], False), (["passed", "failed"], False), (["failed"], False)],
)
def test_two_trials_in_a_row_that_failed(trials: list[str], shown: bool) -> None:
    assert signs({**QUIET, "trials": trials}) == ([PaulSign("trials", 2)] if shown else [])


@pytest.mark.parametrize(("n", "ended", "shown"), [(3, 10, True), (3, 11, False), (2, 2, False), (4, 4, True)])
def test_many_faults_and_a_large_share_of_the_calls(n: int, ended: int, shown: bool) -> None:
    assert signs({**QUIET, "faults": {"n": n, "ended": ended}}) == ([PaulSign("faults", n)] if shown else [])


@pytest.mark.parametrize(
    ("usual", "came", "diverted", "shown"),
    [(3, False, False, True), (2.75, False, False, False), (3, True, False, False), (3, False, True, False)],
)
def test_no_calls_where_some_are_usual_unless_the_line_is_diverted(
    usual: float, came: bool, diverted: bool, shown: bool
) -> None:
    calls = {"usual": usual, "any": came, "diverted": diverted}
    assert signs({**QUIET, "calls": calls}) == ([PaulSign("no_calls", 3)] if shown else [])


@pytest.mark.parametrize(
    ("failures", "away", "first_at", "shown"),
    [
        (3, True, "2026-01-15T11:49:59+00:00", True),
        (3, True, "2026-01-15T11:50:00+00:00", False),
        (2, True, "2026-01-15T11:00:00+00:00", False),
        (9, False, "2026-01-15T11:00:00+00:00", False),
    ],
)
def test_vapi_away_for_some_time(failures: int, away: bool, first_at: str, shown: bool) -> None:
    vapi = {"failures": failures, "away": away, "first_at": first_at}
    assert signs({**QUIET, "vapi": vapi}) == ([PaulSign("vapi_away", failures)] if shown else [])

"""Clocks of Supabase that differ: the same token again, fifteen seconds in all, and nothing else."""

from __future__ import annotations

import pytest

from backend.console.patience import PATIENCE_S, Patience
from backend.supabase.errors import ApiError


class Clock:
    """Moves when somebody sleeps."""

    now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def refusing_until(clock: Clock, moment: float) -> str:
    if clock.now < moment:
        raise ApiError("clock_ahead")
    return "read"


@pytest.mark.parametrize("ahead_s", [1, 3, 10])
def test_the_same_token_is_shown_until_it_is_good(ahead_s: float) -> None:
    clock = Clock()
    patience = Patience(clock, clock.sleep)
    assert patience.ask("token", lambda: refusing_until(clock, ahead_s)) == "read"
    assert ahead_s <= clock.now < ahead_s + 1


def test_an_hour_is_not_waited_for_and_not_by_each_in_turn() -> None:
    clock = Clock()
    patience = Patience(clock, clock.sleep)
    for _ in range(10):
        with pytest.raises(ApiError):
            patience.ask("token", lambda: refusing_until(clock, 3600))
    assert clock.now == PATIENCE_S
    with pytest.raises(ApiError):
        patience.ask("another", lambda: refusing_until(clock, 3600))
    assert clock.now == 2 * PATIENCE_S


def test_no_other_refusal_is_waited_for() -> None:
    clock = Clock()

    def paused() -> None:
        raise ApiError("paused")

    with pytest.raises(ApiError):
        Patience(clock, clock.sleep).ask("token", paused)
    assert clock.now == 0

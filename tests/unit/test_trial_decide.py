"""What happens next to a trial: dialled once, given time at each step, never dialled again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from backend.trials.decide import AskVapi, Dial, Fail, Find, Pass, Wait, decide, gave_up
from backend.trials.model import LIMITS_S, STEPS, Step, Trial

ASKED = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
EVERY_S = 10.0
NEW = Trial(
    now=ASKED + timedelta(seconds=1), id=UUID(int=1), name="console-test 1", to_number="+14502803222", is_whole=True,
    diverted=False,
    state="asked", allowed=True, asked_at=ASKED, dialling_at=None, looked_at=None, due_at=ASKED, vapi_call_id=None,
    came={}, alerted=False, answer=None, message_ended=False,
)  # fmt: skip


def at(seconds: float) -> datetime:
    return ASKED + timedelta(seconds=seconds)


def until(step: Step, now_s: float) -> Trial:
    """One whose steps before `step` came one second apart."""
    before = STEPS[: STEPS.index(step)]
    came = {name: at(n + 1) for n, name in enumerate(before)}
    return replace(NEW, state="under_way", came=came, now=at(now_s), alerted=True, looked_at=at(len(before)))


def test_it_is_dialled_when_it_is_asked() -> None:
    assert decide(NEW, EVERY_S) == Dial()


def test_one_that_waited_too_long_is_not_dialled_at_an_odd_moment() -> None:
    assert decide(replace(NEW, now=at(61)), EVERY_S) == Fail("placed", "too_late")


def test_a_number_that_is_no_longer_permitted_is_not_dialled() -> None:
    assert decide(replace(NEW, allowed=False), EVERY_S) == Fail("placed", "not_allowed")


@pytest.mark.parametrize("seconds", [6, 30, 119, 200])
def test_what_was_once_dialled_is_looked_for_and_never_dialled_again(seconds: float) -> None:
    dialling = replace(NEW, state="dialling", dialling_at=at(1), looked_at=at(1), now=at(seconds + 5))
    assert decide(dialling, EVERY_S) == Find()
    assert gave_up(dialling) is (seconds + 4 > 120)


def test_vapi_is_asked_gently() -> None:
    dialling = replace(NEW, state="dialling", dialling_at=at(1), looked_at=at(20), now=at(25))
    assert isinstance(decide(dialling, EVERY_S), Wait)
    assert isinstance(decide(until("answered", 5), EVERY_S), Wait)
    assert decide(until("answered", 12), EVERY_S) == AskVapi()


@pytest.mark.parametrize("step", STEPS[1:])
def test_a_step_that_does_not_come_in_time_is_where_it_stopped(step: Step) -> None:
    last = STEPS.index(step)
    in_time = until(step, last + LIMITS_S[step] - 0.5)
    assert not isinstance(decide(in_time, EVERY_S), Fail)
    assert decide(replace(in_time, now=at(last + LIMITS_S[step] + 0.5)), EVERY_S) == Fail(step, "too_late")


def test_a_message_that_bounced_is_not_waited_for() -> None:
    bounced = replace(until("delivered", 7), message_ended=True, answer="hard_bounce: refusé")
    assert decide(bounced, EVERY_S) == Fail("delivered", "hard_bounce")


def test_without_anybody_to_tell_it_says_so() -> None:
    assert decide(replace(until("handed_over", 6), alerted=False), EVERY_S) == Fail("handed_over", "nobody")


def test_it_passes_when_every_step_came() -> None:
    came = {name: at(n + 1) for n, name in enumerate(STEPS)}
    assert decide(replace(NEW, state="under_way", came=came), EVERY_S) == Pass()

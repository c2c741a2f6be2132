"""Commands: which are understood, how long they last, whom they concern."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from backend.local.standins.brevo.behaviour import Behaviour, Manner
from backend.local.standins.brevo.commands import Command
from backend.local.standins.brevo.limits import Limits
from backend.local.standins.brevo.refusals import Refusal


def obeying(**what: Any) -> Behaviour:
    behaviour = Behaviour(Manner())
    behaviour.obey(Command.model_validate(what))
    return behaviour


@pytest.mark.parametrize(
    "bad",
    [
        {"mode": "broken"},
        {"mood": "down"},
        {"mode": "down", "times": 0},
        {"times": 3},
        {"seconds": 3},
        {"mode": "slow", "seconds": -1},
        {"channel": "fax"},
        {"event_delay_s": -1},
        {"others_per_hour": "many"},
    ],
)
def test_a_command_that_makes_no_sense_is_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Command.model_validate(bad)


def test_a_status_may_be_written_as_a_number() -> None:
    assert Command.model_validate({"mode": 402}).mode == "402"


def test_a_mode_lasts_until_changed() -> None:
    behaviour = obeying(mode="402")
    assert [behaviour.next("sms", sending=True).mode for _ in range(3)] == ["402"] * 3
    behaviour.obey(Command(mode="normal"))
    assert behaviour.next("sms", sending=True).mode == "normal"


def test_a_mode_lasts_for_so_many_requests() -> None:
    behaviour = obeying(mode="402", times=2)
    # Both channels share the count.
    assert behaviour.next("email", sending=True).mode == "402"
    assert [behaviour.next("sms", sending=True).mode for _ in range(2)] == ["402", "normal"]
    assert behaviour.described()["sms"]["mode"] == "normal"


def test_a_mode_concerns_its_channel_only() -> None:
    behaviour = obeying(mode="down", channel="sms")
    assert behaviour.next("email", sending=True).mode == "normal"
    assert behaviour.next(None, sending=False).mode == "normal"
    assert behaviour.next("sms", sending=False).mode == "down"


@pytest.mark.parametrize(("mode", "reading"), [("down", "down"), ("401", "401"), ("402", "normal"), ("429", "normal")])
def test_what_fails_wholly_fails_for_reading_too(mode: str, reading: str) -> None:
    behaviour = obeying(mode=mode)
    assert behaviour.next("sms", sending=False).mode == reading
    assert behaviour.next(None, sending=False).mode == reading
    assert obeying(mode=mode, scope="sends").next("sms", sending=False).mode == "normal"
    assert obeying(mode=mode, scope="all").next("sms", sending=False).mode == mode


def test_how_events_are_told_changes_only_where_named() -> None:
    behaviour = obeying(duplicate_events=True)
    behaviour.obey(Command(event_delay_s=0))
    assert behaviour.manner == Manner(event_delay_s=0, duplicate_events=True)
    behaviour.reset()
    assert behaviour.manner == Manner()


def test_the_rate_limit_counts_down_refuses_and_opens_again() -> None:
    now = [1000.0]
    limits = Limits(2, clock=lambda: now[0])
    assert limits.take("others")["x-sib-ratelimit-remaining"] == "1"
    now[0] += 600
    assert limits.take("others") == {
        "x-sib-ratelimit-limit": "2", "x-sib-ratelimit-remaining": "0", "x-sib-ratelimit-reset": "3000",
    }  # fmt: skip
    with pytest.raises(Refusal) as refused:
        limits.take("others")
    assert (refused.value.status, refused.value.code) == (429, "too_many_requests")
    assert refused.value.headers["x-sib-ratelimit-reset"] == "3000"
    assert "retry-after" not in refused.value.headers
    assert limits.take("sms")["x-sib-ratelimit-limit"] == "150"
    now[0] += 3000
    assert limits.take("others")["x-sib-ratelimit-remaining"] == "1"


def test_zero_is_no_limit() -> None:
    limits = Limits(1, clock=lambda: 0.0)
    limits.obey(Command(others_per_hour=0, sms_per_second=0))
    assert [limits.take(family) for family in ("others", "others", "sms")] == [{}, {}, {}]

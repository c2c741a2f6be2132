"""Each step of the ladder, whole: to whom, by whom, on which rung, until when and why, to the second."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from backend.alerts.decide import decide
from backend.alerts.model import Recipient, Rung
from backend.alerts.step import Escalate, LookUp, Send, Wait
from tests.ladder_cases import GUILLAUME, NOW, SYLVIE, attempt, case, person, sent, waits

TEXT_ONLY = (Rung(0, 0, "sms"), Rung(1, 600, "next"))
TEXT_AND_OTHER = (Rung(0, 0, "sms"), Rung(1, 60, "call"), Rung(2, 120, "sms_other"), Rung(3, 300, "next"))
AWAY: dict[str, Any] = {"reason": "provider_away"}
NUMBER: dict[str, Any] = {"reason": "bad_number", "permanent": True}
TWILIO: dict[str, Any] = {"provider": "twilio"}


def at(seconds: float) -> Any:
    return NOW + timedelta(seconds=seconds)


def test_each_text_says_its_rung_its_level_and_why_the_other_provider() -> None:
    assert decide(case()) == Send("sms", GUILLAUME, 0, provider="brevo", rung=0)
    refused = attempt(0, "failed", **AWAY)
    other = Send("sms", GUILLAUME, 0, reason="other_provider", provider="twilio", rung=0)
    assert decide(case(refused, now_s=1)) == other
    call = Send("call", GUILLAUME, 0, provider="twilio", rung=1)
    assert decide(case(attempt(0, "delivered"), now_s=180)) == call
    first = attempt(0, "delivered")
    assert decide(case(first, now_s=360, level=1)) == Send("sms", SYLVIE, 1, provider="brevo", rung=0)


def test_what_was_taken_is_not_given_to_the_other_provider_too() -> None:
    assert waits(decide(case(attempt(0, "handed_over"), now_s=1))) == 180


def test_somebody_whom_no_rung_leads_to_is_passed_over_at_once_and_where_nobody_is_left_it_says_so() -> None:
    by_email = (Rung(0, 0, "email"), Rung(1, 60, "next"))
    unread = person("marc", 1, email=None)
    assert decide(case(people=(unread, SYLVIE), rungs=by_email)) == Escalate(1)
    assert decide(case(people=(unread,), rungs=by_email)) == Wait(at(30), "nobody_reached", failed=True)


def test_a_rung_that_a_person_cannot_be_reached_by_costs_no_time() -> None:
    silent = person("marc", 1, phone=None)
    assert sent(decide(case(people=(silent,)))) == ("email", "brevo", silent.id)
    unread = person("luc", 1, email=None)
    text = attempt(0, "delivered", to=unread)
    call = attempt(1, "failed", 180, to=unread, left=True, reason="no_answer", permanent=True)
    assert waits(decide(case(text, call, now_s=300, people=(unread, SYLVIE)))) == 360


def test_a_number_that_both_refuse_for_good_is_rung_at_once() -> None:
    both = attempt(0, "failed", **NUMBER), attempt(0, "failed", 1, **TWILIO, **NUMBER)
    assert sent(decide(case(*both, now_s=2))) == ("call", "twilio", GUILLAUME.id)


def test_what_both_refuse_for_now_is_tried_again_to_the_second_by_the_one_that_refused_longest_ago() -> None:
    both = attempt(0, "failed", 0, **AWAY), attempt(0, "failed", 1, **TWILIO, **AWAY)
    waiting = decide(case(*both, now_s=4.9, people=(GUILLAUME,), rungs=TEXT_ONLY))
    assert waits(waiting) == 5, "the pause where nothing left at all"
    assert sent(decide(case(*both, now_s=6, rungs=TEXT_ONLY, people=(GUILLAUME,)))) == ("sms", "brevo", GUILLAUME.id)
    rung_too = (Rung(0, 0, "sms"), Rung(1, 1, "call"), Rung(2, 600, "next"))
    call = attempt(1, "failed", 2, left=True, reason="busy", permanent=True)
    assert decide(case(*both, call, now_s=3, rungs=rung_too)) == Wait(at(6)), "before the next person's time"
    thrice = *both, attempt(0, "failed", 7, **AWAY)
    assert sent(decide(case(*thrice, now_s=12, rungs=TEXT_ONLY, people=(GUILLAUME,))))[1] == "twilio"


def test_of_a_doubt_and_a_refusal_only_what_was_refused_is_tried_again() -> None:
    doubt = attempt(0, "unknown", reason="provider_failing", disowned=True)
    refused = attempt(0, "failed", 16, **TWILIO, reason="refused_key", permanent=True)
    call = attempt(1, "failed", 20, left=True, reason="no_answer", permanent=True)
    email = attempt(2, "delivered", 21)
    step = decide(case(doubt, refused, call, email, now_s=100))
    assert sent(step) == ("sms", "twilio", GUILLAUME.id)


@pytest.mark.parametrize(("now_s", "expected"), [(14.9, LookUp), (15, Send)])
def test_a_doubt_holds_its_rung_up_for_so_long_and_no_longer(now_s: float, expected: type) -> None:
    for disowned in (False, True):
        doubt = attempt(0, "unknown", reason="provider_failing", disowned=disowned)
        assert isinstance(decide(case(doubt, now_s=now_s)), expected)


def test_while_in_doubt_it_waits_for_what_comes_first_and_says_why() -> None:
    doubt = attempt(0, "unknown", reason="provider_silent")
    assert decide(case(doubt, now_s=1)) == Wait(at(10), "in_doubt")
    busy = replace(GUILLAUME, on_phone=True)
    call_first = (Rung(0, 0, "call"), Rung(1, 0, "sms"), Rung(2, 600, "next"))
    unsent = attempt(1, "prepared", channel="sms", provider="brevo")
    waiting = decide(case(unsent, now_s=1, people=(busy,), rungs=call_first))
    assert waiting == Wait(at(6), "in_doubt"), "the phone is asked for again before the doubt can be lifted"


def test_the_other_provider_is_the_other_than_the_last_text_s_whatever_was_called_meanwhile() -> None:
    text, call = attempt(0, "delivered"), attempt(1, "failed", 60, left=True, reason="busy", permanent=True)
    assert sent(decide(case(text, call, now_s=120, rungs=TEXT_AND_OTHER)))[1] == "twilio"
    refused = attempt(2, "failed", 120, channel="sms", **TWILIO, **AWAY)
    assert sent(decide(case(text, call, refused, now_s=121, rungs=TEXT_AND_OTHER)))[1] == "brevo"
    thrice = (Rung(0, 0, "sms"), Rung(1, 60, "sms_other"), Rung(2, 120, "sms_other"), Rung(3, 300, "next"))
    second = attempt(1, "delivered", 60, channel="sms", provider="twilio")
    assert sent(decide(case(text, second, now_s=120, rungs=thrice)))[1] == "brevo"


def test_a_call_of_a_quarter_of_an_hour_ago_counts_no_more() -> None:
    called = tuple(at(180 - ago) for ago in (900, 20, 10))
    people = (replace(GUILLAUME, called_at=called), SYLVIE)
    assert sent(decide(case(attempt(0, "delivered"), now_s=180, people=people)))[0] == "call"


def test_the_fourth_round_begins_a_quarter_of_an_hour_later_and_says_so() -> None:
    last = replace(attempt(0, "delivered", 0, SYLVIE), level=5)
    assert decide(case(last, now_s=400, level=6)) == Wait(at(900), "next_round")


def test_the_next_person_s_turn_comes_at_its_time() -> None:
    text = attempt(0, "delivered")
    assert decide(case(text, now_s=600, rungs=TEXT_ONLY)) == Escalate(1)
    endless = (Rung(0, 0, "sms"), Rung(1, 180, "call"))
    call = attempt(1, "failed", 180, left=True, reason="busy", permanent=True)
    # A ladder without an end is over when an answer is.
    assert decide(case(text, call, now_s=200, rungs=endless)) == Wait(at(600))


@pytest.mark.parametrize(("unheard", "next_s", "over_s"), [(1, 600, 5), (1, 3, 3), (4, 600, 40), (6, 600, 60)], ids=str)
def test_where_nothing_left_the_next_person_comes_sooner_and_never_later_than_in_a_minute(
    unheard: int, next_s: int, over_s: int
) -> None:
    rungs = (Rung(0, 0, "sms"), Rung(1, next_s, "next"))
    fails = [attempt(0, "failed", to=who, level=n, **more, **NUMBER) for n, who, more in _refusals(unheard)]
    level = unheard - 1
    step = decide(case(*fails, now_s=1, level=level, rungs=rungs))
    assert step == Wait(at(over_s), "nobody_reached", failed=unheard >= 2)


def _refusals(levels: int) -> list[tuple[int, Recipient, dict[str, Any]]]:
    people = [(GUILLAUME, SYLVIE)[n % 2] for n in range(levels)]
    return [(n, who, more) for n, who in enumerate(people) for more in (dict[str, Any](), TWILIO)]

"""How an urgent alert insists: what comes next, decided of what is known, without a database and without a clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from backend.alerts.decide import decide
from backend.alerts.model import Attempt, Rung
from backend.alerts.step import Escalate, LookUp, Send, Wait
from tests.ladder_cases import GUILLAUME, LADDER, NOW, SYLVIE, attempt, case, sent, waits


def test_it_climbs_from_the_text_to_the_call_to_the_email_to_the_next_person() -> None:
    assert sent(decide(case())) == ("sms", "brevo", GUILLAUME.id)
    text = attempt(0, "delivered")
    assert waits(decide(case(text, now_s=10))) == 180
    assert sent(decide(case(text, now_s=180))) == ("call", "twilio", GUILLAUME.id)
    call = attempt(1, "failed", 180, left=True, reason="no_answer", permanent=True)
    assert waits(decide(case(text, call, now_s=200))) == 300
    assert sent(decide(case(text, call, now_s=300))) == ("email", "brevo", GUILLAUME.id)
    email = attempt(2, "delivered", 300)
    assert waits(decide(case(text, call, email, now_s=301))) == 360
    assert decide(case(text, call, email, now_s=360)) == Escalate(1)
    assert sent(decide(case(text, call, email, now_s=361, level=1))) == ("sms", "brevo", SYLVIE.id)


def test_after_the_last_one_it_begins_again_with_the_first() -> None:
    earlier = [replace(attempt(0, "delivered"), level=0), replace(attempt(0, "delivered", 360, SYLVIE), level=1)]
    assert sent(decide(case(*earlier, now_s=720, level=2))) == ("sms", "brevo", GUILLAUME.id)


@pytest.mark.parametrize("reason", ["voicemail", "busy", "no_answer", "no_key"])
def test_a_call_that_nobody_took_ends_nothing(reason: str) -> None:
    call = attempt(1, "failed", 180, left=True, reason=reason, permanent=True)
    known = (attempt(0, "delivered"), call, attempt(2, "delivered", 300))
    assert decide(case(*known, now_s=400, state="delivered")) == Escalate(1)


def test_a_provider_that_refuses_is_left_for_the_other_at_once() -> None:
    refused = attempt(0, "failed", reason="provider_away")
    assert sent(decide(case(refused, now_s=1))) == ("sms", "twilio", GUILLAUME.id)


def test_where_both_refuse_the_phone_rings_without_waiting_for_its_time() -> None:
    both = [attempt(0, "failed", reason="refused_key", permanent=True), attempt(0, "failed", 1, provider="twilio")]
    assert sent(decide(case(*both, now_s=2))) == ("call", "twilio", GUILLAUME.id)


def test_in_doubt_at_one_it_is_asked_about_before_the_other_sends() -> None:
    doubt = attempt(0, "unknown", reason="provider_silent")
    assert waits(decide(case(doubt, now_s=1))) == 10
    step = decide(case(doubt, now_s=10))
    assert isinstance(step, LookUp) and step.attempt == doubt


def test_a_doubt_that_nobody_can_lift_lets_the_phone_ring_within_the_minute_and_no_second_text_leave() -> None:
    doubt = attempt(0, "unknown", reason="provider_silent")
    assert sent(decide(case(doubt, now_s=16))) == ("call", "twilio", GUILLAUME.id)
    slow = attempt(0, "unknown", reason="provider_slow")
    assert sent(decide(case(slow, now_s=51))) == ("call", "twilio", GUILLAUME.id)
    call = attempt(1, "failed", 16, left=True, reason="busy", permanent=True)
    assert isinstance(decide(case(doubt, call, now_s=30)), LookUp)


def test_what_a_provider_said_503_of_and_cannot_tell_about_leaves_by_the_other_within_the_minute() -> None:
    doubt = attempt(0, "unknown", reason="provider_failing", disowned=True)
    assert isinstance(decide(case(doubt, now_s=14)), LookUp)
    assert sent(decide(case(doubt, now_s=16))) == ("sms", "twilio", GUILLAUME.id)
    other = attempt(0, "failed", 16, provider="twilio", reason="refused_key", permanent=True)
    # Never once more by the one that may have it.
    assert sent(decide(case(doubt, other, now_s=400)))[:2] != ("sms", "brevo")


def test_key_two_goes_on_to_the_next_person_now() -> None:
    passed = attempt(1, "delivered", 180, reason="passed")
    assert decide(case(attempt(0, "delivered"), passed, now_s=190, state="delivered")) == Escalate(1)


def test_nothing_more_leaves_once_somebody_has_acted() -> None:
    step = decide(case(attempt(0, "delivered"), now_s=1000, state="acknowledged"))
    assert not isinstance(step, Send | Escalate)


@pytest.mark.parametrize(("ago", "may"), [((60, 300, 800), False), ((60, 300, 901), True), ((), True)])
def test_a_phone_rings_three_times_in_a_quarter_of_an_hour_at_most(ago: tuple[int, ...], may: bool) -> None:
    called = tuple(NOW + timedelta(seconds=180 - s) for s in ago)
    rung_often = replace(GUILLAUME, called_at=called)
    step = decide(case(attempt(0, "delivered"), now_s=180, people=(rung_often, SYLVIE)))
    assert (isinstance(step, Send) and step.channel == "call") is may
    # The email goes at its time all the same.
    assert may or waits(step) == 300


def test_a_phone_that_is_in_use_by_us_is_called_a_moment_later() -> None:
    busy = replace(GUILLAUME, on_phone=True)
    assert waits(decide(case(attempt(0, "delivered"), now_s=180, people=(busy, SYLVIE)))) == 185


def test_what_is_tried_once_more_waits_behind_what_was_not_tried_yet() -> None:
    refused = attempt(0, "failed", reason="no_credits", permanent=True)
    other = attempt(0, "failed", provider="twilio", reason="refused_key", permanent=True)
    call = attempt(1, "failed", reason="refused_key", permanent=True)
    # However slowly all this was told: the text could be tried again by now, and the email has not been.
    tries = (refused, other, call)
    assert sent(decide(case(*tries, now_s=60))) == ("email", "brevo", GUILLAUME.id)
    email = attempt(2, "handed_over", 60)
    assert sent(decide(case(*tries, email, now_s=61)))[0] == "sms"


def test_a_phone_that_is_in_use_holds_up_no_email() -> None:
    busy = replace(GUILLAUME, on_phone=True)
    text = attempt(0, "delivered")
    assert sent(decide(case(text, now_s=300, people=(busy, SYLVIE)))) == ("email", "brevo", GUILLAUME.id)
    refused = attempt(0, "failed", reason="no_credits", permanent=True)
    other = attempt(0, "failed", provider="twilio", reason="refused_key", permanent=True)
    assert sent(decide(case(refused, other, now_s=1, people=(busy, SYLVIE)))) == ("email", "brevo", GUILLAUME.id)
    # Called as soon as it is free.
    free = case(text, attempt(2, "handed_over", 300), now_s=305)
    assert sent(decide(free)) == ("call", "twilio", GUILLAUME.id)


def test_a_blocked_phone_gets_no_text_and_rings_at_once() -> None:
    blocked = replace(GUILLAUME, phone_is_blocked=True)
    assert sent(decide(case(people=(blocked,)))) == ("call", "twilio", GUILLAUME.id)


def test_the_other_provider_is_the_one_that_did_not_carry_the_first_text() -> None:
    rungs = (Rung(0, 0, "sms"), Rung(1, 60, "sms_other"), Rung(2, 120, "next"))
    first = attempt(0, "handed_over")
    assert sent(decide(case(first, now_s=60, rungs=rungs))) == ("sms", "twilio", GUILLAUME.id)
    by_second = [attempt(0, "failed", reason="provider_away"), attempt(0, "handed_over", 1, provider="twilio")]
    assert sent(decide(case(*by_second, now_s=60, rungs=rungs))) == ("sms", "brevo", GUILLAUME.id)


def test_the_ladder_of_the_person_comes_before_that_of_the_kind_and_everybody_s() -> None:
    theirs = (Rung(0, 0, "call", None, SYLVIE.id), Rung(1, 60, "next", None, SYLVIE.id))
    kinds = (Rung(0, 0, "email", "urgent_lead"), Rung(1, 60, "next", "urgent_lead"))
    rungs = (*LADDER, *kinds, *theirs)
    assert sent(decide(case(rungs=rungs, people=(SYLVIE,)))) == ("call", "twilio", SYLVIE.id)
    assert sent(decide(case(rungs=rungs, people=(GUILLAUME,)))) == ("email", "brevo", GUILLAUME.id)


def test_with_everything_down_it_goes_on_with_pauses_and_says_that_nobody_was_reached() -> None:
    down = [
        attempt(0, "failed", reason="provider_away"), attempt(0, "failed", 0, provider="twilio"),
        attempt(1, "failed", 0, reason="provider_away"), attempt(2, "failed", 0, reason="provider_away"),
    ]  # fmt: skip
    step = decide(case(*down, now_s=1, people=(GUILLAUME,)))
    assert isinstance(step, Wait) and step.failed and 0 < (step.until - NOW).total_seconds() <= 5


def test_after_three_rounds_of_everybody_one_begins_every_quarter_of_an_hour() -> None:
    last = replace(attempt(0, "delivered", 0, SYLVIE), level=5)
    assert waits(decide(case(last, now_s=400, level=6))) == 900
    assert sent(decide(case(last, now_s=900, level=6))) == ("sms", "brevo", GUILLAUME.id)


def test_what_is_not_urgent_calls_nobody() -> None:
    text = attempt(0, "delivered")
    for now_s in (0, 180, 1000, 100_000):
        step = decide(case(text, now_s=now_s, urgent=False, state="delivered"))
        assert not isinstance(step, Send) or step.channel != "call"


def test_without_a_second_provider_nothing_climbs() -> None:
    assert not case(rungs=()).climbs
    failed = Attempt(uuid4(), NOW, 0, "sms", GUILLAUME.id, "failed", True, False, False, None, "no_credits")
    assert sent(decide(case(failed, now_s=1, rungs=())))[0] == "email"

"""What comes next of an alert where nothing climbs: ordinary ones, and urgent ones with one provider alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from backend.alerts.decide import decide
from backend.alerts.model import Attempt, Case, Recipient
from backend.alerts.step import Escalate, GiveUp, LookUp, Rest, Send, Wait
from tests.ladder_cases import GUILLAUME, NOW, SYLVIE, case, person, sent, waits

# 8 o'clock in Québec: NOW is in the night.
MORNING_S = 5 * 3600


def test_what_is_not_urgent_leaves_by_the_other_provider_when_the_first_refuses_it() -> None:
    for why in ("provider_away", "refused_key", "no_credits", "too_many"):
        refused = tried("sms", "failed", permanent=why in ("refused_key", "no_credits"), reason=why)
        step = decide(plain(refused, now_s=1, has_second=True))
        assert sent(step) == ("sms", "twilio", GUILLAUME.id)
        assert isinstance(step, Send) and step.reason == "other_provider"


def test_in_doubt_at_one_provider_it_is_not_sent_by_the_other() -> None:
    doubt = tried("sms", "unknown", reason="provider_silent")
    assert until(decide(plain(doubt, now_s=1, has_second=True))) == 10
    assert isinstance(decide(plain(doubt, now_s=10, has_second=True)), LookUp)
    # Never lifted: the email goes, and no second text.
    assert sent(decide(plain(doubt, now_s=181, has_second=True))) == ("email", "brevo", GUILLAUME.id)


def test_what_a_phone_refuses_is_not_tried_by_the_other_provider() -> None:
    bounced = tried("sms", "failed", permanent=True, reason="hard_bounce")
    assert sent(decide(plain(bounced, now_s=1, has_second=True))) == ("email", "brevo", GUILLAUME.id)


def test_where_both_refuse_for_now_they_are_tried_by_turns_and_the_email_goes() -> None:
    first = tried("sms", "failed", reason="provider_away")
    second = tried("sms", "failed", 1, reason="provider_away", provider="twilio")
    assert until(decide(plain(first, second, now_s=2, has_second=True))) == 6
    assert sent(decide(plain(first, second, now_s=6, has_second=True))) == ("sms", "brevo", GUILLAUME.id)
    third = tried("sms", "failed", 6, reason="provider_away")
    assert sent(decide(plain(first, second, third, now_s=11, has_second=True))) == ("sms", "twilio", GUILLAUME.id)
    both = [replace(one, permanent=True, reason="refused_key") for one in (first, second)]
    assert sent(decide(plain(*both, now_s=2, has_second=True))) == ("email", "brevo", GUILLAUME.id)


def plain(*attempts: Attempt, now_s: float = 0, urgent: bool = False, **more: Any) -> Case:
    """In the morning, with seconds counted from then."""
    names = ("bundled", "by_hand", "email_first", "sent_recently")
    later = {name: more.pop(name) for name in names if name in more}
    return replace(case(*attempts, now_s=MORNING_S + now_s, rungs=(), urgent=urgent, **more), **later)


def tried(channel: Any, state: Any, at_s: float = 0, to: Recipient = GUILLAUME, **more: Any) -> Attempt:
    at = NOW + timedelta(seconds=MORNING_S + at_s)
    given: dict[str, Any] = {"level": 0, "permanent": False, "by_person": False, "retries": False} | more
    return Attempt(
        uuid4(), at, channel=channel, recipient_id=to.id, state=state,
        handed_over_at=at if state in ("handed_over", "delivered") else None,
        doubted_at=at if state == "unknown" else None, **given,
    )  # fmt: skip


def until(step: Any) -> float:
    return waits(step) - MORNING_S


def channel_to(step: Any) -> tuple[str, str]:
    channel, _, recipient_id = sent(step)
    return channel, {GUILLAUME.id: "guillaume", SYLVIE.id: "sylvie"}[recipient_id]


@pytest.mark.parametrize(
    ("now_s", "recently", "expected"),
    [(-3600 - 1, 0, (300, "night")), (0, 5, (60, "throttle")), (0, 6, (60, "throttle"))],
)
def test_what_is_not_urgent_waits_for_the_day_and_for_a_quieter_moment(
    now_s: int, recently: int, expected: tuple[float, str]
) -> None:
    step = decide(plain(now_s=now_s, sent_recently=recently))
    assert isinstance(step, Wait)
    assert (until(step) - now_s, step.reason, step.failed) == (*expected, False)


def test_what_is_urgent_waits_for_neither() -> None:
    assert channel_to(decide(plain(now_s=-3601, sent_recently=9, urgent=True))) == ("sms", "guillaume")
    assert channel_to(decide(plain(sent_recently=4))) == ("sms", "guillaume")


def test_what_has_begun_goes_on_at_night_and_whatever_else_was_sent() -> None:
    text = tried("sms", "handed_over", -4000)
    assert channel_to(decide(plain(text, now_s=-3700, sent_recently=9))) == ("email", "guillaume")


def test_nobody_to_tell_is_looked_at_again_every_minute() -> None:
    step = decide(plain(people=()))
    assert (until(step), step) == (60, Wait(step.until if isinstance(step, Wait) else NOW, "nobody"))
    lost = tried("sms", "failed", permanent=True)
    assert decide(plain(lost, now_s=1, people=())) == Wait(
        NOW + timedelta(seconds=MORNING_S + 61), "nobody_reached", True
    )
    left = tried("sms", "delivered")
    assert decide(plain(left, now_s=1, people=())) == Wait(NOW + timedelta(seconds=MORNING_S + 61), "nobody")


def test_who_is_away_off_the_list_or_without_a_way_is_not_told() -> None:
    off = replace(GUILLAUME, rank=None)
    away = replace(GUILLAUME, away_from=date(2026, 11, 28), away_until=date(2026, 11, 28))
    mute = person("mute", 1, phone_is_blocked=True, email_is_blocked=True)
    for one in (off, away, mute):
        assert channel_to(decide(plain(people=(one, SYLVIE)))) == ("sms", "sylvie")
    assert channel_to(decide(plain(people=(SYLVIE, GUILLAUME)))) == ("sms", "guillaume")


def test_acknowledged_or_told_in_another_message_it_rests() -> None:
    assert decide(plain(state="acknowledged")) == Rest()
    assert decide(plain(bundled=True)) == Rest()


def test_without_a_receipt_the_email_follows_and_then_it_rests() -> None:
    text = tried("sms", "handed_over")
    assert until(decide(plain(text, now_s=179))) == 180
    step = decide(plain(text, now_s=180))
    assert channel_to(step) == ("email", "guillaume")
    assert isinstance(step, Send) and step.reason == "no_receipt"
    email = tried("email", "handed_over", 180)
    assert until(decide(plain(text, email, now_s=359))) == 360
    assert decide(plain(text, email, now_s=360)) == Rest("no_receipt")


def test_delivered_an_ordinary_one_rests_and_an_urgent_one_waits_for_an_answer() -> None:
    text = tried("sms", "delivered")
    assert decide(plain(text, now_s=5)) == Rest()
    assert decide(plain(text, now_s=3600)) == Rest()
    assert until(decide(plain(text, now_s=5, urgent=True))) == 600


def test_nobody_answers_so_the_same_person_is_told_again_and_then_the_next() -> None:
    text = tried("sms", "delivered")
    assert isinstance(decide(plain(text, now_s=599, urgent=True)), Wait)
    assert decide(plain(text, now_s=600, urgent=True)) == Escalate(1)
    again = decide(plain(text, now_s=600, urgent=True, level=1))
    assert channel_to(again) == ("sms", "guillaume")
    assert isinstance(again, Send) and again.level == 1
    second = tried("sms", "delivered", 600, level=1)
    assert decide(plain(text, second, now_s=1200, urgent=True, level=1)) == Escalate(2)
    assert channel_to(decide(plain(text, second, now_s=1200, urgent=True, level=2))) == ("sms", "sylvie")
    third = tried("sms", "delivered", 1200, to=SYLVIE, level=2)
    assert decide(plain(text, second, third, now_s=9999, urgent=True, level=2)) == Rest()


def test_an_urgent_one_without_receipts_waits_for_the_answer_and_no_longer() -> None:
    tries = (tried("sms", "handed_over"), tried("email", "handed_over", 180))
    assert decide(plain(*tries, now_s=360, urgent=True)) == Wait(NOW + timedelta(seconds=MORNING_S + 600), "no_receipt")
    assert until(decide(plain(*tries, now_s=200, urgent=True))) == 360
    late = (tried("sms", "handed_over"), tried("email", "handed_over", 500))
    assert until(decide(plain(*late, now_s=510, urgent=True))) == 600


def test_refused_for_now_it_is_tried_again_after_pauses_that_grow() -> None:
    first = tried("sms", "failed", 0)
    assert until(decide(plain(first, now_s=4))) == 5
    assert channel_to(decide(plain(first, now_s=5))) == ("sms", "guillaume")
    second = tried("sms", "failed", 5)
    assert until(decide(plain(first, second, now_s=14))) == 15
    assert channel_to(decide(plain(first, second, now_s=15))) == ("sms", "guillaume")


def test_refused_for_too_long_the_email_goes_ahead() -> None:
    tries = [tried("sms", "failed", at) for at in (0, 5, 15, 35, 75, 155)]
    assert until(decide(plain(*tries, now_s=179))) == 155 + 160
    assert channel_to(decide(plain(*tries, now_s=180))) == ("email", "guillaume")
    both = (*tries, tried("email", "failed", 180))
    step = decide(plain(*both, now_s=181))
    assert (until(step), isinstance(step, Wait) and step.failed) == (185, False)


def test_refused_to_our_account_the_email_does_not_wait_and_the_alert_has_failed_meanwhile() -> None:
    text = tried("sms", "failed", 0, permanent=True, reason="refused_key")
    assert channel_to(decide(plain(text, now_s=1))) == ("email", "guillaume")
    email = tried("email", "failed", 1, permanent=True, reason="no_credits")
    assert decide(plain(text, email, now_s=2)) == Wait(NOW + timedelta(seconds=MORNING_S + 5), failed=True)
    assert channel_to(decide(plain(text, email, now_s=5))) == ("sms", "guillaume")


def test_refused_for_good_the_next_way_then_the_next_person_then_it_has_failed() -> None:
    text = tried("sms", "failed", permanent=True)
    assert channel_to(decide(plain(text, now_s=1))) == ("email", "guillaume")
    email = tried("email", "failed", 1, permanent=True)
    # Somebody else before the same person again.
    assert decide(plain(text, email, now_s=2)) == Escalate(2)
    assert decide(plain(text, email, now_s=2, people=(GUILLAUME,))) == Escalate(1)
    hers = [replace(one, level=2, recipient_id=SYLVIE.id) for one in (text, email)]
    assert decide(plain(text, email, *hers, now_s=3, level=2)) == Rest("nobody_reached", failed=True)


def test_what_failed_for_one_person_says_nothing_of_the_next_on_the_same_level() -> None:
    hers = [tried(channel, "failed", permanent=True, to=SYLVIE) for channel in ("sms", "email")]
    assert channel_to(decide(plain(*hers, now_s=1))) == ("sms", "guillaume")


def test_the_digest_goes_by_email_first() -> None:
    assert channel_to(decide(plain(email_first=True))) == ("email", "guillaume")


@pytest.mark.parametrize(
    ("doubt", "ripe"),
    [
        (tried("sms", "unknown"), 10),
        (tried("sms", "unknown", reason="provider_slow"), 45),
        (tried("sms", "prepared"), 45),
    ],
    ids=["told", "slow", "untold"],
)
def test_in_doubt_it_is_asked_about_once_the_answer_counts(doubt: Attempt, ripe: int) -> None:
    at = NOW + timedelta(seconds=MORNING_S + ripe)
    assert decide(plain(doubt, now_s=ripe - 1)) == Wait(at, "in_doubt")
    assert decide(plain(doubt, now_s=ripe)) == LookUp(doubt, at)
    assert decide(plain(doubt, now_s=179)) == LookUp(doubt, at)


def test_long_in_doubt_it_holds_up_no_other_way_and_no_other_person() -> None:
    doubt = tried("sms", "unknown")
    assert channel_to(decide(plain(doubt, now_s=180))) == ("email", "guillaume")
    email = tried("email", "delivered", 180)
    assert isinstance(decide(plain(doubt, email, now_s=200)), LookUp)
    assert decide(plain(doubt, email, now_s=600, urgent=True)) == Escalate(1)


def asked(to: Recipient = SYLVIE, at_s: float = 0, **more: Any) -> Attempt:
    return tried("sms", "asked", at_s, to, by_person=True, **more)


def test_what_a_person_asked_for_goes_first_at_any_hour_and_whatever_was_seen() -> None:
    wish = asked(at_s=-3601)
    step = decide(plain(wish, now_s=-3601, state="acknowledged"))
    assert (channel_to(step), isinstance(step, Send) and step.attempt_id) == (("sms", "sylvie"), wish.id)


def test_what_was_asked_for_somebody_who_left_is_given_up() -> None:
    wish = asked()
    assert decide(plain(wish, people=(GUILLAUME,))) == GiveUp(wish)


def test_what_was_asked_for_and_refused_for_now_waits_before_it_goes_again() -> None:
    refused = tried("sms", "failed", 0, SYLVIE, by_person=True)
    again = asked(at_s=1, retries=True)
    assert until(decide(plain(refused, again, now_s=5))) == 6
    assert channel_to(decide(plain(refused, again, now_s=6))) == ("sms", "sylvie")
    # A new wish of a person does not wait for what an earlier one came to.
    assert channel_to(decide(plain(refused, asked(at_s=1), now_s=1))) == ("sms", "sylvie")
    # Nor for what came of another way.
    by_email = replace(refused, channel="email")
    assert channel_to(decide(plain(by_email, again, now_s=1))) == ("sms", "sylvie")


def test_what_is_sent_by_hand_alone_rests_and_says_whether_it_failed() -> None:
    assert decide(plain(by_hand=True)) == Rest()
    gone, lost = tried("sms", "delivered", by_person=True), tried("sms", "failed", by_person=True)
    assert decide(plain(lost, gone, by_hand=True)) == Rest()
    assert decide(plain(gone, lost, by_hand=True)) == Rest(failed=True)


def test_what_a_person_sent_is_no_step_of_the_alert_s_own() -> None:
    assert channel_to(decide(plain(tried("sms", "delivered", by_person=True), now_s=1))) == ("sms", "guillaume")

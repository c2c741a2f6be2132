"""When a text to a customer leaves, and when it never does: by the clock on the wall, and by what the visit became."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest

from backend.alerts.addressee import Customer, CustomerKind, Hours
from backend.alerts.customer import MOST_A_DAY, ON_WAY_FOR, SLIP, after_quiet, is_quiet
from backend.alerts.decide import decide
from backend.alerts.model import Attempt, Case
from backend.alerts.step import Drop, LookUp, Rest, Send, Step, Wait
from backend.fr import ZONE
from backend.phones import may_get_texts
from tests.ladder_cases import case

PHONE = "+14505550134"
USUAL = Hours(time(20), time(8), time(17))


def at(day: int, hour: int, minute: int = 0, month: int = 12) -> datetime:
    """Of 2026, on the wall in Québec; the third of December is a Thursday."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


VISIT = at(3, 13)


def customer(kind: CustomerKind, **given: Any) -> Customer:
    """Of a visit that was asked for two days before."""
    usual: dict[str, Any] = {
        "phone": PHONE, "language": "fr", "raised_at": at(1, 10), "visit_at": VISIT, "starts_at": VISIT,
        "ends_at": VISIT + timedelta(minutes=90), "stands": kind != "visit_cancelled",
        "is_cancelled": kind == "visit_cancelled", "enabled": True, "refused": None,
        "must_wait": False, "sent_today": 0, "hours": USUAL,
    }  # fmt: skip
    return Customer(kind, **usual | given)


def step(now: datetime, to: Customer, *attempts: Attempt, has_second: bool = True) -> Step:
    given: Case = case(*attempts, rungs=(), urgent=False, has_second=has_second)
    return decide(replace(given, now=now.astimezone(UTC), customer=to))


def tried(state: Any, when: datetime, **more: Any) -> Attempt:
    given: dict[str, Any] = {"permanent": False, "by_person": False, "retries": False} | more
    handed = when if state in ("handed_over", "delivered") else None
    return Attempt(uuid4(), when, 0, "sms", None, state, handed_over_at=handed, **given)


def test_a_confirmation_leaves_two_minutes_after_the_booking_to_the_number_that_was_given() -> None:
    to = customer("visit_booked")
    assert step(at(1, 10), to) == Wait(at(1, 10) + SLIP, "planned")
    sent = step(at(1, 10, 2), to)
    assert isinstance(sent, Send)
    assert (sent.channel, sent.provider, sent.recipient.phone, sent.recipient.id) == ("sms", "brevo", PHONE, None)


def test_a_reminder_leaves_the_day_before_at_its_hour() -> None:
    to = customer("visit_tomorrow")
    assert step(at(1, 11), to) == Wait(at(2, 17), "planned")
    assert isinstance(step(at(2, 17), to), Send)
    other = replace(to, hours=Hours(time(20), time(8), time(12, 30)))
    assert step(at(1, 11), other) == Wait(at(2, 12, 30), "planned")


def test_no_reminder_of_what_was_booked_after_its_hour() -> None:
    assert step(at(2, 18, 1), customer("visit_tomorrow", raised_at=at(2, 18))) == Drop("just_booked")


def test_what_comes_in_the_quiet_hours_waits_for_the_morning() -> None:
    evening = customer("visit_booked", raised_at=at(1, 21))
    assert step(at(1, 21, 5), evening) == Wait(at(2, 8), "quiet")
    assert isinstance(step(at(2, 8), evening), Send)
    early = customer("visit_booked", raised_at=at(2, 6))
    assert step(at(2, 6, 3), early) == Wait(at(2, 8), "quiet")


def test_what_is_of_no_use_in_the_morning_never_leaves() -> None:
    at_dawn = customer("visit_booked", raised_at=at(2, 22), visit_at=at(3, 8), starts_at=at(3, 8))
    assert step(at(2, 22, 5), at_dawn) == Drop("too_late")
    begun = customer("visit_booked")
    assert step(VISIT, begun) == Drop("too_late")


def test_on_the_way_leaves_at_once_and_not_half_an_hour_late() -> None:
    raised = at(3, 12, 40)
    to = customer("visit_on_way", raised_at=raised)
    assert isinstance(step(raised, to), Send)
    assert step(raised + ON_WAY_FOR, to) == Drop("too_late")
    assert step(at(3, 20, 30), customer("visit_on_way", raised_at=at(3, 20, 30), ends_at=at(3, 22))) == Drop("too_late")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"stands": False}, "visit_over"),
        ({"starts_at": at(4, 13)}, "visit_moved"),
        ({"starts_at": None, "stands": False}, "visit_over"),
        ({"enabled": False}, "switched_off"),
        ({"refused": "stop"}, "stop"),
        ({"refused": "hard_bounce"}, "hard_bounce"),
        ({"phone": "+18005550134"}, "no_mobile"),
        ({"phone": None}, "no_mobile"),
        ({"sent_today": MOST_A_DAY}, "too_many_today"),
    ],
)
def test_what_is_not_to_be_told_any_more_never_leaves(given: dict[str, Any], why: str) -> None:
    for kind, now in (("visit_booked", at(1, 11)), ("visit_tomorrow", at(2, 17)), ("visit_on_way", at(1, 10))):
        assert step(now, customer(kind, **given)) == Drop(why)  # type: ignore[arg-type]


def test_a_cancellation_leaves_after_the_time_of_a_slip_and_at_no_hour_of_the_night() -> None:
    to = customer("visit_cancelled")
    assert step(at(1, 10, 1), to) == Wait(at(1, 10) + SLIP, "planned")
    assert isinstance(step(at(1, 10, 2), to), Send)
    assert step(at(1, 21, 5), replace(to, raised_at=at(1, 21))) == Wait(at(2, 8), "quiet")
    assert step(VISIT, to) == Drop("too_late")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"is_cancelled": False, "stands": True}, "visit_stands"),
        # Done, erased, or not confirmed any more.
        ({"is_cancelled": False}, "visit_over"),
        ({"starts_at": at(4, 13)}, "visit_moved"),
        ({"enabled": False}, "switched_off"),
        ({"refused": "stop"}, "stop"),
    ],
)
def test_a_cancellation_that_is_none_any_more_never_leaves(given: dict[str, Any], why: str) -> None:
    assert step(at(1, 11), customer("visit_cancelled", **given)) == Drop(why)


def test_the_reserve_is_for_emergencies_and_customers_wait_even_with_a_second_provider() -> None:
    waiting = step(at(1, 11), customer("visit_booked", must_wait=True))
    assert waiting == Wait(at(1, 11) + timedelta(minutes=5), "reserved")


def test_refused_by_the_first_provider_it_leaves_by_the_second_and_by_no_other_way() -> None:
    to, now = customer("visit_booked"), at(1, 11)
    away = tried("failed", now, reason="provider_away")
    other = step(now, to, away)
    assert isinstance(other, Send) and (other.channel, other.provider) == ("sms", "twilio")
    alone = step(now, to, away, has_second=False)
    assert isinstance(alone, Wait) and not alone.failed


def test_what_the_number_refuses_is_final() -> None:
    bounced = tried("failed", at(1, 11), permanent=True, reason="hard_bounce")
    assert step(at(1, 11, 1), customer("visit_booked"), bounced) == Rest(failed=True)


def test_delivered_or_handed_over_nothing_follows() -> None:
    for state in ("handed_over", "delivered"):
        for now in (at(1, 11, 1), at(2, 11)):
            assert step(now, customer("visit_booked"), tried(state, at(1, 11))) == Rest()


def test_in_doubt_it_is_looked_up_and_never_sent_twice() -> None:
    doubt = tried("unknown", at(1, 11), reason="provider_silent", doubted_at=at(1, 11))
    assert step(at(1, 11), customer("visit_booked"), doubt) == Wait(at(1, 11) + timedelta(seconds=10), "in_doubt")
    for later in (at(1, 11, 1), at(1, 15), at(3, 14)):
        assert isinstance(step(later, customer("visit_booked"), doubt), LookUp)


def test_refused_until_it_is_of_no_use_is_a_failure_and_moved_meanwhile_is_none() -> None:
    away = tried("failed", at(1, 11), reason="provider_away")
    assert step(VISIT, customer("visit_booked"), away) == Rest(failed=True)
    assert step(at(2, 11), customer("visit_booked", starts_at=at(5, 9)), away) == Drop("visit_moved")


@pytest.mark.parametrize(
    ("now", "resumes"),
    [
        # The night on which the clocks go forward has seven hours of quiet less one, and that of November one more.
        (at(7, 23, month=3), datetime(2026, 3, 8, 12, tzinfo=UTC)),
        (at(31, 23, month=10), datetime(2026, 11, 1, 13, tzinfo=UTC)),
        (at(1, 1, 30, month=11), datetime(2026, 11, 1, 13, tzinfo=UTC)),
        (at(2, 7, 59), at(2, 8)),
        (at(2, 20), at(3, 8)),
    ],
)
def test_quiet_hours_end_by_the_clock_on_the_wall(now: datetime, resumes: datetime) -> None:
    assert is_quiet(now, USUAL) and after_quiet(now, USUAL) == resumes


def test_quiet_hours_within_a_day_and_none_at_all() -> None:
    noon = Hours(time(12), time(14), time(17))
    assert after_quiet(at(2, 13), noon) == at(2, 14) and not is_quiet(at(2, 14), noon)
    assert not any(is_quiet(at(2, hour), Hours(time(8), time(8), time(17))) for hour in range(24))
    assert not is_quiet(at(2, 8), USUAL) and not is_quiet(at(2, 19, 59), USUAL)


def test_a_number_that_no_mobile_can_have_gets_nothing() -> None:
    assert [may_get_texts(one) for one in (PHONE, "+15142345678", "+18885550134", "+19005550134", None, "x")] == [
        True, True, False, False, False, False,
    ]  # fmt: skip

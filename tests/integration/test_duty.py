"""Who is on duty, as the database keeps it and the worker follows it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from backend.fr import ZONE
from tests.alert_fixtures import GUILLAUME, SYLVIE, AlertDesk, desk
from tests.people import Caller, sign_in

__all__ = ["desk"]

MORNING = {"weekday": 6, "starts": "07:00", "ends": "18:00"}


@pytest.fixture
def owner(env: dict[str, str]) -> Caller:
    return sign_in(env, "owner")


def save_hours(who: Caller, recipient: str, hours: Any) -> int:
    asked = {"p_request_id": str(uuid.uuid4()), "p_recipient_id": recipient, "p_hours": hours}
    return who.rpc("save_duty_hours", **asked).status_code


def exchange(who: Caller, giver: str, taker: str | None, first: int, last: int) -> int:
    today = datetime.now(ZONE).date()
    first_day, last_day = (str(today + timedelta(days=n)) for n in (first, last))
    asked = {"p_request_id": str(uuid.uuid4()), "p_giver_id": giver, "p_taker_id": taker}
    return who.rpc("save_exchange", **asked, p_first=first_day, p_last=last_day).status_code


def id_of(desk: AlertDesk, name: str) -> str:
    return str(desk.one("select id from recipients where full_name = %s", [name]))


def test_an_alert_goes_to_who_is_on_duty_and_not_to_who_comes_first(desk: AlertDesk, owner: Caller) -> None:
    today = datetime.now(ZONE).isoweekday()
    # All week but for these days, so that midnight in the middle of the test changes nothing.
    far = [{"weekday": (today + 2) % 7 + 1, "starts": "09:00", "ends": "10:00"}]
    assert save_hours(owner, id_of(desk, "Guillaume"), far) == 200
    desk.lead()
    desk.until_delivered()
    assert (len(desk.sms(SYLVIE)), desk.sms(GUILLAUME)) == (1, [])


def test_a_day_that_somebody_took_goes_to_them(desk: AlertDesk, owner: Caller) -> None:
    desk.db.execute("update recipients set on_call_rank = null where full_name = 'Sylvie'")
    assert exchange(owner, id_of(desk, "Guillaume"), id_of(desk, "Sylvie"), 0, 1) == 200
    desk.lead()
    desk.until_delivered()
    assert (len(desk.sms(SYLVIE)), desk.sms(GUILLAUME)) == (1, [])


def test_hours_are_saved_whole_or_not_at_all(desk: AlertDesk, owner: Caller) -> None:
    who = id_of(desk, "Guillaume")
    assert save_hours(owner, who, [MORNING]) == 200
    for bad in (
        [MORNING, MORNING],
        [{**MORNING, "weekday": 8}],
        [{**MORNING, "starts": "24:00"}],
        [{**MORNING, "ends": "x"}],
        [{**MORNING, "ends": None}],
        [{**MORNING, "to": "x"}],
        "x",
        None,
    ):
        assert save_hours(owner, who, bad) == 400, bad
    assert save_hours(owner, str(uuid.uuid4()), [MORNING]) == 400
    assert desk.rows("select weekday from duty_hours") == [6]
    assert save_hours(owner, who, []) == 200
    assert desk.rows("select weekday from duty_hours") == []


def test_an_exchange_is_between_two_people_of_the_list_from_today_on(desk: AlertDesk, owner: Caller) -> None:
    guillaume, sylvie = id_of(desk, "Guillaume"), id_of(desk, "Sylvie")
    assert exchange(owner, guillaume, sylvie, 2, 4) == 200
    assert len(desk.rows("select day from duty_exchanges")) == 3
    for first, last in ((-1, 2), (3, 2), (0, 32), (400, 401)):
        assert exchange(owner, guillaume, sylvie, first, last) == 400, (first, last)
    assert exchange(owner, guillaume, guillaume, 1, 1) == 400
    assert exchange(owner, guillaume, str(uuid.uuid4()), 1, 1) == 400
    assert exchange(owner, guillaume, None, 3, 3) == 200
    assert len(desk.rows("select day from duty_exchanges")) == 2


def save_weeks(who: Caller, recipient: str, every: int | None, begins_in: int = 0) -> int:
    first = str(datetime.now(ZONE).date() + timedelta(days=begins_in))
    asked = {"p_request_id": str(uuid.uuid4()), "p_recipient_id": recipient, "p_every": every, "p_first_day": first}
    return who.rpc("save_duty_weeks", **asked).status_code


def test_an_alert_goes_to_whose_week_it_is(desk: AlertDesk, owner: Caller) -> None:
    # Begun some days ago, so that midnight in the middle of the test changes nothing.
    assert save_weeks(owner, id_of(desk, "Guillaume"), 2, 4) == 200
    assert save_weeks(owner, id_of(desk, "Sylvie"), 2, -3) == 200
    desk.lead()
    desk.until_delivered()
    assert (len(desk.sms(SYLVIE)), desk.sms(GUILLAUME)) == (1, [])


def test_weeks_are_kept_within_reason_and_taken_away(desk: AlertDesk, owner: Caller) -> None:
    who = id_of(desk, "Guillaume")
    assert [save_weeks(owner, who, 2), save_weeks(owner, who, 3, 10)] == [200, 200]
    for every, begins_in in ((1, 0), (9, 0), (2, 367), (2, -367)):
        assert save_weeks(owner, who, every, begins_in) == 400, (every, begins_in)
    assert save_weeks(owner, str(uuid.uuid4()), 2) == 400
    assert desk.rows("select every from duty_weeks") == [3]
    assert save_weeks(owner, who, None) == 200
    assert desk.rows("select every from duty_weeks") == []

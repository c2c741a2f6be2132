"""Nobody who waits for a call is without somebody for long in opening hours, without whoever is on duty being told."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import psycopg
import pytest

from backend.fr import ZONE
from tests.alert_fixtures import GUILLAUME, AlertDesk, desk
from tests.people import Caller, sign_in

__all__ = ["desk"]

LEAD = """
    insert into leads (ref, source, created_at, name, phone, city, description)
    values (%s, 'console', now() - make_interval(secs => %s), 'Luc Roy', '+14505550134', 'Longueuil', 'Refoulement')
    returning id
"""
CALL = """
    insert into vapi_calls (vapi_call_id, created_at, status, caller_number, needs_callback)
    values (%s, now() - make_interval(secs => %s), 'ended', '+14505550134', true) returning id
"""
RAISED = "select state from alerts where kind = 'unowned' order by created_at"
MINUTE = 60


@pytest.fixture
def always_open(desk: AlertDesk) -> Iterator[AlertDesk]:
    """Open day and night: what is counted is then the time on the clock."""
    hours = desk.rows("select weekday, opens, closes from opening_hours")
    closed = desk.rows("select day, label, source, closed from closed_days")
    desk.db.execute("delete from opening_hours; delete from closed_days")
    desk.db.execute("insert into opening_hours select d, '00:00', '24:00' from generate_series(1, 7) d")
    desk.db.execute("update alert_rules set enabled = true where kind = 'unowned'")
    yield desk
    desk.db.execute("update alert_rules set enabled = false where kind = 'unowned'; delete from opening_hours")
    desk.db.execute("delete from closed_days; update alert_settings set unowned_minutes = 45")
    with desk.db.cursor() as back:
        back.executemany("insert into opening_hours values (%s, %s, %s)", hours)
        back.executemany("insert into closed_days values (%s, %s, %s, %s)", closed)


@pytest.fixture
def staff(env: dict[str, str]) -> Caller:
    return sign_in(env, "staff")


def lead(desk: AlertDesk, minutes: float) -> str:
    return str(desk.one(LEAD, [f"T-{uuid.uuid4()}", minutes * MINUTE]))


def look(desk: AlertDesk) -> list[str]:
    """As the worker does each minute; and what was raised so far."""
    desk.db.execute("select private.raise_unowned()")
    return desk.rows(RAISED)


def ask(who: Caller, name: str, record: str, kind: str = "lead", **more: Any) -> None:
    answer = who.rpc(name, p_request_id=str(uuid.uuid4()), p_kind=kind, p_id=record, **more)
    assert answer.status_code == 200, answer.text


def local(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("since", "until", "minutes"),
    [
        # Across closing time: Friday's last quarter of an hour, Monday's first half hour.
        ("2026-11-20 16:45", "2026-11-23 08:30", 45),
        ("2026-11-20 16:45", "2026-11-22 23:00", 15),
        # At night, and before the door opens.
        ("2026-11-23 20:00", "2026-11-24 07:59", 0),
        ("2026-11-24 06:00", "2026-11-24 08:44", 44),
        # Christmas, and the day after it on which the owner works.
        ("2026-12-24 16:30", "2026-12-28 08:10", 30 + 10),
        ("2026-12-24 16:30", "2026-12-29 08:10", 30 + 9 * 60 + 10),
        # The night on which the clocks go back is no longer for that.
        ("2026-10-30 16:50", "2026-11-02 08:50", 10 + 50),
        # To come: an hour to call again.
        ("2026-11-24 15:00", "2026-11-24 14:00", 0),
    ],
)
def test_only_opening_hours_are_counted(clean_db: psycopg.Connection, since: str, until: str, minutes: int) -> None:
    with clean_db.transaction(force_rollback=True):
        clean_db.execute("delete from closed_days")
        clean_db.execute(
            "insert into closed_days values ('2026-12-25', 'Noël', 'holiday', true),"
            " ('2026-12-28', 'Inventaire', 'owner', false)"
        )
        row = clean_db.execute("select private.open_seconds(%s, %s)", [local(since), local(until)]).fetchone()
        assert row is not None and row[0] == minutes * MINUTE


def test_after_45_minutes_whoever_is_on_duty_is_told_once(always_open: AlertDesk) -> None:
    desk = always_open
    lead(desk, 44.5)
    assert look(desk) == []
    desk.db.execute("update leads set created_at = created_at - interval '1 minute'")
    assert look(desk) == look(desk) and len(desk.rows(RAISED)) == 1
    desk.until(lambda: desk.rows(RAISED) == ["delivered"], "told")
    [told] = desk.sms(GUILLAUME)
    assert "Sans personne 45 min - Luc Roy - Refoulement - Longueuil" in told["content"]
    assert look(desk) == ["delivered"]


def test_a_closed_day_counts_for_nothing(always_open: AlertDesk) -> None:
    desk = always_open
    lead(desk, 50)
    desk.db.execute(
        "insert into closed_days select (now() at time zone 'America/Toronto')::date - d, 'Fermé', 'owner', true"
        " from generate_series(0, 1) d"
    )
    assert look(desk) == []


@pytest.mark.parametrize("taken", ["assigned", "called", "tried", "lost"])
def test_taken_at_minute_44_nobody_is_told(always_open: AlertDesk, staff: Caller, taken: str) -> None:
    desk = always_open
    record = lead(desk, 44)
    take(desk, staff, record, taken)
    desk.db.execute("update leads set created_at = created_at - interval '5 minutes'")
    assert look(desk) == []


@pytest.mark.parametrize("taken", ["assigned", "called", "tried", "lost"])
def test_what_waits_to_be_told_is_gone_when_somebody_takes_it(
    always_open: AlertDesk, staff: Caller, taken: str
) -> None:
    desk = always_open
    desk.db.execute("update recipients set on_call_rank = null")
    record = lead(desk, 50)
    assert look(desk) == ["waiting"]
    take(desk, staff, record, taken)
    by = desk.one("select full_name from profiles where email = %s", [desk.stack.env["DEMO_STAFF_EMAIL"]])
    assert desk.rows("select state, acknowledged_by from alerts") == [("acknowledged", by)]
    desk.db.execute("update recipients set on_call_rank = 1 where full_name = 'Guillaume'")
    desk.at_rest()
    assert desk.sms() == []


def take(desk: AlertDesk, who: Caller, record: str, how: str) -> None:
    me = str(desk.one("select user_id from profiles where email = %s", [desk.stack.env["DEMO_STAFF_EMAIL"]]))
    if how == "assigned":
        ask(who, "assign_callback", record, p_user_id=me)
    elif how == "called":
        ask(who, "mark_called_back", record)
    elif how == "tried":
        again = desk.one("select now() + interval '1 hour'").isoformat()
        ask(who, "record_attempt", record, p_outcome="no_answer", p_again_at=again)
    else:
        ask(who, "record_attempt", record, p_outcome="wrong_number")


def test_called_back_by_a_slip_of_the_thumb_and_taken_back_after_45_minutes_is_told(
    always_open: AlertDesk, staff: Caller
) -> None:
    desk = always_open
    record = lead(desk, 50)
    ask(staff, "mark_called_back", record)
    assert look(desk) == []
    ask(staff, "undo_called_back", record)
    assert len(look(desk)) == 1


def test_what_was_told_to_nobody_is_raised_anew_where_they_are_given_back(
    always_open: AlertDesk, staff: Caller
) -> None:
    desk = always_open
    desk.db.execute("update recipients set on_call_rank = null")
    record = lead(desk, 50)
    look(desk)
    ask(staff, "mark_called_back", record)
    ask(staff, "undo_called_back", record)
    assert look(desk) == ["acknowledged", "waiting"]


def test_told_and_then_taken_it_is_seen_and_never_told_again(always_open: AlertDesk, staff: Caller) -> None:
    desk = always_open
    record = lead(desk, 50)
    look(desk)
    desk.until(lambda: desk.rows(RAISED) == ["delivered"], "told")
    ask(staff, "mark_called_back", record)
    ask(staff, "undo_called_back", record)
    assert look(desk) == ["acknowledged"]


def test_who_was_not_reached_is_whoever_tried_s_until_their_hour_and_45_minutes(
    always_open: AlertDesk, staff: Caller
) -> None:
    desk = always_open
    record = lead(desk, 600)
    take(desk, staff, record, "tried")
    desk.db.execute("update call_attempts set again_at = now() - interval '44 minutes'")
    assert look(desk) == []
    desk.db.execute("update call_attempts set again_at = now() - interval '46 minutes'")
    assert len(look(desk)) == 1


def test_a_caller_who_left_nothing_is_somebody_too(always_open: AlertDesk, staff: Caller) -> None:
    desk = always_open
    desk.db.execute("update recipients set on_call_rank = null")
    record = str(desk.one(CALL, [f"c-{uuid.uuid4()}", 50 * MINUTE]))
    assert look(desk) == ["waiting"]
    ask(staff, "mark_called_back", record, "call")
    assert desk.rows(RAISED) == ["acknowledged"]


def test_several_are_one_message(always_open: AlertDesk) -> None:
    desk = always_open
    for phone in range(3):
        record = lead(desk, 50)
        desk.db.execute("update leads set phone = %s where id = %s", [f"+1450555017{phone}", record])
    assert len(look(desk)) == 3
    desk.until(lambda: desk.rows(RAISED) == ["delivered"] * 3, "told")
    [told] = desk.sms()
    assert "3 demandes" in told["content"]


def test_the_45_is_a_setting_between_a_floor_and_a_ceiling(always_open: AlertDesk, env: dict[str, str]) -> None:
    desk, owner = always_open, sign_in(env, "owner")
    lead(desk, 31)

    def save(minutes: int) -> int:
        asked = {"p_request_id": str(uuid.uuid4()), "p_fields": {"unowned_minutes": minutes}}
        return owner.rpc("save_alert_settings", **asked).status_code

    assert [save(minutes) for minutes in (14, 241, 32)] == [400, 400, 200]
    assert look(desk) == []
    assert save(30) == 200
    assert len(look(desk)) == 1


def test_the_lead_says_for_how_long(always_open: AlertDesk, staff: Caller) -> None:
    desk = always_open
    record = lead(desk, 50)
    for said in (unowned(staff, "today", "callbacks"), unowned(staff, "lead_board", "leads")):
        assert said == [50]
    ask(
        staff,
        "assign_callback",
        record,
        p_user_id=str(desk.one("select user_id from profiles where email = %s", [desk.stack.env["DEMO_STAFF_EMAIL"]])),
    )
    assert unowned(staff, "today", "callbacks") == unowned(staff, "lead_board", "leads") == [None]


def unowned(who: Caller, screen: str, rows: str) -> list[int | None]:
    return [one["unowned_minutes"] for one in who.rpc(screen).json()[rows]]

"""What people do to a visit of the week: another hour, who goes; whoever was slower is told, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from tests.people import Caller, sign_in
from tests.rows import empty
from tests.visit_rows import visit

SOON = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=2)


@pytest.fixture(scope="module")
def staff(env: dict[str, str]) -> Caller:
    return sign_in(env, "staff")


@pytest.fixture(autouse=True)
def nothing_yet(db: psycopg.Connection) -> Iterator[None]:
    empty(db)
    yield
    empty(db)


def move(caller: Caller, one: str, version: int, to: datetime, click: str = "") -> httpx.Response:
    return caller.rpc("move_appointment", p_request_id=click or str(uuid4()), p_appointment_id=one, p_version=version,
                      p_starts_at=to.isoformat(), p_minutes=90)  # fmt: skip


def row(db: psycopg.Connection, one: str, columns: str) -> Any:
    found = db.execute(f"select {columns} from appointments where id = %s".encode(), [one]).fetchone()
    assert found
    return found


def test_a_visit_is_moved_once_and_its_drive_moves_along(staff: Caller, db: psycopg.Connection) -> None:
    one, later, click = visit(db, 1, SOON, confirmed=False), SOON + timedelta(hours=3), str(uuid4())
    answers = [move(staff, one, 1, later, click).json() for _ in range(2)]
    assert answers[0] == answers[1] and answers[0]["version"] == 2
    assert row(db, one, "starts_at, ends_at, upper(busy), confirmed, version") == (
        later, later + timedelta(minutes=90), later + timedelta(minutes=120), False, 2,
    )  # fmt: skip
    assert row(db, one, "changed_at > created_at") == (True,)


def test_an_hour_that_is_taken_is_a_conflict_and_the_visit_stays(staff: Caller, db: psycopg.Connection) -> None:
    one, other = visit(db, 1, SOON), SOON + timedelta(hours=4)
    visit(db, 2, other)
    # The drive after it would meet the other's beginning.
    answer = move(staff, one, 1, other - timedelta(minutes=100)).json()
    assert (answer["code"], answer["message"]) == ("DF409", "appointment_slot_taken")
    assert row(db, one, "starts_at, version") == (SOON, 1)


def test_who_moves_what_somebody_else_moved_meanwhile_is_told(staff: Caller, db: psycopg.Connection) -> None:
    one = visit(db, 1, SOON)
    assert move(staff, one, 1, SOON + timedelta(hours=3)).status_code == 200
    late = move(staff, one, 1, SOON + timedelta(hours=6)).json()
    assert (late["code"], late["message"]) == ("DF409", "appointment_changed")
    for function, more in (
        ("assign_appointment", {"p_user_id": None}),
        ("change_appointment", {"p_action": "cancel"}),
    ):
        told = staff.rpc(function, p_request_id=str(uuid4()), p_appointment_id=one, p_version=1, **more).json()
        assert told["message"] == "appointment_changed", function
    assert row(db, one, "starts_at, status") == (SOON + timedelta(hours=3), "booked")


def test_a_visit_goes_into_the_past_only_to_where_it_came_from(staff: Caller, db: psycopg.Connection) -> None:
    begun = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=30)
    one = visit(db, 1, begun)
    refused = move(staff, one, 1, begun - timedelta(hours=1)).json()
    assert (refused["code"], refused["message"]) == ("DF422", "appointment_in_the_past")
    assert move(staff, one, 1, SOON).status_code == 200
    assert move(staff, one, 2, begun).status_code == 200
    assert row(db, one, "starts_at, version") == (begun, 3)


def test_a_visit_that_is_off_is_not_moved_and_nobody_unknown_goes(staff: Caller, db: psycopg.Connection) -> None:
    off, on = visit(db, 1, SOON, status="cancelled"), visit(db, 2, SOON + timedelta(hours=5))
    assert move(staff, off, 1, SOON + timedelta(hours=1)).json()["message"] == "appointment_gone"
    told = staff.rpc("assign_appointment", p_request_id=str(uuid4()), p_appointment_id=on, p_version=1,
                     p_user_id=str(uuid4()))  # fmt: skip
    assert told.json()["message"] == "person_unknown"
    too_long = staff.rpc("move_appointment", p_request_id=str(uuid4()), p_appointment_id=on, p_version=1,
                         p_starts_at=SOON.isoformat(), p_minutes=5)  # fmt: skip
    assert too_long.json()["message"] == "appointment_time_invalid"

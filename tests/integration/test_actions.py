"""What people do: role checked, audited, and done once however often it is asked."""

from __future__ import annotations

import asyncio
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from backend.db import open_pool
from backend.intake.store import receive
from tests.payload_files import body
from tests.people import Caller, sign_in
from tests.rows import empty


@pytest.fixture
def staff(db: psycopg.Connection, env: dict[str, str]) -> Caller:
    """A member of the staff, in a base that holds one urgent lead and one caller who left nothing."""

    async def fill() -> None:
        async with open_pool(env["SUPABASE_DB_URL"], size=1) as pool:
            for path in ("vapi/tool-calls.save-lead.json", "vapi/end-of-call-report.provider-fault.json"):
                await receive(pool, body(path))

    empty(db)
    asyncio.run(fill())
    return sign_in(env, "staff")


def one(db: psycopg.Connection, sql: str, *values: Any) -> Any:
    row = db.execute(sql, values).fetchone()
    assert row is not None
    return row[0]


def request() -> str:
    return str(uuid.uuid4())


def test_ten_clicks_at_once_with_one_request_id_do_it_once(staff: Caller, db: psycopg.Connection) -> None:
    lead, click = str(one(db, "select id from leads")), request()
    with ThreadPoolExecutor(10) as pool:
        answers = list(
            pool.map(
                lambda _: staff.rpc(
                    "update_lead", p_request_id=click, p_lead_id=lead, p_changes={"status": "called_back"}
                ),
                range(10),
            )
        )
    assert {answer.status_code for answer in answers} == {200}
    # All but the alert, which the worker carries on meanwhile.
    leads = [{name: value for name, value in answer.json().items() if name != "alert"} for answer in answers]
    assert leads[0]["status"] == "called_back"
    assert leads == [leads[0]] * 10
    assert one(db, "select version from leads") == 2
    assert one(db, "select count(*) from audit_log where request_id = %s", click) == 1


def test_a_request_id_serves_one_action_only(staff: Caller, db: psycopg.Connection) -> None:
    lead, click = str(one(db, "select id from leads")), request()
    assert staff.rpc("mark_called_back", p_request_id=click, p_kind="lead", p_id=lead).status_code == 200
    answer = staff.rpc("update_lead", p_request_id=click, p_lead_id=lead, p_changes={"note": "x"})
    assert answer.json()["code"] == "DF422"


def test_who_was_later_is_told_and_overwrites_nothing(staff: Caller, db: psycopg.Connection) -> None:
    lead = str(one(db, "select id from leads"))
    first = {"p_lead_id": lead, "p_version": 1}
    assert staff.rpc("update_lead", p_request_id=request(), p_changes={"city": "un"}, **first).status_code == 200
    answer = staff.rpc("update_lead", p_request_id=request(), p_changes={"city": "deux"}, **first)
    assert answer.json()["code"] == "DF409"
    assert one(db, "select city from leads") == "un"


@pytest.mark.parametrize(
    "changes", [{"status": "x"}, {"phone": "450"}, {"urgency": "non"}, {"is_test": True}, {"id": "1"}]
)
def test_impossible_values_are_refused_in_words_and_leave_no_trace(
    staff: Caller, db: psycopg.Connection, changes: dict[str, Any]
) -> None:
    click = request()
    answer = staff.rpc(
        "update_lead", p_request_id=click, p_lead_id=str(one(db, "select id from leads")), p_changes=changes
    )
    assert answer.json()["code"] == "DF422"
    assert one(db, "select count(*) from audit_log where request_id = %s", click) == 0


def test_the_audit_names_the_fields_and_not_the_words(staff: Caller, db: psycopg.Connection) -> None:
    click, lead = request(), str(one(db, "select id from leads"))
    changes = {"name": "Jean Secret", "note": "chien méchant", "status": "won"}
    staff.rpc("update_lead", p_request_id=click, p_lead_id=lead, p_changes=changes)
    result = one(db, "select changes from audit_log where request_id = %s", click)
    assert sorted(result["fields"]) == ["name", "note", "status"]
    assert result["status"] == "won"
    assert "Secret" not in str(result)


def test_what_paul_says_later_does_not_overwrite_a_person(
    staff: Caller, db: psycopg.Connection, env: dict[str, str]
) -> None:
    lead = str(one(db, "select id from leads"))
    staff.rpc("update_lead", p_request_id=request(), p_lead_id=lead, p_changes={"name": "Marie-Ève T. (corrigé)"})

    async def later() -> None:
        async with open_pool(env["SUPABASE_DB_URL"], size=1) as pool:
            await receive(pool, body("vapi/end-of-call-report.lead-and-appointment.json"))

    asyncio.run(later())
    assert one(db, "select name from leads") == "Marie-Ève T. (corrigé)"


def test_a_caller_who_left_nothing_is_called_back_or_set_aside(staff: Caller, db: psycopg.Connection) -> None:
    call = str(one(db, "select id from vapi_calls where outcome = 'fault'"))
    assert one(db, "select needs_callback from vapi_calls where id = %s", call)
    staff.rpc("classify_call", p_request_id=request(), p_call_id=call, p_classification="not_customer")
    assert not one(db, "select needs_callback from vapi_calls where id = %s", call)
    staff.rpc("classify_call", p_request_id=request(), p_call_id=call, p_classification=None)
    assert one(db, "select needs_callback from vapi_calls where id = %s", call)
    staff.rpc("mark_called_back", p_request_id=request(), p_kind="call", p_id=call)
    assert not one(db, "select needs_callback from vapi_calls where id = %s", call)


def monday(hour: int) -> str:
    day = datetime.now(UTC).replace(hour=hour, minute=0, second=0, microsecond=0)
    return (day + timedelta(days=(7 - day.weekday()) % 7 or 7)).isoformat()


def test_booking_from_a_call_makes_its_lead_and_two_cannot_have_one_slot(staff: Caller, db: psycopg.Connection) -> None:
    call, lead = (str(one(db, f"select id from {t}")) for t in ("vapi_calls where outcome = 'fault'", "leads"))
    first = staff.rpc(
        "book_appointment", p_request_id=request(), p_kind="call", p_id=call, p_starts_at=monday(15), p_minutes=90
    )
    assert first.status_code == 200, first.text
    assert one(db, "select outcome from vapi_calls where id = %s", call) == "appointment"
    second = staff.rpc(
        "book_appointment", p_request_id=request(), p_kind="lead", p_id=lead, p_starts_at=monday(16), p_minutes=60
    )
    assert second.json()["code"] == "DF409"
    assert one(db, "select status from leads where id = %s", lead) == "new"
    moved = staff.rpc(
        "change_appointment", p_request_id=request(), p_appointment_id=first.json()["id"], p_action="cancel"
    )
    assert moved.json()["status"] == "cancelled"


def test_a_visit_cannot_be_booked_in_the_past(staff: Caller, db: psycopg.Connection) -> None:
    lead = str(one(db, "select id from leads"))
    past = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    answer = staff.rpc(
        "book_appointment", p_request_id=request(), p_kind="lead", p_id=lead, p_starts_at=past, p_minutes=60
    )
    assert answer.json()["message"] == "appointment_in_the_past"

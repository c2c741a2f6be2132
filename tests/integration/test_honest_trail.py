"""The trail holds no personal data, a request serves one thing only, and what is lost is off the calendar."""

from __future__ import annotations

import asyncio
import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from backend import refusals
from backend.db import open_pool
from backend.intake.store import receive
from tests.emptying import delete
from tests.one_call import CALLER, OneCall
from tests.people import Caller, sign_in
from tests.rows import empty

CALL = OneCall()


@pytest.fixture
def staff(db: psycopg.Connection, env: dict[str, str]) -> Caller:
    """A member of the staff; the base holds one call that ended, with one lead."""

    async def fill() -> None:
        async with open_pool(env["SUPABASE_DB_URL"], size=1) as pool:
            await receive(pool, CALL.lead(20, "t1", nom="Luc Secret", telephone=CALLER, adresse="12, rue Secrète"))
            await receive(pool, CALL.ended(64))

    empty(db)
    asyncio.run(fill())
    return sign_in(env, "staff")


def one(db: psycopg.Connection, sql: str, *values: Any) -> Any:
    row = db.execute(sql, values).fetchone()
    assert row is not None
    return row[0]


def request() -> str:
    return str(uuid.uuid4())


def lead_id(db: psycopg.Connection) -> str:
    return str(one(db, "select id from leads"))


def a_day_from_now(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


def book(staff: Caller, db: psycopg.Connection, days: int = 3) -> None:
    answer = staff.rpc(
        "book_appointment", p_request_id=request(), p_kind="lead", p_id=lead_id(db), p_starts_at=a_day_from_now(days),
        p_minutes=60,
    )  # fmt: skip
    assert answer.status_code == 200, answer.text


def visits(db: psycopg.Connection) -> list[str]:
    return [row[0] for row in db.execute("select status from appointments order by starts_at").fetchall()]


def test_the_trail_keeps_which_lead_and_which_version_and_nothing_of_it(staff: Caller, db: psycopg.Connection) -> None:
    click = {"p_request_id": request(), "p_lead_id": lead_id(db), "p_changes": {"note": "chien méchant"}}
    first = staff.rpc("update_lead", **click)
    assert first.json()["name"] == "Luc Secret"
    row = one(db, "select to_jsonb(a) from audit_log a where request_id = %s", click["p_request_id"])
    assert row["result"] == {"id": lead_id(db), "version": 2, "visits_cancelled": 0, "visits_back": 0}
    for secret in ("Secret", "Secrète", "4505550134", "chien"):
        assert secret not in str(row)
    assert staff.rpc("update_lead", **click).json() == first.json()
    assert one(db, "select version from leads") == 2


@pytest.mark.parametrize(
    "other",
    [
        {"p_changes": {"note": "deux"}},
        {"p_changes": {"note": "un", "status": "won"}},
        {"p_lead_id": "00000000-0000-4000-8000-000000000000"},
        {"p_version": 1},
    ],
)
def test_a_request_that_comes_again_as_another_is_refused(
    staff: Caller, db: psycopg.Connection, other: dict[str, Any]
) -> None:
    click = {"p_request_id": request(), "p_lead_id": lead_id(db), "p_changes": {"note": "un"}}
    assert staff.rpc("update_lead", **click).status_code == 200
    refusal = staff.rpc("update_lead", **(click | other)).json()
    assert (refusal["code"], refusal["message"]) == ("DF422", "request_id_reused")
    assert one(db, "select string_agg(text, ', ') from lead_notes") == "un"


def test_a_booking_or_a_callback_that_comes_again_for_someone_else_is_refused(
    staff: Caller, db: psycopg.Connection
) -> None:
    call = str(one(db, "select id from vapi_calls"))
    click = {"p_request_id": request(), "p_kind": "lead", "p_id": lead_id(db)}
    assert staff.rpc("mark_called_back", **click).status_code == 200
    assert staff.rpc("mark_called_back", **click).status_code == 200
    assert staff.rpc("mark_called_back", **(click | {"p_kind": "call", "p_id": call})).json()["code"] == "DF422"
    visit = click | {"p_request_id": request(), "p_starts_at": a_day_from_now(3), "p_minutes": 60}
    assert staff.rpc("book_appointment", **visit).json() == staff.rpc("book_appointment", **visit).json()
    for other in ({"p_minutes": 90}, {"p_address": "ailleurs"}, {"p_starts_at": a_day_from_now(4)}):
        assert staff.rpc("book_appointment", **(visit | other)).json()["code"] == "DF422"
    assert visits(db) == ["booked"]


def test_a_lead_marked_lost_leaves_the_calendar(staff: Caller, db: psycopg.Connection) -> None:
    book(staff, db)
    db.execute(
        "insert into appointments (lead_id, starts_at, ends_at, busy, requested_at)"
        " select id, t, t + interval '1 hour', tstzrange(t, t + interval '1 hour'), t"
        " from leads, lateral (select now() - interval '2 days' as t) past"
    )
    answer = staff.rpc("update_lead", p_request_id=request(), p_lead_id=lead_id(db), p_changes={"status": "lost"})
    assert answer.json()["status"] == "lost"
    assert visits(db) == ["booked", "cancelled"], "a visit that took place is not undone"
    delete(db, "delete from appointments where starts_at < now()")
    assert one(db, "select outcome from vapi_calls") == "lead"
    staff.rpc("update_lead", p_request_id=request(), p_lead_id=lead_id(db), p_changes={"address": "2, rue Neuve"})
    back = staff.rpc("update_lead", p_request_id=request(), p_lead_id=lead_id(db), p_changes={"status": "new"}).json()
    assert (back["status"], visits(db)) == ("booked", ["booked"]), "a lead that is no more lost has its visit again"
    assert one(db, "select outcome from vapi_calls") == "appointment"


def test_a_visit_that_a_person_cancelled_stays_cancelled_when_its_lead_is_lost_no_more(
    staff: Caller, db: psycopg.Connection
) -> None:
    book(staff, db)
    visit = str(one(db, "select id from appointments"))
    staff.rpc("change_appointment", p_request_id=request(), p_appointment_id=visit, p_action="cancel", p_version=None)
    for status in ("lost", "new"):
        staff.rpc("update_lead", p_request_id=request(), p_lead_id=lead_id(db), p_changes={"status": status})
    assert (one(db, "select status from leads"), visits(db)) == ("new", ["cancelled"])


def test_a_visit_whose_hour_is_somebody_elses_by_now_does_not_come_back(staff: Caller, db: psycopg.Connection) -> None:
    book(staff, db)
    first = lead_id(db)
    staff.rpc("update_lead", p_request_id=request(), p_lead_id=first, p_changes={"status": "lost"})
    made = staff.rpc("create_lead", p_request_id=request(), p_fields={"name": "Un autre", "phone": "+14505550177"})
    taken = staff.rpc("book_appointment", p_request_id=request(), p_kind="lead", p_id=made.json()["id"],
                      p_starts_at=one(db, "select starts_at from appointments").isoformat(), p_minutes=60)  # fmt: skip
    assert taken.status_code == 200, taken.text
    answer = staff.rpc("update_lead", p_request_id=request(), p_lead_id=first, p_changes={"status": "new"})
    assert answer.json()["status"] == "new"
    assert sorted(visits(db)) == ["booked", "cancelled"]
    delete(db, "delete from leads where name = 'Un autre'")


def test_booking_again_moves_the_visit_to_come_and_leaves_the_one_that_has_begun(
    staff: Caller, db: psycopg.Connection
) -> None:
    book(staff, db)
    db.execute(
        "update appointments set starts_at = now() - interval '2 days', ends_at = now() - interval '47 hours',"
        " busy = tstzrange(now() - interval '2 days', now() - interval '47 hours')"
    )
    book(staff, db, days=4)
    assert visits(db) == ["booked", "booked"], "the visit of two days ago was made, or is still to be told"
    book(staff, db, days=6)
    assert visits(db) == ["booked", "cancelled", "booked"]
    delete(db, "delete from appointments where starts_at < now()")


def test_a_call_marked_spam_takes_its_booked_lead_with_it(staff: Caller, db: psycopg.Connection) -> None:
    book(staff, db)
    assert one(db, "select outcome from vapi_calls") == "appointment"
    call = str(one(db, "select id from vapi_calls"))
    staff.rpc("classify_call", p_request_id=request(), p_call_id=call, p_classification="spam")
    assert (one(db, "select status from leads"), visits(db)) == ("lost", ["cancelled"])
    assert one(db, "select outcome from vapi_calls") == "lead"
    staff.rpc("classify_call", p_request_id=request(), p_call_id=call, p_classification=None)
    assert (one(db, "select status from leads"), visits(db)) == ("booked", ["booked"]), "all is as it was"
    assert one(db, "select outcome from vapi_calls") == "appointment"
    lost = {"status": "lost", "lost_reason": "price"}
    staff.rpc("update_lead", p_request_id=request(), p_lead_id=lead_id(db), p_changes=lost)
    for mark in ("spam", None):
        staff.rpc("classify_call", p_request_id=request(), p_call_id=call, p_classification=mark)
    assert (one(db, "select status from leads"), visits(db)) == ("lost", ["cancelled"]), "lost for a reason of its own"


@pytest.mark.parametrize(
    ("field", "most", "sentence"),
    [
        ("note", 5000, "Note: 5000 caractères au plus."),
        ("name", 200, "Nom: 200 caractères au plus."),
        ("description", 5000, "Description: 5000 caractères au plus."),
    ],
)
def test_what_is_too_long_is_refused_in_words(
    staff: Caller, db: psycopg.Connection, field: str, most: int, sentence: str
) -> None:
    def send(length: int) -> Any:
        changes = {field: "é" * length}
        return staff.rpc("update_lead", p_request_id=request(), p_lead_id=lead_id(db), p_changes=changes)

    assert send(most).status_code == 200
    for length in (most + 1, 2_000_000):
        refusal = send(length).json()
        assert (refusal["code"], refusal["message"]) == ("DF422", "too_long")
        assert refusals.sentence(refusal["message"], json.loads(refusal["details"])) == sentence


def test_limits_without_sense_are_brought_back_to_sense(staff: Caller, db: psycopg.Connection) -> None:
    for limit in (-1, 0, 2**31 - 1):
        assert len(staff.rpc("today", p_limit=limit).json()["callbacks"]) == 1
        assert staff.rpc("second_chances", p_limit=limit).status_code == 200
        assert staff.rpc("lead_board", p_limit=limit).status_code == 200
        assert staff.rpc("call_journal", p_limit=limit).status_code == 200


def test_the_share_with_a_visit_counts_visits(staff: Caller, db: psycopg.Connection) -> None:
    def booked() -> int:
        return int(staff.rpc("lead_board").json()["booked"])

    staff.rpc("update_lead", p_request_id=request(), p_lead_id=lead_id(db), p_changes={"status": "won"})
    assert booked() == 0, "won without a visit"
    book(staff, db)
    assert booked() == 1
    staff.rpc("update_lead", p_request_id=request(), p_lead_id=lead_id(db), p_changes={"status": "lost"})
    assert booked() == 0, "its visit was cancelled"

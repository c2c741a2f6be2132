"""A day's sending by one person has an end, names carry no advertising, the last credits are for emergencies."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import httpx
import psycopg
import pytest

from tests.alert_fixtures import AlertDesk, desk
from tests.emptying import delete
from tests.people import Caller, sign_in

__all__ = ["desk"]


@pytest.fixture(scope="module")
def callers(env: dict[str, str]) -> dict[str, Caller]:
    return {role: sign_in(env, role) for role in ("owner", "staff")}


@pytest.fixture
def few_credits(desk: AlertDesk) -> Iterator[None]:
    """As the probe would find it."""
    desk.db.execute(
        "insert into probe_readings (probe, ok, value, detail) values ('brevo_credits', false, 25.3, 'few')"
    )
    yield
    desk.db.execute("delete from probe_readings where detail = 'few'")


def try_out(caller: Caller, desk: AlertDesk, channel: str = "email") -> httpx.Response:
    to = str(desk.one("select id from recipients where full_name = 'Sylvie'"))
    return caller.rpc("send_test_alert", p_request_id=str(uuid4()), p_recipient_id=to, p_channel=channel)


def test_ten_tests_a_day_by_one_person_and_no_more(desk: AlertDesk, callers: dict[str, Caller]) -> None:
    assert [try_out(callers["staff"], desk).status_code for _ in range(10)] == [200] * 10
    refused = try_out(callers["staff"], desk)
    assert (refused.json()["code"], refused.json()["message"]) == ("DF422", "too_many_today")
    # Refused whole: nothing is left of it that would be sent later.
    assert desk.one("select count(*) from alerts where kind = 'test'") == 10
    assert try_out(callers["owner"], desk).status_code == 200
    desk.db.execute("update alert_attempts set at = at - interval '25 hours'")
    assert try_out(callers["staff"], desk).status_code == 200


def test_sixty_messages_by_hand_a_day(desk: AlertDesk, callers: dict[str, Caller]) -> None:
    desk.lead("normal")
    [alert] = desk.rows("select id::text from alerts")
    desk.db.execute(
        "insert into alert_attempts (alert_id, level, channel, state, permanent, asked_by)"
        " select %s, 0, 'email', 'failed', true, p.user_id from profiles p, generate_series(1, 60) where p.email = %s",
        [alert, desk.stack.email("staff")],
    )
    asked = {"p_alert_ids": [alert], "p_channel": "email"}
    refused = callers["staff"].rpc("resend_alerts", p_request_id=str(uuid4()), **asked)
    assert refused.json()["message"] == "too_many_today"
    assert callers["owner"].rpc("resend_alerts", p_request_id=str(uuid4()), **asked).status_code == 200


@pytest.mark.usefixtures("few_credits")
def test_the_last_credits_are_for_emergencies(desk: AlertDesk, callers: dict[str, Caller]) -> None:
    desk.db.execute("update alert_rules set bundle_minutes = 0")
    desk.lead()
    desk.until(lambda: len(desk.sms()) == 1, "the emergency goes by SMS")
    # One SMS since the reading: what is left is less than what is kept.
    refused = try_out(callers["staff"], desk, "sms")
    assert refused.json()["message"] == "credits_reserved"
    desk.lead("normal", phone="+14505550135")
    desk.until(lambda: len(desk.emails()) == 1, "what is not urgent goes by email")
    desk.lead(phone="+14505550136")
    desk.until(lambda: len(desk.sms()) == 2, "and emergencies still by SMS")


@pytest.mark.parametrize(
    "name",
    [
        "Gagnez 500 $ sur www.gratuit.example",
        "https://evil.example",
        "voir promo.com",
        "Léa <b>",
        "appelez 18005551234",
        "ecrivez@evil.example",
        "Léa\nNouvelle",
        "x" * 81,
    ],
)
def test_a_name_with_advertising_is_refused(callers: dict[str, Caller], name: str) -> None:
    refused = callers["owner"].rpc(
        "invite_person", p_request_id=str(uuid4()), p_email=f"{uuid4().hex}@drain.example", p_full_name=name,
        p_role="staff",
    )  # fmt: skip
    assert refused.json()["message"] == "name_not_a_name"


@pytest.mark.parametrize("name", ["Jean-François St. Pierre", "M. J.-P. L’Écuyer", "Nguyễn Thị Hoa", "Luc Roy Jr."])
def test_a_name_is_a_name(db: psycopg.Connection, name: str) -> None:
    assert db.execute("select private.is_name(%s)", [name]).fetchone() == (True,)


def test_twenty_links_a_day_by_one_person(callers: dict[str, Caller], db: psycopg.Connection) -> None:
    row = db.execute("select user_id from profiles where role = 'owner' order by created_at limit 1").fetchone()
    assert row is not None
    mark = uuid4().hex
    with db.transaction():
        db.execute(
            "insert into account_orders (id, kind, email, full_name, role, asked_by, state, due_at)"
            " select gen_random_uuid(), 'invite', n || %s, 'Léa', 'staff', %s, 'failed', null"
            " from generate_series(1, 20) n",
            [f"@{mark}.example", row[0]],
        )
    try:
        refused = callers["owner"].rpc(
            "invite_person", p_request_id=str(uuid4()), p_email=f"x@{mark}.example", p_full_name="Léa", p_role="staff"
        )
        assert refused.json()["message"] == "too_many_today"
    finally:
        delete(db, "delete from account_orders where email like %s", [f"%@{mark}.example"])

"""Who is suspended, or of the team no more, leaves the ladder at once, with what was waiting for them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import httpx
import psycopg
import pytest

from tests.alert_fixtures import GUILLAUME, GUILLAUME_EMAIL, SYLVIE, AlertDesk, desk
from tests.emptying import delete
from tests.people import sign_in

__all__ = ["desk"]

ACCOUNT = """
    with u as (insert into auth.users (id, email) values (gen_random_uuid(), %s) returning id, email)
    insert into profiles (user_id, email, full_name, role) select id, email, %s, 'staff' from u returning user_id::text
"""
# Sooner than any delay of the ladder or of the settings.
AT_ONCE_S = 20.0


@pytest.fixture
def account(db: psycopg.Connection) -> Iterator[Callable[[str, str], str]]:
    """Makes an account of that email and name."""
    made: list[str] = []

    def make(email: str, name: str) -> str:
        row = db.execute(ACCOUNT.encode(), [email, name]).fetchone()
        assert row is not None
        made.append(row[0])
        return made[-1]

    yield make
    delete(db, "delete from auth.users where id = any (%s::uuid[])", [made])


def suspend(env: dict[str, str], user_id: str, suspended: bool) -> None:
    asked = {"p_request_id": str(uuid.uuid4()), "p_user_id": user_id, "p_suspended": suspended}
    assert sign_in(env, "owner").rpc("set_suspended", **asked).status_code == 200


def told_guillaume(desk: AlertDesk) -> None:
    desk.settings(ack_minutes=200)
    desk.lead()
    desk.until_delivered()
    assert (len(desk.sms(GUILLAUME)), desk.sms(SYLVIE)) == (1, [])


@pytest.mark.parametrize("rungs", [[], [(0, 0, "sms"), (1, 200, "next")]], ids=["without a ladder", "on a ladder"])
def test_what_waited_for_somebody_who_is_suspended_goes_to_the_next_person_at_once(
    desk: AlertDesk, env: dict[str, str], account: Callable[[str, str], str], rungs: list[tuple[int, int, str]]
) -> None:
    for rung in rungs:
        desk.db.execute("insert into alert_rungs (place, after_minutes, way) values (%s, %s, %s)", rung)
    person = account(GUILLAUME_EMAIL.upper(), "G. Fortin")
    told_guillaume(desk)
    suspend(env, person, True)
    desk.until(lambda: len(desk.sms(SYLVIE)) == 1, "the next person", within_s=AT_ONCE_S)
    assert len(desk.sms(GUILLAUME)) == 1
    suspend(env, person, False)
    assert desk.rows("select active, on_call_rank, left_at from recipients where full_name = 'Guillaume'") == [
        (True, None, None)
    ]


def test_whose_account_is_deleted_leaves_too_known_by_name(desk: AlertDesk, account: Callable[[str, str], str]) -> None:
    person = account("another@drain.example", " guillaume")
    told_guillaume(desk)
    delete(desk.db, "delete from auth.users where id = %s", [person])
    desk.until(lambda: len(desk.sms(SYLVIE)) == 1, "the next person", within_s=AT_ONCE_S)
    assert desk.rows("select full_name from recipients where active") == ["Sylvie"]


def test_a_link_of_somebody_who_left_takes_nothing_over(
    desk: AlertDesk, env: dict[str, str], account: Callable[[str, str], str]
) -> None:
    person = account(GUILLAUME_EMAIL, "G. Fortin")
    told_guillaume(desk)
    link = desk.sms(GUILLAUME)[0]["content"].rpartition(" ")[2]
    suspend(env, person, True)
    httpx.post(link, timeout=20)
    assert desk.one("select count(*) from alerts where acknowledged_at is not null") == 0


def test_of_two_accounts_of_one_person_one_is_enough_to_stay(
    desk: AlertDesk, env: dict[str, str], account: Callable[[str, str], str]
) -> None:
    account(GUILLAUME_EMAIL, "G. Fortin")
    person = account("another@drain.example", "Guillaume")
    suspend(env, person, True)
    assert desk.rows("select full_name from recipients where active order by 1") == ["Guillaume", "Sylvie"]

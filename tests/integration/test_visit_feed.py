"""The address by which a telephone's calendar follows the visits: made, read, taken back, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from icalendar import Calendar

from backend.appointments import feed
from tests.people import ROLES, Caller, sign_in
from tests.rows import empty
from tests.visit_rows import visit

SOON = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=2)


@pytest.fixture(scope="module")
def callers(env: dict[str, str]) -> dict[str, Caller]:
    return {role: sign_in(env, role) for role in ROLES}


@pytest.fixture(autouse=True)
def one_visit(db: psycopg.Connection) -> Iterator[str]:
    """One visit of nobody in particular, and no calendar that follows."""
    empty(db)
    db.execute("delete from private.calendar_feeds")
    yield visit(db, 1, SOON, name="Aïcha Côté", address="12 rue des Érables", city="Longueuil", phone="+14505550101",
                description="Refoulement au sous-sol", service="débouchage")  # fmt: skip
    db.execute("delete from private.calendar_feeds")


def made(caller: Caller) -> str:
    secret = feed.new_secret()
    answer = caller.rpc("make_calendar_feed", p_request_id=str(uuid4()), p_fingerprint=feed.fingerprint(secret))
    assert answer.status_code == 200, answer.text
    return secret


def got(env: dict[str, str], secret: str, etag: str = "") -> httpx.Response:
    return httpx.get(feed.address(env["WEBHOOK_URL"], secret), headers={"if-none-match": etag}, timeout=20)


def events(answer: httpx.Response) -> list[Any]:
    assert answer.status_code == 200, answer.text
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def me(db: psycopg.Connection, role: str) -> str:
    row = db.execute(
        "select user_id::text from profiles where role = %s order by created_at limit 1", [role]
    ).fetchone()
    assert row
    return str(row[0])


def test_two_people_follow_and_each_sees_the_places_they_drive_to(
    env: dict[str, str], callers: dict[str, Caller], db: psycopg.Connection, one_visit: str
) -> None:
    owner, staff = made(callers["owner"]), made(callers["staff"])
    for secret in (owner, staff):
        [shown] = events(got(env, secret))
        assert str(shown["location"]) == "12 rue des Érables, Longueuil"
    answer = callers["staff"].rpc("assign_appointment", p_request_id=str(uuid4()), p_appointment_id=one_visit,
                                  p_version=1, p_user_id=me(db, "owner"))  # fmt: skip
    assert answer.json()["version"] == 2
    [theirs], [not_theirs] = events(got(env, owner)), events(got(env, staff))
    assert "Aïcha" in str(theirs["summary"]) and "Aïcha" not in str(not_theirs["summary"])
    assert (theirs["sequence"], str(not_theirs["location"])) == (1, "Longueuil")


def test_what_is_wrong_and_whose_number_it_is_are_not_in_it(env: dict[str, str], callers: dict[str, Caller]) -> None:
    answer = got(env, made(callers["owner"]))
    assert answer.headers["content-type"] == feed.MIME
    assert not any(word in answer.text for word in ("Refoulement", "débouchage", "5550101", "555-0101"))
    assert answer.headers["cache-control"] == "private, no-cache"


def test_an_unchanged_calendar_is_not_sent_twice_and_a_move_is_counted(
    env: dict[str, str], callers: dict[str, Caller], db: psycopg.Connection, one_visit: str
) -> None:
    secret = made(callers["owner"])
    first = got(env, secret)
    assert (again := got(env, secret, first.headers["etag"])).status_code == 304 and again.content == b""
    assert again.headers["etag"] == first.headers["etag"]
    later = SOON + timedelta(days=1)
    callers["staff"].rpc("move_appointment", p_request_id=str(uuid4()), p_appointment_id=one_visit, p_version=1,
                         p_starts_at=later.isoformat(), p_minutes=90)  # fmt: skip
    [before], [moved] = events(first), events(got(env, secret, first.headers["etag"]))
    assert (moved["uid"], moved["sequence"]) == (before["uid"], 1)
    assert moved["dtstart"].dt.astimezone(UTC) == later
    callers["staff"].rpc("change_appointment", p_request_id=str(uuid4()), p_appointment_id=one_visit,
                         p_action="cancel")  # fmt: skip
    [off] = events(got(env, secret))
    assert (str(off["status"]), off["sequence"]) == ("CANCELLED", 2)
    assert "Aïcha" not in str(off["summary"])


def test_a_trial_s_visit_is_in_nobody_s_calendar(
    env: dict[str, str], callers: dict[str, Caller], db: psycopg.Connection
) -> None:
    visit(db, 2, SOON + timedelta(days=1), is_test=True)
    assert len(events(got(env, made(callers["owner"])))) == 1


def test_a_new_address_ends_the_one_before_and_taking_it_back_ends_all(
    env: dict[str, str], callers: dict[str, Caller]
) -> None:
    first = made(callers["owner"])
    second = made(callers["owner"])
    assert (got(env, first).status_code, got(env, second).status_code) == (404, 200)
    assert callers["owner"].rpc("my_calendar_feed").json()["read_at"]
    assert callers["staff"].rpc("my_calendar_feed").json() is None
    assert callers["owner"].rpc("revoke_calendar_feed", p_request_id=str(uuid4())).status_code == 200
    assert got(env, second).status_code == 404
    assert callers["owner"].rpc("my_calendar_feed").json() is None
    answer = callers["owner"].rpc("revoke_calendar_feed", p_request_id=str(uuid4()))
    assert answer.json()["message"] == "calendar_feed_gone"


def test_only_the_fingerprint_is_kept_and_it_opens_nothing(
    env: dict[str, str], callers: dict[str, Caller], db: psycopg.Connection
) -> None:
    secret = made(callers["owner"])
    kept = "select count(*) from private.calendar_feeds f where f::text like '%%' || %s || '%%'"
    assert db.execute(kept, [secret]).fetchone() == (0,)
    assert db.execute(kept, [feed.fingerprint(secret)]).fetchone() == (1,)
    assert got(env, feed.fingerprint(secret)).status_code == 404
    told = "select count(*) from audit_log g where g::text like '%%' || %s || '%%'"
    assert db.execute(told, [feed.fingerprint(secret)]).fetchone() == (0,)
    answer = callers["owner"].rpc("make_calendar_feed", p_request_id=str(uuid4()), p_fingerprint="zz")
    assert answer.json()["message"] == "calendar_feed_invalid"


def test_a_suspended_person_s_telephone_follows_nothing(
    env: dict[str, str], callers: dict[str, Caller], db: psycopg.Connection
) -> None:
    secret = made(callers["staff"])
    assert got(env, secret).status_code == 200
    try:
        db.execute("update profiles set suspended = true where user_id = %s", [me(db, "staff")])
        assert got(env, secret).status_code == 404
    finally:
        db.execute("update profiles set suspended = false where user_id = %s", [me(db, "staff")])


def test_guesses_are_held_up_and_who_follows_is_not(env: dict[str, str], callers: dict[str, Caller]) -> None:
    secret = made(callers["owner"])
    assert got(env, secret).status_code == 200
    with httpx.Client(timeout=20) as guesser:
        answers = [guesser.get(feed.address(env["WEBHOOK_URL"], feed.new_secret())) for _ in range(130)]
    assert {answer.status_code for answer in answers} == {404, 429}
    assert got(env, secret).status_code == 200
    assert got(env, "short").status_code == 404

"""Nobody changes their own access, and there is always an owner."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest

from tests.emptying import delete
from tests.integration.test_team import ask, callers, profile
from tests.people import Caller
from tests.waiting import until

__all__ = ["callers"]


def test_nobody_changes_their_own_access_nor_an_administrator_that_of_an_owner(
    callers: dict[str, Caller], db: psycopg.Connection, env: dict[str, str]
) -> None:
    owner, admin = (str(profile(db, env[f"DEMO_{role}_EMAIL"])["user_id"]) for role in ("OWNER", "ADMIN"))
    for caller, user in (("owner", owner), ("admin", admin), ("admin", owner)):
        assert ask(callers[caller], "set_suspended", p_user_id=user, p_suspended=True).json()["code"] == "DF422"
        assert ask(callers[caller], "set_role", p_user_id=user, p_role="staff").json()["code"] == "DF422"
    staff = str(profile(db, env["DEMO_STAFF_EMAIL"])["user_id"])
    assert ask(callers["admin"], "set_role", p_user_id=staff, p_role="owner").json()["code"] == "DF422"
    invited = ask(callers["admin"], "invite_person", p_email="x@drain.example", p_full_name="X", p_role="owner")
    assert invited.json()["code"] == "DF422"
    assert db.execute("select count(*) from profiles where suspended").fetchone() == (0,)


@pytest.fixture
def second_owner(db: psycopg.Connection) -> Iterator[str]:
    made = db.execute(
        "with u as (insert into auth.users (id, email) values (gen_random_uuid(), %s) returning id, email)"
        " insert into profiles (user_id, email, full_name, role)"
        " select id, email, 'Deuxième', 'owner' from u returning user_id::text",
        [f"{uuid4().hex[:12]}@drain.example"],
    ).fetchone()
    assert made is not None
    yield made[0]
    db.execute("update profiles set suspended = false, role = 'owner' where full_name = 'Guillaume Fortin'")
    delete(db, "delete from auth.users where id = %s", [made[0]])


def as_person(db: psycopg.Connection, user_id: str) -> None:
    db.execute("select set_config('request.jwt.claims', %s, true)", [json.dumps({"sub": user_id, "aal": "aal2"})])
    db.execute("set local role authenticated")


def test_two_owners_who_shut_each_other_out_at_once_leave_one(
    db: psycopg.Connection, env: dict[str, str], second_owner: str
) -> None:
    first = str(profile(db, env["DEMO_OWNER_EMAIL"])["user_id"])
    shut = "select set_suspended(gen_random_uuid(), %s, true)"
    with psycopg.connect(env["SUPABASE_DB_URL"]) as one, psycopg.connect(env["SUPABASE_DB_URL"]) as other:
        as_person(one, first)
        one.execute(shut, [second_owner])
        as_person(other, second_owner)
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(other.execute, shut, [first])
            until(lambda: _is_waiting(db, other.info.backend_pid))
            one.commit()
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                waiting.result(timeout=20)
    active = db.execute("select user_id::text from profiles where role = 'owner' and not suspended").fetchall()
    assert active == [(first,)]


def _is_waiting(db: psycopg.Connection, pid: int) -> object:
    row = db.execute("select pg_blocking_pids(%s)", [pid]).fetchone()
    return row is not None and row[0]


@pytest.mark.parametrize("deed", ["set role = 'staff'", "set suspended = true"])
def test_the_last_owner_stays_whoever_writes(db: psycopg.Connection, deed: str) -> None:
    assert db.execute("select count(*) from profiles where role = 'owner'").fetchone() == (1,)
    for statement in (f"update profiles {deed} where role = 'owner'", "delete from profiles where role = 'owner'"):
        with pytest.raises(psycopg.errors.CheckViolation, match="the last owner stays"):
            db.execute(statement)

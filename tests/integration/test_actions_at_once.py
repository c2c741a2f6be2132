"""Two who change the same rows and wait for each other: whoever Postgres turns away for it is not told of it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from tests.screens import signed_in
from tests.waiting import until

WAITS = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%%set_suspended%%'"


@pytest.fixture
def user_id(db: psycopg.Connection, hired: tuple[str, str]) -> str:
    """Somebody of the team, with a link that nobody has used yet."""
    [found] = db.execute("select user_id from profiles where email = %s", [hired[0]]).fetchone() or [None]
    db.execute(
        "insert into auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to)"
        " values (gen_random_uuid(), %s, 'recovery_token', gen_random_uuid(), '')",
        [found],
    )
    return str(found)


@contextmanager
def suspending(
    env: dict[str, str], db: psycopg.Connection, user_id: str
) -> Iterator[tuple[psycopg.Connection, Future[Any]]]:
    """In the middle of it: it holds the profile and waits for the link, which the given connection holds."""
    _, api = signed_in(env, "owner")
    with psycopg.connect(env["SUPABASE_DB_URL"]) as other, ThreadPoolExecutor(1) as pool:
        other.execute("select 1 from auth.one_time_tokens where user_id = %s for update", [user_id])
        asked = {"p_request_id": str(uuid4()), "p_user_id": user_id, "p_suspended": True}
        done = pool.submit(api.rpc, "set_suspended", asked)
        until(lambda: db.execute(WAITS).fetchone() == (1,), "its wait for the link")
        yield other, done
        other.commit()
        assert done.result(20)["suspended"] is True


def test_an_action_that_postgres_gave_up_for_another_is_done_all_the_same(
    env: dict[str, str], db: psycopg.Connection, user_id: str
) -> None:
    with suspending(env, db, user_id) as (other, _):
        # The action waited first: it is the one that finds out, and gives up.
        other.execute("update profiles set last_seen_at = now() where user_id = %s", [user_id])
    assert db.execute("select suspended from profiles where user_id = %s", [user_id]).fetchone() == (True,)


def test_what_is_about_a_person_goes_on_while_they_are_changed(
    env: dict[str, str], db: psycopg.Connection, user_id: str
) -> None:
    order = "insert into account_orders (id, kind, user_id, state) values (gen_random_uuid(), 'link', %s, 'done')"
    with suspending(env, db, user_id) as (_, done), db.transaction():
        db.execute("set local lock_timeout = '2s'")
        db.execute(order, [user_id])
        assert not done.done()

"""Two who change the same rows and wait for each other: whoever Postgres turns away for it is not told of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg

from tests.screens import signed_in
from tests.waiting import until

WAITS = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%%set_suspended%%'"


def test_an_action_that_postgres_gave_up_for_another_is_done_all_the_same(
    env: dict[str, str], db: psycopg.Connection, hired: tuple[str, str]
) -> None:
    _, api = signed_in(env, "owner")
    [user_id] = db.execute("select user_id from profiles where email = %s", [hired[0]]).fetchone() or [None]
    link = (
        "insert into auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to) values (%s, %s, %s, %s, %s)"
    )
    db.execute(link, [uuid4(), user_id, "recovery_token", uuid4().hex, hired[0]])
    with psycopg.connect(env["SUPABASE_DB_URL"]) as other, ThreadPoolExecutor(1) as pool:
        other.execute("select 1 from auth.one_time_tokens where user_id = %s for update", [user_id])
        asked = {"p_request_id": str(uuid4()), "p_user_id": str(user_id), "p_suspended": True}
        done = pool.submit(api.rpc, "set_suspended", asked)
        # It holds the profile and waits for the link. It waited first: it is the one that finds out, and gives up.
        until(lambda: db.execute(WAITS).fetchone() == (1,), "its wait for the link")
        other.execute("update profiles set last_seen_at = now() where user_id = %s", [user_id])
        other.commit()
        assert done.result(20)["suspended"] is True
    assert db.execute("select suspended from profiles where user_id = %s", [user_id]).fetchone() == (True,)

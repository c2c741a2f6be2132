"""An erasure that is interrupted half way is carried out right after, and not a minute later."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg

from tests.integration.test_privacy import Held, ask, erased, held, open_request
from tests.waiting import until

__all__ = ["held"]
WAITING = """
    select pid from pg_stat_activity
    where wait_event_type = 'Lock' and query like '%%' || %s || '%%' and pid <> pg_backend_pid()
"""
AT_VAPI = "select id from private.vapi_erasures where request_id = %s and lease_until is not null"
CALL = "select 'met' from vapi_calls where vapi_call_id = %s for update"
# Longer than Postgres waits before it looks, once, whether those who wait wait for one another.
LOOKED = "select clock_timestamp() - query_start > interval '3 s' from pg_stat_activity where pid = %s"
SLOW_S = 4.0


def waiting(db: psycopg.Connection, words: str) -> int:
    """The process that waits for a lock with these words in its statement."""
    (process,) = until(lambda: db.execute(WAITING, [words]).fetchone(), f"{words} at the lock")
    return int(process)


def cut(db: psycopg.Connection, process: int) -> None:
    """End that connection."""
    db.execute("select pg_terminate_backend(%s)", [process])


def by_itself(db: psycopg.Connection, held: Held, request: str) -> bool:
    """Carried out in the end, and nobody put it off."""
    until(lambda: erased(held, request), "the erasure")
    return db.execute("select error from privacy_requests where id = %s", [request]).fetchone() == (None,)


def test_a_lost_connection_costs_a_moment(held: Held, db: psycopg.Connection, env: dict[str, str]) -> None:
    request = open_request(held)
    with psycopg.connect(env["SUPABASE_DB_URL"]) as holder:
        holder.execute("select 1 from leads where phone = %s for update", [held.phone])
        assert ask(held.owner, "erase_person", p_id=request).status_code == 200
        cut(db, waiting(db, "carry_out_erasure"))
    assert by_itself(db, held, request)


def test_meeting_another_half_way_costs_a_moment(held: Held, db: psycopg.Connection, env: dict[str, str]) -> None:
    """Each waits for the other: Postgres ends the one that looks last, and that is the erasure."""
    request = open_request(held)
    url = env["SUPABASE_DB_URL"]
    with psycopg.connect(url) as before, psycopg.connect(url) as other, ThreadPoolExecutor() as beside:
        # Between the call, which an erasure takes first, and the lead.
        before.execute("select 1 from private.inbox where vapi_call_id = %s for update", [held.vapi_call_id])
        other.execute("select 1 from leads where phone = %s for update", [held.phone])
        assert ask(held.owner, "erase_person", p_id=request).status_code == 200
        waiting(db, "carry_out_erasure")
        met = beside.submit(other.execute, CALL, [held.vapi_call_id])
        process = waiting(db, CALL.split(" where")[0])
        until(lambda: db.execute(LOOKED, [process]).fetchone() == (True,), "its look for a deadlock")
        before.rollback()
        met.result()
    assert by_itself(db, held, request)


def test_an_answer_of_vapi_s_that_could_not_be_kept_at_once_costs_a_moment(
    held: Held, db: psycopg.Connection, env: dict[str, str]
) -> None:
    request = open_request(held)
    held.vapi.command(mode="slow", seconds=SLOW_S)
    assert ask(held.owner, "erase_person", p_id=request).status_code == 200
    (asked,) = until(lambda: db.execute(AT_VAPI, [request]).fetchone(), "the request to Vapi")
    with psycopg.connect(env["SUPABASE_DB_URL"]) as holder:
        holder.execute("select 1 from private.vapi_erasures where id = %s for update", [asked])
        cut(db, waiting(db, "settle_vapi_erasure"))
    until(lambda: erased(held, request), "the erasure")


def test_what_came_meanwhile_is_looked_for_though_the_connection_is_lost(
    held: Held, db: psycopg.Connection, env: dict[str, str]
) -> None:
    db.execute("insert into private.erased_calls (digest) values (private.call_digest('came-late'))")
    db.execute(
        "insert into private.inbox (dedupe_key, type, vapi_call_id, happened_at, body)"
        " values ('came-late', 'status-update', 'came-late', now(), '{}')"
    )
    request = open_request(held)
    with psycopg.connect(env["SUPABASE_DB_URL"]) as holder:
        holder.execute("select 1 from private.inbox where vapi_call_id = 'came-late' for update")
        assert ask(held.owner, "erase_person", p_id=request).status_code == 200
        cut(db, waiting(db, "sweep_erased"))
    left = "select 1 from private.inbox where vapi_call_id = 'came-late'"
    until(lambda: db.execute(left).fetchone() is None, "the message to go")

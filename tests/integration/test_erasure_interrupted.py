"""An erasure that is interrupted half way is carried out right after, and not a minute later."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from tests.integration.test_privacy import Held, ask, erased, held, open_request
from tests.waiting import until

__all__ = ["held"]
WAITING = """
    select pid from pg_stat_activity
    where wait_event_type = 'Lock' and query like '%%' || %s || '%%' and pid <> pg_backend_pid()
"""
AT_VAPI = "select id from private.vapi_erasures where request_id = %s and lease_until is not null"
SLOW_S = 4.0
Interruption = Callable[[psycopg.Connection, psycopg.Connection, Held, int], None]


def lost(_: psycopg.Connection, db: psycopg.Connection, __: Held, process: int) -> None:
    """Its connection is cut."""
    db.execute("select pg_terminate_backend(%s)", [process])


def crossed(holder: psycopg.Connection, _: psycopg.Connection, held: Held, __: int) -> None:
    """Whoever holds the lead waits for the call, which the erasure holds: Postgres ends the one that waited first."""
    holder.execute("select 1 from vapi_calls where vapi_call_id = %s for update", [held.vapi_call_id])


@pytest.mark.parametrize("interrupt", [lost, crossed])
def test_an_interruption_costs_a_moment(
    held: Held, db: psycopg.Connection, env: dict[str, str], interrupt: Interruption
) -> None:
    request = open_request(held)
    with psycopg.connect(env["SUPABASE_DB_URL"]) as holder:
        holder.execute("select 1 from leads where phone = %s for update", [held.phone])
        assert ask(held.owner, "erase_person", p_id=request).status_code == 200
        (process,) = until(lambda: db.execute(WAITING, ["carry_out_erasure"]).fetchone(), "the erasure at the lock")
        interrupt(holder, db, held, process)
    until(lambda: erased(held, request), "the erasure")
    # By itself, and nobody put it off.
    assert db.execute("select error from privacy_requests where id = %s", [request]).fetchone() == (None,)


def test_an_answer_of_vapi_s_that_could_not_be_kept_at_once_costs_a_moment(
    held: Held, db: psycopg.Connection, env: dict[str, str]
) -> None:
    request = open_request(held)
    held.vapi.command(mode="slow", seconds=SLOW_S)
    assert ask(held.owner, "erase_person", p_id=request).status_code == 200
    (asked,) = until(lambda: db.execute(AT_VAPI, [request]).fetchone(), "the request to Vapi")
    with psycopg.connect(env["SUPABASE_DB_URL"]) as holder:
        holder.execute("select 1 from private.vapi_erasures where id = %s for update", [asked])
        (process,) = until(lambda: db.execute(WAITING, ["settle_vapi_erasure"]).fetchone(), "the answer at the lock")
        lost(holder, db, held, process)
    until(lambda: erased(held, request), "the erasure")

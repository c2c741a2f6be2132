"""What the database says on a connection of its own is heard in order, and its loss or silence is noticed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import urlsplit

import psycopg
import pytest

from backend.db import Connecting
from backend.worker.notices import whom_to_wake
from tests.drills.faults.swallow import between

# Held by another worker: this one sees that it is due, and the stack's own lets it be.
DUE = """
    insert into private.inbox (dedupe_key, type, happened_at, body, applied_at, error, due_at, lease_until)
    values ('noticed', 'hang', now(), '{}', null, 'x', now() + interval '2 seconds', now() + interval '1 minute')
"""


def listen(url: str, on_heard: Callable[[str, int], bool], patience_s: float = 20.0, as_role: str = "") -> None:
    """Until `on_heard`, told each name and the listener's own process in the database, says that it is enough."""

    async def run() -> None:
        conn = await Connecting.connect(url, autocommit=True)
        try:
            if as_role:
                await conn.execute(f"set role {as_role}".encode())
            await conn.execute("listen heard_in_a_test")
            # Said before anybody looks.
            with psycopg.connect(url, autocommit=True) as other:
                other.execute("notify heard_in_a_test, 'un'")
            async for wake in whom_to_wake(conn, patience_s):
                if on_heard(wake, conn.info.backend_pid):
                    return
        finally:
            await conn.close()

    asyncio.run(asyncio.wait_for(run(), 30))


def test_what_is_said_is_heard_in_order_and_a_lost_connection_is_said(
    env: dict[str, str], db: psycopg.Connection
) -> None:
    heard: list[str] = []

    def note(wake: str, process: int) -> bool:
        if wake in ("un", "deux", "où"):
            heard.append(wake)
        if heard == ["un"]:
            db.execute("select pg_notify('heard_in_a_test', 'deux'), pg_notify('heard_in_a_test', 'où')")
        if len(heard) == 3:
            db.execute("select pg_terminate_backend(%s)", [process])
        return False

    with pytest.raises(psycopg.OperationalError):
        listen(env["SUPABASE_DB_URL"], note)
    assert heard == ["un", "deux", "où"]


def test_what_comes_due_is_named_until_it_is_done(env: dict[str, str], clean_db: psycopg.Connection) -> None:
    clean_db.execute(DUE)
    named: list[str] = []

    def note(wake: str, _: int) -> bool:
        named.append(wake)
        return named.count("inbox") == 2

    listen(env["SUPABASE_DB_URL"], note)
    assert named[0] == "un"


def test_a_database_that_confirms_and_says_nothing_is_lost(env: dict[str, str]) -> None:
    address = urlsplit(env["SUPABASE_DB_URL"])
    with between("127.0.0.1", address.port or 0) as proxy:
        through = address._replace(netloc=f"{address.username}:{address.password}@127.0.0.1:{proxy.port}").geturl()

        def note(wake: str, _: int) -> bool:
            proxy.swallow(answers=True)
            return False

        with pytest.raises(psycopg.OperationalError, match="silent"):
            listen(through, note, patience_s=1.0)


def test_a_question_that_the_database_refuses_is_no_silence(env: dict[str, str]) -> None:
    """As where it is not migrated: told as what it is, and not as a database that is away."""
    with psycopg.connect(env["SUPABASE_DB_URL"], autocommit=True) as own:
        own.execute("drop role if exists nobodys")
        own.execute("create role nobodys nologin")
        own.execute("grant nobodys to current_user")
    try:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            listen(env["SUPABASE_DB_URL"], lambda *_: False, as_role="nobodys")
    finally:
        with psycopg.connect(env["SUPABASE_DB_URL"], autocommit=True) as own:
            own.execute("drop role nobodys")

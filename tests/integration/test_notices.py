"""What the database says on a connection of its own is heard in order, and its loss is noticed."""

from __future__ import annotations

import asyncio

import psycopg
import pytest

from backend.db import Connecting
from backend.worker.notices import payloads


def test_what_is_said_is_heard_in_order_and_a_lost_connection_is_said(
    env: dict[str, str], db: psycopg.Connection
) -> None:
    heard: list[str] = []

    async def listen() -> None:
        async with await Connecting.connect(env["SUPABASE_DB_URL"], autocommit=True) as conn:
            await conn.execute("listen heard_in_a_test")
            # Said while nobody looked: on the connection already.
            db.execute("notify heard_in_a_test, 'un'")
            async for payload in payloads(conn):
                heard.append(payload)
                if len(heard) == 1:
                    db.execute("select pg_notify('heard_in_a_test', 'deux'), pg_notify('heard_in_a_test', 'où')")
                if len(heard) == 3:
                    db.execute("select pg_terminate_backend(%s)", [conn.info.backend_pid])

    with pytest.raises(psycopg.OperationalError):
        asyncio.run(asyncio.wait_for(listen(), 20))
    assert heard == ["un", "deux", "où"]

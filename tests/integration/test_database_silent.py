"""A database that goes on confirming what it is sent, and says nothing, is away; the next connection is a new one."""

from __future__ import annotations

import asyncio
import time
from urllib.parse import urlsplit

import psycopg
import pytest

from backend import db as database
from backend.db import Answered, open_pool, taking_time
from tests.drills.faults.swallow import between
from tests.local_stack import Stack


def test_whoever_asks_a_silent_database_is_told_that_it_is_away_and_asks_a_new_connection(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Answered, "silence_s", 1.0)
    address = urlsplit(stack.db_url)
    with between("127.0.0.1", address.port or 0) as proxy:
        through = address._replace(netloc=f"{address.username}:{address.password}@127.0.0.1:{proxy.port}").geturl()

        async def ask() -> None:
            async with open_pool(through, size=1) as pool:
                async with pool.connection() as conn:
                    await conn.execute("select 1")
                    proxy.swallow(answers=True)
                    began = time.monotonic()
                    with pytest.raises(psycopg.OperationalError, match="silent"):
                        await conn.execute("select 1")
                    assert time.monotonic() - began < 15
                    proxy.swallow()
                async with pool.connection(timeout=20) as conn:
                    assert await (await conn.execute("select 1 as one")).fetchone() == {"one": 1}

        asyncio.run(ask())


def test_what_may_take_its_time_is_given_it_and_only_until_it_is_done(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "SILENCE_S", 0.5)
    monkeypatch.setattr(Answered, "silence_s", 0.5)

    async def ask() -> None:
        async with open_pool(stack.db_url, size=1) as pool:
            async with taking_time(pool, 20) as conn:
                await conn.execute("select pg_sleep(1.5)")
            async with pool.connection() as conn:
                with pytest.raises(psycopg.OperationalError, match="silent"):
                    await conn.execute("select pg_sleep(1.5)")

    asyncio.run(ask())

"""Whoever gives up connecting leaves no session behind: a pooler has fifteen, and garbage is collected late."""

from __future__ import annotations

import asyncio
import gc
import socket
import time
from collections.abc import Iterator

import psutil
import psycopg
import pytest
from psycopg_pool import PoolTimeout

from backend.db import Connecting, nothing_half_made, open_pool


@pytest.fixture
def silent() -> Iterator[int]:
    """A port where every connection is accepted and nobody ever speaks; the garbage collector is away."""
    gc.collect()
    gc.disable()
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]
    gc.enable()


def address(port: int) -> str:
    return f"postgresql://u:p@127.0.0.1:{port}/x"


def left(port: int) -> int:
    deadline = time.monotonic() + 5
    while (found := sum(c.raddr[1:] == (port,) for c in psutil.Process().net_connections() if c.raddr)) and (
        time.monotonic() < deadline
    ):
        time.sleep(0.1)
    return found


def test_a_connection_that_took_too_long_is_let_go(silent: int) -> None:
    async def connect() -> None:
        with pytest.raises(psycopg.errors.ConnectionTimeout):
            await Connecting.connect(address(silent), connect_timeout=2)

    asyncio.run(connect())
    with pytest.raises(psycopg.errors.ConnectionTimeout), nothing_half_made():
        psycopg.connect(address(silent), connect_timeout=2)
    assert left(silent) == 0


def test_a_connection_that_nobody_waits_for_any_more_is_let_go(silent: int) -> None:
    async def give_up() -> None:
        async with asyncio.timeout(0.3):
            await Connecting.connect(address(silent), connect_timeout=9)

    with pytest.raises(TimeoutError):
        asyncio.run(give_up())
    assert left(silent) == 0


def test_a_pool_leaves_none_behind(silent: int) -> None:
    async def use() -> None:
        async with open_pool(address(silent), program="test", size=1) as pool:
            with pytest.raises(PoolTimeout):
                async with pool.connection(timeout=4):
                    pass

    asyncio.run(use())
    assert left(silent) == 0

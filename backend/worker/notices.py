"""What the database says on a connection that listens, without looking for it again and again.

psycopg's `notifies()` wakes up ten times a second for as long as it waits (its waiting functions wait a tenth of a
second at a time): more often than all that an idle worker does.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from psycopg import AsyncConnection


async def payloads(conn: AsyncConnection[Any]) -> AsyncIterator[str]:
    """The payload of each notice, as it comes. Raises psycopg.OperationalError once the connection is lost."""
    loop, readable, socket = asyncio.get_running_loop(), asyncio.Event(), conn.fileno()
    loop.add_reader(socket, readable.set)
    try:
        while True:
            conn.pgconn.consume_input()
            while notice := conn.pgconn.notifies():
                yield notice.extra.decode()
            readable.clear()
            await readable.wait()
    finally:
        loop.remove_reader(socket)

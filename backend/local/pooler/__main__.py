"""`python -m backend.local.pooler PORT DATABASE_PORT [SIZE]`: serve on 127.0.0.1 until stopped."""

from __future__ import annotations

import asyncio
import signal
import sys

import uvloop

from backend.local.pooler.relay import Client, Pool
from backend.postgres.ports import LOOPBACK

# Of the smallest computes, for all programs together.
SIZE = 15


async def serve(port: int, pool: Pool) -> None:
    """Until SIGTERM or SIGINT."""
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    server = await loop.create_server(lambda: Client(pool), LOOPBACK, port)
    await stopped.wait()
    server.close()


def main() -> int:
    """The command."""
    port, database, *size = map(int, sys.argv[1:])
    uvloop.run(serve(port, Pool(LOOPBACK, database, size[0] if size else SIZE)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

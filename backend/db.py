"""The one way to open the database, for the programs that hold its URL (webhook, worker, tools)."""

from __future__ import annotations

import asyncio
import re
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Self

from psycopg import AsyncConnection, Connection, ConnectionInfo, Error, InterfaceError, OperationalError
from psycopg.abc import RV, PQGen
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.errors import DeadlockDetected, SerializationFailure
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

SQL_FOLDER = Path(__file__).resolve().parents[1] / "sql"
QUERY_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)
LEADING_COMMENT = re.compile(r"\A(?:--.*\n)+")
CONNECT_TIMEOUT_S = 3
# Postgres gives up on a statement before the client does: the client then knows what became of it.
STATEMENT_TIMEOUT_MS = 5_000
# Longer than Postgres takes to give up on a statement.
SILENCE_S = 20.0
# How often psycopg looks whether it was interrupted.
POLL_S = 0.1
# A pooler of hosted Supabase's smallest computes has fifteen sessions for all programs together. At most: a webhook's
# pool of two and its batches' own, a worker's pool of two, its listener and its ledger of copies, and a copy's snapshot
# with its pg_dump. Two webhooks, two workers and a migration fit.
POOL_SIZE = 2
SESSIONS = {"webhook": POOL_SIZE + 1, "worker": POOL_SIZE + 2, "backup": 2}
IDLE_S = 60.0
# What is raised when it is away; a pool that had none to give in time is among the first.
AWAY = (OperationalError, InterfaceError, OSError)
# Told in words only: nothing was opened that could carry a code.
FULL = re.compile(r"EMAXCONN|max clients|too many (connections|clients)|connection slots", re.IGNORECASE)
SETTLE = """
    select set_config('statement_timeout', %(timeout)s, false), set_config('timezone', 'UTC', false),
           set_config('application_name', %(name)s, false)
"""

Pool = AsyncConnectionPool[AsyncConnection[dict[str, object]]]


@contextmanager
def nothing_half_made() -> Iterator[None]:
    """Around psycopg's connect: whoever gives up on it leaves no session behind.

    psycopg's error and its frame hold each other, and with them the connection that was being made: it would keep its
    place in the pooler until the garbage collector comes by, which in an idle program is hours later.
    """
    try:
        yield
    except BaseException as error:
        traceback.clear_frames(error.__traceback__)
        raise


class Connecting(AsyncConnection[Any]):
    """Connections of the pools and of those who need one of their own."""

    @classmethod
    async def connect(cls, conninfo: str = "", **options: Any) -> Self:
        """As psycopg's."""
        with nothing_half_made():
            return await super().connect(conninfo, **options)


class Answered(Connecting):
    """One of a pool: a database that has long been silent is away, whatever TCP still believes of the connection.

    Keep-alives find a machine that is gone; not a pooler or a proxy that stands still and goes on confirming.
    """

    silence_s = SILENCE_S

    async def wait(self, gen: PQGen[RV], interval: float = POLL_S, timeout: float | None = None) -> RV:
        """As psycopg's; closed, and OperationalError raised, after `silence_s`."""
        try:
            async with asyncio.timeout(self.silence_s):
                return await super().wait(gen, interval, timeout)
        except TimeoutError as error:
            raise OperationalError("the database has long been silent") from error


def query(name: str) -> str:
    """The named query of `sql/queries/`: what stands there after `-- name: <name>` and its comment."""
    return _queries()[name]


@cache
def _queries() -> dict[str, str]:
    return read_queries(SQL_FOLDER / "queries")


def read_queries(folder: Path) -> dict[str, str]:
    """Every query of these files by its name. Raises ValueError for a name that stands twice."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.sql")):
        _, *parts = QUERY_NAME.split(path.read_text(encoding="utf-8"))
        for name, text in zip(parts[::2], parts[1::2], strict=True):
            if name in found:
                raise ValueError(f"{path.name}: {name} stands twice in sql/queries")
            found[name] = LEADING_COMMENT.sub("", text).strip()
    return found


def refuse_transaction_pooler(db_url: str) -> None:
    """Raise ValueError for Supavisor's transaction mode (port 6543): no LISTEN, no session state."""
    if str(conninfo_to_dict(db_url).get("port", "")) == "6543":
        raise ValueError(
            "SUPABASE_DB_URL : le port 6543 est celui du mode transaction. Prenez le port 5432, session ou direct."
        )


def is_pooler_full(error: BaseException) -> bool:
    """True when there was no session left to give."""
    return bool(FULL.search(str(error)))


def is_gone(error: BaseException) -> bool:
    """True when Postgres itself is away, or has no session to give; not when it refused what it was asked."""
    if isinstance(error, Error) and error.sqlstate:
        return error.sqlstate.startswith(("08", "57P", "53"))
    return isinstance(error, AWAY)


def is_lost_race(error: BaseException) -> bool:
    """True when two waited for each other: Postgres took back all that this one had done."""
    return isinstance(error, DeadlockDetected | SerializationFailure)


def conninfo(db_url: str, program: str) -> str:
    """The connection string with our timeouts, keep-alives and the program's name; `settle` does the rest."""
    refuse_transaction_pooler(db_url)
    return make_conninfo(
        db_url,
        application_name=f"drain-{program}",
        connect_timeout=CONNECT_TIMEOUT_S,
        keepalives_idle=10,
        keepalives_interval=5,
        keepalives_count=2,
        tcp_user_timeout=8_000,
    )


async def settle(conn: AsyncConnection[Any]) -> None:
    """Our limits and name, set once connected: the pooler of hosted Supabase drops what is asked for at the start."""
    await conn.execute(SETTLE, _limits(conn.info))


def settle_now(conn: Connection[Any]) -> None:
    """The same, for a connection that is not asynchronous."""
    conn.execute(SETTLE, _limits(conn.info))


def _limits(info: ConnectionInfo) -> dict[str, str]:
    asked = info.get_parameters()
    return {"timeout": str(STATEMENT_TIMEOUT_MS), "name": asked.get("application_name", "drain-tool")}


@asynccontextmanager
async def open_pool(db_url: str, *, program: str = "tool", size: int = 8) -> AsyncIterator[Pool]:
    """A pool of autocommit connections giving rows as dicts. Opening does not wait for the database to answer."""
    pool: Pool = AsyncConnectionPool(
        conninfo(db_url, program),
        connection_class=Answered,
        # One is kept whatever happens: a pooler that others have filled does not shut us out.
        min_size=1,
        max_size=size,
        max_idle=IDLE_S,
        open=False,
        timeout=CONNECT_TIMEOUT_S,
        reconnect_timeout=0,
        kwargs={"autocommit": True, "row_factory": dict_row},
        configure=settle,
    )
    await pool.open(wait=False)
    try:
        yield pool
    finally:
        await pool.close(timeout=2)


@asynccontextmanager
async def taking_time(pool: Pool, seconds: int) -> AsyncIterator[AsyncConnection[dict[str, object]]]:
    """A transaction whose statements may each take that long: nobody waits for them."""
    async with pool.connection() as conn, conn.transaction():
        await conn.execute(query("take_time"), [str(seconds * 1000)])
        assert isinstance(conn, Answered)
        conn.silence_s = seconds + SILENCE_S
        try:
            yield conn
        finally:
            conn.silence_s = SILENCE_S

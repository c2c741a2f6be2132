"""Messages sent at a steady pace while Postgres or the webhook is killed: what was lost, what came twice."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import httpx
import psutil
import psycopg

from backend.local.home import Home
from backend.vapi.message import read
from backend.vapi.signature import sign
from tests.bench.bodies import calls
from tests.local_stack import Stack

# The plan configured at Vapi: five retries, exponential from two seconds.
RETRY_DELAYS_S = (2, 4, 8, 16, 32)
SETTLE_WITHIN_S = 60


@dataclass(frozen=True)
class Outcome:
    """What became of the messages sent: all these counts must be 0 but the first two and the longest answer."""

    sent: int
    calls: int
    lost: int
    applied_twice: int
    unapplied: int
    calls_missing: int
    leads_wrong: int
    appointments_wrong: int
    refused: int
    slowest_s: float
    # Messages that were not taken at the first attempt.
    tried_again: int = 0

    @property
    def harmless(self) -> bool:
        """True when nothing was lost and nothing came twice."""
        wrong = (self.lost, self.applied_twice, self.unapplied, self.calls_missing, self.leads_wrong)
        return not any((*wrong, self.appointments_wrong, self.refused))


@dataclass(frozen=True)
class Posted:
    """How one message was answered in the end, and how long its slowest try took."""

    status: int
    slowest_s: float
    tries: int


def send_through(stack: Stack, count: int, per_second: float, break_it: Callable[[], None], *, first: int) -> Outcome:
    """Send `count` whole calls at a steady pace, break something a third of the way, and look at what is there."""
    bodies = [body for call in calls(count, first=first) for body in call]
    waiting: list[Future[Posted]] = []
    with ThreadPoolExecutor(128) as pool:
        breaking = None
        started = time.monotonic()
        for number, body in enumerate(bodies):
            time.sleep(max(0.0, started + number / per_second - time.monotonic()))
            waiting.append(pool.submit(_post, stack, body))
            if number == len(bodies) // 3:
                breaking = pool.submit(break_it)
        posted = [future.result() for future in waiting]
        if breaking is not None:
            breaking.result()
    settled(stack)
    return _look(stack, bodies, count, posted)


def kill(stack: Stack, program: str, held_s: float) -> None:
    """Kill a program of the stack with -9; its supervisor starts it again only after `held_s` seconds."""
    done = stack.command("kill", program, "--held", str(held_s))
    assert done.returncode == 0, done.stderr


def let_back(stack: Stack, program: str) -> None:
    """Hold it down no longer."""
    Home(stack.home).hold_file(program).write_text("0", encoding="ascii")


@contextlib.contextmanager
def frozen(db: psycopg.Connection) -> Iterator[None]:
    """Stop every process of that Postgres without killing one: it accepts connections and says nothing."""
    backend = psutil.Process(db.info.backend_pid)
    postmaster = backend.parent()
    assert postmaster is not None
    processes = [postmaster, *postmaster.children(recursive=True)]
    for process in processes:
        process.suspend()
    try:
        yield
    finally:
        for process in processes:
            process.resume()


def _post(stack: Stack, body: bytes) -> Posted:
    slowest, tries = 0.0, 0
    for delay in (*RETRY_DELAYS_S, None):
        tries += 1
        stamp = str(int(time.time()))
        headers = {"x-timestamp": stamp, "x-signature": sign(stack.env["VAPI_WEBHOOK_SECRET"], body, stamp)}
        started = time.monotonic()
        try:
            status = httpx.post(f"{stack.webhook_url}/vapi", content=body, headers=headers, timeout=20).status_code
        except httpx.HTTPError:
            status = 0
        slowest = max(slowest, time.monotonic() - started)
        if status == 200 or delay is None:
            break
        time.sleep(delay)
    return Posted(status, slowest, tries)


def settled(stack: Stack) -> None:
    """Wait until the webhook has the database back, and its journal is empty."""
    deadline = time.monotonic() + SETTLE_WITHIN_S
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.HTTPError, ValueError):
            ready = httpx.get(f"{stack.webhook_url}/readyz", timeout=5)
            if ready.status_code == 200 and ready.json()["journal"]["length"] == 0:
                return
        time.sleep(0.2)
    raise AssertionError("the journal was not empty within a minute")


def _look(stack: Stack, bodies: list[bytes], count: int, posted: list[Posted]) -> Outcome:
    messages = [read(body) for body in bodies]
    keys = sorted({message.dedupe_key for message in messages})
    ids = sorted({str(message.vapi_call_id) for message in messages})
    with psycopg.connect(stack.db_url) as db:

        def number(sql: str, values: list[str]) -> int:
            row = db.execute(sql, [values]).fetchone()
            assert row is not None
            return int(row[0])

        mine = "join vapi_calls c on c.id = x.call_id where c.vapi_call_id = any(%s)"
        ended = "select count(*) from vapi_calls where vapi_call_id = any(%s) and status = 'ended' and cost_usd > 0"
        return Outcome(
            sent=len(bodies),
            calls=count,
            lost=len(keys) - number("select count(*) from private.inbox where dedupe_key = any(%s)", keys),
            # Each call of the example says three things while it lasts and ten in its report: twice would be more.
            applied_twice=number(f"select count(*) - 10 * {count} from call_logs x {mine} and x.kind = 'said'", ids)
            + number(f"select count(*) - 2 * {count} from call_logs x {mine} and x.kind = 'tool'", ids),
            unapplied=number(
                "select count(*) from private.inbox where applied_at is null and dedupe_key = any(%s)", keys
            ),
            calls_missing=count - number(ended, ids),
            leads_wrong=abs(count - number(f"select count(*) from leads x {mine}", ids)),
            appointments_wrong=abs(count - number(f"select count(*) from appointments x {mine}", ids)),
            refused=sum(one.status != 200 for one in posted),
            slowest_s=max(one.slowest_s for one in posted),
            tried_again=sum(one.tries > 1 for one in posted),
        )

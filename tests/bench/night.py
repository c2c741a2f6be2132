"""The answer to a tool call while all else happens: ten calls, thirty open pages, a copy, its proof, the purge."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from uuid import uuid4

import httpx
import psycopg

from backend.vapi.signature import sign
from tests.bench import databases
from tests.bench.backup import ASK
from tests.bench.figure import Figure
from tests.bench.live_session import LiveSession
from tests.bench.phone import demonstration_cookie
from tests.local_stack import Stack
from tests.one_call import OneCall

CALLS_AT_ONCE, PAGES = 10, 30
FOR_S = 60.0
# Paul asks, then speaks: two tools of one call are never so close.
BETWEEN_TOOLS_S = 0.4
P99_MS, SLOWEST_MS = 150.0, 1000.0
# Seven months of fifty calls a day, of which the last night's recordings are still to go.
CALLS = 10_000
ONE_NIGHT = "update vapi_calls set has_recording = false where created_at < now() - interval '31 days'"
PURGE = "update private.purge_plan set due_at = clock_timestamp(); notify drain_work, 'privacy'"
PROVEN = "select count(*) from backup_proofs where state = 'proven'"
UNDER_WAY = """
    select (select count(*) from backups where state in ('asked', 'running'))
         + (select count(*) from backup_proofs where state in ('asked', 'running'))
"""
PURGED = "select coalesce(sum(n::text::bigint), 0) from purge_runs r, jsonb_each(r.removed) as k (what, n)"
WITHIN_S = 60.0


@dataclass(frozen=True)
class Night:
    """What was done beside the calls."""

    proven: int
    purged: int


def measure(stack: Stack) -> Sequence[Figure]:
    """Each caller's tool calls one after the other, all callers at once, for a minute."""
    databases.fill(stack.db_url, CALLS)
    with psycopg.connect(stack.db_url, autocommit=True) as conn:
        conn.execute(ONE_NIGHT)
    cookie = demonstration_cookie(stack.console_url)
    pages = [LiveSession(stack.console_url, cookie) for _ in range(PAGES)]
    for page in pages:
        page.open_page()
    over = threading.Event()
    with ThreadPoolExecutor(CALLS_AT_ONCE + PAGES + 1) as pool:
        started = time.perf_counter()
        night = pool.submit(_night, stack, over)
        kept = [pool.submit(page.listen, FOR_S) for page in pages]
        callers = [pool.submit(_tools, stack, number, started + FOR_S) for number in range(CALLS_AT_ONCE)]
        answers = sorted(ms for caller in callers for ms in caller.result())
        over.set()
        errors = sum(len(page.result().errors) for page in kept)
    for page in pages:
        page.close()
    return _figures(answers, errors, night.result())


def _figures(answers: list[float], errors: int, night: Night) -> list[Figure]:
    beside = f"{CALLS_AT_ONCE} calls at once, {PAGES} pages, copy, proof and purge"
    return [
        Figure("night_tool_call_p50", answers[len(answers) // 2], "ms", f"{len(answers)} tool calls"),
        Figure("night_tool_call_p99", answers[int(len(answers) * 0.99)], "ms", beside, P99_MS),
        Figure("night_tool_call_slowest", answers[-1], "ms", beside, SLOWEST_MS),
        Figure("night_copies_proven", night.proven, "", "one after the other meanwhile", 1, at_least=True),
        Figure("night_purged", night.purged, "rows", "by the worker meanwhile", 1, at_least=True),
        Figure("night_page_errors", errors, "", f"{PAGES} pages, each refreshed as ever", 0),
    ]


def _tools(stack: Stack, number: int, until: float) -> list[float]:
    """Milliseconds of each answer; raises when one is no answer."""
    took: list[float] = []
    phone = f"+1450555{number:04d}"
    call = OneCall(phone, str(uuid4()))
    asked = cycle((
        ("consulter_disponibilites", {}),
        ("enregistrer_lead", {"nom": "Essai Charge", "telephone": phone, "description": "refoulement"}),
    ))  # fmt: skip
    with httpx.Client(base_url=stack.webhook_url, timeout=20) as http:
        while time.perf_counter() < until:
            name, arguments = next(asked)
            body = call.tool(5 + len(took), str(uuid4()), name, arguments)
            stamp = str(int(time.time()))
            headers = {"x-timestamp": stamp, "x-signature": sign(stack.env["VAPI_WEBHOOK_SECRET"], body, stamp)}
            started = time.perf_counter()
            answer = http.post("/vapi", content=body, headers=headers)
            took.append((time.perf_counter() - started) * 1000)
            assert answer.json()["results"][0]["result"], answer.text
            time.sleep(BETWEEN_TOOLS_S)
    return took


def _night(stack: Stack, over: threading.Event) -> Night:
    """The purge once; copies as long as it lasts, each proven before the next."""
    with psycopg.connect(stack.db_url, autocommit=True) as conn:
        for statement in PURGE.split("; "):
            conn.execute(statement.encode())
        while not over.is_set():
            conn.execute(ASK)
            _wait(conn, over)
        with contextlib.suppress(TimeoutError):
            _wait(conn, threading.Event())
        return Night(_number(conn, PROVEN), _number(conn, PURGED))


def _wait(conn: psycopg.Connection, over: threading.Event) -> None:
    give_up_at = time.monotonic() + WITHIN_S
    while _number(conn, UNDER_WAY) and not over.is_set():
        if time.monotonic() > give_up_at:
            raise TimeoutError
        time.sleep(0.25)


def _number(conn: psycopg.Connection, sql: str) -> int:
    row = conn.execute(sql.encode()).fetchone()
    return int(row[0]) if row else 0

"""The live parts of Aujourd'hui: what one refresh costs the server, and how long it takes with 30 pages open."""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import psutil

from backend.local import state
from backend.local.home import Home
from tests.bench import bare
from tests.bench.figure import Figure
from tests.bench.live_session import LiveSession
from tests.bench.phone import demonstration_cookie
from tests.local_stack import Stack

ALONE = 60
WARM_UP = 5
SESSIONS = 30
OPEN_FOR_S = 40
BETWEEN_TAPS_S = 0.5


@dataclass(frozen=True)
class Cost:
    """One refresh: processor milliseconds of the server, milliseconds until the page has it, and bytes to the page."""

    processor_ms: float
    median_ms: float
    median_bytes: float


def measure(stack: Stack) -> list[Figure]:
    """One session first, then thirty."""
    running = state.read(Home(stack.home))
    assert running is not None
    console = psutil.Process(running.children["console"].pid)
    with bare.serving(bare.ONE_LIVE_LINE) as reference:
        theirs = _alone(LiveSession(reference.url), psutil.Process(reference.pid))
    ours = _alone(LiveSession(stack.console_url, demonstration_cookie(stack.console_url)), console)
    return [
        Figure("refresh_server", ours.processor_ms, "ms", f"bare live line {theirs.processor_ms:.1f} ms of processor"),
        Figure("refresh_round_trip", ours.median_ms, "ms", f"bare live line {theirs.median_ms:.1f} ms"),
        Figure("refresh_bytes", ours.median_bytes, "bytes", f"bare live line {theirs.median_bytes:.0f} bytes"),
        *_together(stack.console_url, console),
    ]


def _alone(session: LiveSession, server: psutil.Process) -> Cost:
    """Refresh the fastest part over and over: between two refreshes nothing else happens in that process."""
    session.open_page()
    part = min(session.parts, key=lambda one: one.every_s)
    for _ in range(WARM_UP):
        session.ask(part)
    took_ms, brought, before = [], [], _processor_s(server)
    for _ in range(ALONE):
        started = time.perf_counter()
        brought.append(session.ask(part))
        took_ms.append((time.perf_counter() - started) * 1000)
    spent = _processor_s(server) - before
    session.close()
    return Cost(spent * 1000 / ALONE, statistics.median(took_ms), statistics.median(brought))


def _together(url: str, console: psutil.Process) -> list[Figure]:
    # One sign-in: the service takes thirty at a time from one address, and some were made before.
    cookie = demonstration_cookie(url)
    *sessions, asking = [LiveSession(url, cookie) for _ in range(SESSIONS + 1)]
    for session in (*sessions, asking):
        session.open_page()
    before, started = _processor_s(console), time.perf_counter()
    with ThreadPoolExecutor(SESSIONS) as pool:
        listening = [pool.submit(session.listen, OPEN_FOR_S) for session in sessions]
        took_ms = sorted(_asked(asking, started + OPEN_FOR_S))
        heard = [one.result() for one in listening]
    share = (_processor_s(console) - before) / (time.perf_counter() - started)
    for session in (*sessions, asking):
        session.close()
    errors = [error for one in heard for error in one.errors]
    beside = f"median {statistics.median(took_ms):.0f} ms of one page more, {share:.0%} of one processor"
    a_minute = statistics.median(one.bytes for one in heard) * 60 / OPEN_FOR_S
    named = "".join(f", {name}" for name in sorted(set(errors)))
    return [
        Figure(f"refresh_p95_{SESSIONS}_sessions", took_ms[int(len(took_ms) * 0.95)], "ms", beside),
        Figure(f"refresh_errors_{SESSIONS}_sessions", len(errors), "errors", f"at most 0{named}", 0),
        Figure("refresh_bytes_a_minute", a_minute, "bytes", "to one open page, by itself"),
    ]


def _asked(session: LiveSession, until: float) -> list[float]:
    """Milliseconds of each answer, asked as often as somebody taps."""
    took_ms: list[float] = []
    part = min(session.parts, key=lambda one: one.every_s)
    while (started := time.perf_counter()) < until:
        session.ask(part)
        took_ms.append((time.perf_counter() - started) * 1000)
        time.sleep(BETWEEN_TAPS_S)
    return took_ms


def _processor_s(process: psutil.Process) -> float:
    spent = process.cpu_times()
    return spent.user + spent.system

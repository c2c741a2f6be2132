"""The live parts of Aujourd'hui: what one refresh costs the server, and how long it takes with 30 pages open."""

from __future__ import annotations

import random
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import psutil

from backend.local import state
from backend.local.home import Home
from tests.bench import bare
from tests.bench.figure import Figure
from tests.bench.live_session import LivePart, LiveSession
from tests.bench.phone import demonstration_cookie
from tests.local_stack import Stack

ALONE = 60
WARM_UP = 5
SESSIONS = 30
OPEN_FOR_S = 40


@dataclass(frozen=True)
class Cost:
    """One refresh: processor milliseconds of the server, milliseconds until the page has it, and bytes to the page."""

    processor_ms: float
    median_ms: float
    median_bytes: float


@dataclass
class Kept:
    """What one open page saw: milliseconds of each refresh, and what went wrong."""

    took_ms: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


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
        session.refresh(part)
    took_ms, brought, before = [], [], _processor_s(server)
    for _ in range(ALONE):
        started = time.perf_counter()
        brought.append(session.refresh(part))
        took_ms.append((time.perf_counter() - started) * 1000)
    spent = _processor_s(server) - before
    session.close()
    return Cost(spent * 1000 / ALONE, statistics.median(took_ms), statistics.median(brought))


def _together(url: str, console: psutil.Process) -> list[Figure]:
    # One sign-in: the service takes thirty at a time from one address, and some were made before.
    cookie = demonstration_cookie(url)
    sessions = [LiveSession(url, cookie) for _ in range(SESSIONS)]
    for session in sessions:
        session.open_page()
    before, started = _processor_s(console), time.perf_counter()
    with ThreadPoolExecutor(SESSIONS) as pool:
        kept = list(pool.map(lambda session: keep_open(session, started, OPEN_FOR_S), sessions))
    share = (_processor_s(console) - before) / (time.perf_counter() - started)
    for session in sessions:
        session.close()
    took_ms = sorted(ms for one in kept for ms in one.took_ms)
    errors = [error for one in kept for error in one.errors]
    result = f"median {statistics.median(took_ms):.0f} ms, {len(took_ms)} refreshes, {share:.0%} of one processor"
    return [
        Figure(f"refresh_p95_{SESSIONS}_sessions", took_ms[int(len(took_ms) * 0.95)], "ms", result),
        Figure(
            f"refresh_errors_{SESSIONS}_sessions",
            len(errors),
            "errors",
            "at most 0" + "".join(f", {name}" for name in sorted(set(errors))),
            0,
        ),
    ]


def keep_open(session: LiveSession, started: float, for_s: float) -> Kept:
    """Refresh each part when it is due, as a page does; one that must wait its turn counts from when it was due."""
    kept = Kept()
    due = [(started + random.random() * part.every_s, part) for part in session.parts]
    while due:
        at, part = due.pop(min(range(len(due)), key=lambda place: due[place][0]))
        if at > started + for_s:
            continue
        _one(session, part, at, kept)
        due.append((at + part.every_s, part))
    return kept


def _one(session: LiveSession, part: LivePart, at: float, kept: Kept) -> None:
    time.sleep(max(0.0, at - time.perf_counter()))
    try:
        session.refresh(part)
    except Exception as error:
        kept.errors.append(type(error).__name__)
    kept.took_ms.append((time.perf_counter() - at) * 1000)


def _processor_s(process: psutil.Process) -> float:
    spent = process.cpu_times()
    return spent.user + spent.system

"""What the smallest server must hold: the memory of the three programs with pages open, their processor when idle."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import psutil

from backend.local import state
from backend.local.home import Home
from tests.bench.figure import Figure
from tests.bench.live_session import LiveSession
from tests.bench.phone import demonstration_cookie
from tests.local_stack import Stack

PROGRAMS = ("console", "webhook", "worker")
PAGES = 3
OPEN_FOR_S = 30.0
# The worker's own minute is in it, whenever that falls.
SETTLE_S, IDLE_FOR_S = 20.0, 60.0
MB = 2**20
MEMORY_MB, IDLE_PERCENT = 700.0, 2.0


def measure(stack: Stack) -> Sequence[Figure]:
    """On an empty database: nobody there for a minute, then three pages open."""
    cookie = demonstration_cookie(stack.console_url)
    time.sleep(SETTLE_S)
    before = {name: _processor_s(stack, name) for name in PROGRAMS}
    time.sleep(IDLE_FOR_S)
    idle = {name: (_processor_s(stack, name) - before[name]) / IDLE_FOR_S * 100 for name in PROGRAMS}
    held = _held_with_pages(stack, [LiveSession(stack.console_url, cookie) for _ in range(PAGES)])
    alone = f"the three, {IDLE_FOR_S:.0f} s without anybody"
    return [
        *(Figure(f"server_memory_{name}", megabytes, "MB", "resident") for name, megabytes in held.items()),
        Figure("server_memory", sum(held.values()), "MB", f"the three, {PAGES} pages open", limit=MEMORY_MB),
        *(Figure(f"server_idle_{name}", percent, "%", "of one processor") for name, percent in idle.items()),
        Figure("server_idle", sum(idle.values()), "%", alone, limit=IDLE_PERCENT),
    ]


def _held_with_pages(stack: Stack, sessions: Sequence[LiveSession]) -> dict[str, float]:
    """Megabytes by program, after the pages were drawn and refreshed for a while."""
    for session in sessions:
        session.open_page()
    with ThreadPoolExecutor(PAGES) as pool:
        for heard in pool.map(lambda session: session.listen(OPEN_FOR_S), sessions):
            assert not heard.errors, heard.errors
    held = {name: sum(one.memory_info().rss for one in _family(stack, name)) / MB for name in PROGRAMS}
    for session in sessions:
        session.close()
    return held


def _processor_s(stack: Stack, name: str) -> float:
    spent = [process.cpu_times() for process in _family(stack, name)]
    return sum(one.user + one.system for one in spent)


def _family(stack: Stack, name: str) -> list[psutil.Process]:
    running = state.read(Home(stack.home))
    assert running is not None
    process = psutil.Process(running.children[name].pid)
    return [process, *process.children(recursive=True)]

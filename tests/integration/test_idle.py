"""With nothing to do, a program leaves the machine alone: it wakes a few times a second, and for a reason."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from backend import serve
from backend.local import state
from backend.local.home import Home
from tests.console_fixtures import own_console
from tests.console_process import ConsoleProcess
from tests.local_stack import Stack
from tests.waiting import until

__all__ = ["own_console"]

LOOKED_AT_FOR_S = 3.0
# What has just been started has something to do, and each minute a little comes due.
AT_REST_WITHIN_S = 40.0
# uvicorn alone wakes ten times a second as it comes, and Streamlit's watch of its settings five times more.
MOST_A_SECOND = 5.0


def wakings(pid: int) -> float:
    """How often a second its threads are woken."""

    def woken() -> int:
        tasks = Path(f"/proc/{pid}/task").glob("*/status")
        lines = [line for task in tasks for line in task.read_text(encoding="utf-8").splitlines()]
        return sum(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches"))

    before = woken()
    time.sleep(LOOKED_AT_FOR_S)
    return (woken() - before) / LOOKED_AT_FOR_S


@pytest.mark.parametrize("name", ["webhook", "gateway", "brevo", "twilio", "vapi"])
def test_a_program_that_serves_wakes_seldom(stack: Stack, name: str) -> None:
    running = state.read(Home(stack.home))
    assert running is not None
    pid = running.children[name].pid
    until(lambda: wakings(pid) < MOST_A_SECOND, "rest", within_s=AT_REST_WITHIN_S)


def test_the_console_with_nobody_there_wakes_seldom(own_console: ConsoleProcess) -> None:
    until(lambda: wakings(own_console.pid) < MOST_A_SECOND, "rest", within_s=AT_REST_WITHIN_S)


def test_told_to_end_the_console_does_not_wait_for_its_next_tick(own_console: ConsoleProcess) -> None:
    began = time.monotonic()
    own_console.stop()
    assert time.monotonic() - began < serve.TICK_S

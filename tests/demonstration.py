"""The demonstration of `make run`, started in the foreground as a newcomer does, in a folder of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from datetime import time as clock
from pathlib import Path

import psycopg

from backend import fr
from tests import local_stack
from tests.local_stack import ROOT, Stack

RUN = ("-m", "backend.local", "run")
OPEN_WITHIN_S = 180
STOP_WITHIN_S = 60
# A digest is due, and nobody is held for the night, between these; the last minutes are left out.
DAY_BEGINS, DAY_ENDS = clock(7), clock(20, 50)


@contextmanager
def running(home: Path) -> Iterator[Stack]:
    """Start it, wait until it says that the console is open, and end it with Ctrl-C."""
    home.mkdir(parents=True, exist_ok=True)
    said = home / "said.txt"
    own = {**os.environ, "DRAIN_LOCAL_DIR": str(home), "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    with said.open("wb") as out:
        command = [sys.executable, *RUN, f"--with={os.getpid()}"]
        process = subprocess.Popen(command, cwd=ROOT, env=own, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    try:
        _wait(process, said)
        stack = Stack(home, local_stack.settings(home))
        _make_it_day(stack)
        yield stack
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(STOP_WITHIN_S)
        local_stack.command(home, "down", "--wipe")


def _wait(process: subprocess.Popen[bytes], said: Path) -> None:
    deadline = time.monotonic() + OPEN_WITHIN_S
    while "Ctrl-C arrête tout." not in said.read_text(encoding="utf-8"):
        assert process.poll() is None and time.monotonic() < deadline, said.read_text(encoding="utf-8")
        time.sleep(0.1)


def _make_it_day(stack: Stack) -> None:
    """At night nobody is written to before seven: let seven have come, and the worker begin again."""
    if DAY_BEGINS <= fr.local(datetime.now(UTC)).time() < DAY_ENDS:
        return
    with psycopg.connect(stack.db_url, autocommit=True) as db:
        db.execute("update recipients set starts = '00:00', ends = '23:59:59'")
        db.execute("update alert_settings set digest_at = '00:00'")
    stack.command("kill", "worker")

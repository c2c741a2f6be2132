"""Starting programs that cannot outlive us, and stopping them, politely then firmly."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from backend.postgres.os_user import OsUser, become
from backend.project import PROJECT

PR_SET_PDEATHSIG = 1
KILLED_WITHIN_S = 5.0
# Loaded here: after a fork nothing may be looked up any more.
_libc = ctypes.CDLL(None)


def start(
    command: Sequence[str],
    environment: Mapping[str, str],
    log: Path,
    *,
    user: OsUser | None = None,
    farewell: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own; it gets `farewell` if we die without stopping it.

    Must be called by the main thread: the kernel takes the end of the calling thread for the end of the parent.
    """
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            cwd="/" if user else PROJECT,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent(os.getpid(), farewell),
            **become(user),
        )


def stop_all(processes: Iterable[psutil.Process], *, polite_s: float, polite: signal.Signals = signal.SIGTERM) -> None:
    """Ask each to stop, wait, then kill what is left, children included."""
    asked = list(processes)
    everyone = {*asked, *(child for process in asked for child in _descendants(process))}
    for process in asked:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(polite)
    left = still_alive(everyone, within_s=polite_s)
    for process in left:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    still_alive(left, within_s=KILLED_WITHIN_S)


def still_alive(processes: Iterable[psutil.Process], *, within_s: float) -> list[psutil.Process]:
    """Wait for all to end; returns those that did not. A zombie has ended, even where nobody ever buries it."""
    deadline = time.monotonic() + within_s
    left = [process for process in processes if is_alive(process)]
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = [process for process in left if is_alive(process)]
    return left


def is_alive(process: psutil.Process) -> bool:
    """True for a process that runs, or that could."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _descendants(process: psutil.Process) -> list[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        return process.children(recursive=True)
    return []


def die_with_parent(parent: int, farewell: signal.Signals) -> Callable[[], None]:
    """What a child does first, so that it gets `farewell` when the thread that started it ends."""

    def arrange() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(farewell), 0, 0, 0)
        # The parent may have died between the fork and the line above.
        if os.getppid() != parent:
            os._exit(1)

    return arrange

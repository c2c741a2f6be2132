"""One supervisor a folder: two launches never fight. The kernel frees the lock however its holder ends."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from backend.local.home import Home

# Whoever looks whether it is taken has it for a moment: one refusal says nothing yet.
LOOKED_AT_S = 0.3


@contextmanager
def held(home: Home) -> Iterator[bool]:
    """Take the lock; gives False soon when another supervisor has it."""
    home.folder.mkdir(parents=True, exist_ok=True)
    with home.lock_file.open("a") as file:
        yield _taken(file)


def is_taken(home: Home) -> bool:
    """True while a supervisor runs."""
    with held(home) as free:
        return not free


def _taken(file: IO[str]) -> bool:
    deadline = time.monotonic() + LOOKED_AT_S
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.01)

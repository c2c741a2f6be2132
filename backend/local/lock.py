"""One supervisor a folder: two launches never fight. The kernel frees the lock however its holder ends."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from backend.local.home import Home


@contextmanager
def held(home: Home) -> Iterator[bool]:
    """Try to take the lock; gives False at once when another supervisor has it."""
    home.folder.mkdir(parents=True, exist_ok=True)
    with home.lock_file.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def is_taken(home: Home) -> bool:
    """True while a supervisor runs."""
    with held(home) as free:
        return not free

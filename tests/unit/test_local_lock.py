"""One supervisor a folder: another is refused, and whoever only looks refuses nobody."""

from __future__ import annotations

import fcntl
import threading
import time
from pathlib import Path

from backend.local import lock
from backend.local.home import Home


def test_a_second_one_is_refused_until_the_first_has_ended(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with lock.held(home) as first:
        with lock.held(home) as second:
            assert (first, second) == (True, False)
        assert lock.is_taken(home)
    assert not lock.is_taken(home)


def test_whoever_looks_at_that_moment_keeps_nobody_from_starting(tmp_path: Path) -> None:
    home = Home(tmp_path)
    looking = threading.Event()

    def look() -> None:
        with home.lock_file.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            looking.set()
            time.sleep(0.05)

    thread = threading.Thread(target=look)
    thread.start()
    assert looking.wait(5)
    with lock.held(home) as ours:
        assert ours
    thread.join()

"""Waiting for what another program does: no longer than it may take, and not a moment longer."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
LOOK_AGAIN_S = 0.1


def until(look: Callable[[], T | None], what: str = "it", within_s: float = 60.0) -> T:
    """What `look` finds, as soon as it finds something; `AssertionError` when nothing came in time."""
    deadline = time.monotonic() + within_s
    while not (found := look()):
        assert time.monotonic() < deadline, f"{what} did not come within {within_s:g} s"
        time.sleep(LOOK_AGAIN_S)
    return found

"""Reads begun when a page is asked for, so that they are there when its script runs, a moment later."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from backend.console.api import Api

Read = Callable[[Api], object]
# The browser runs the script a fraction of a second after it asked for the page; later, what was read is too old.
GOOD_FOR_S = 2.0
MAX_WAITING = 64


@dataclass(frozen=True, slots=True)
class _Begun:
    at: float
    answers: dict[str, Future[Any]]


class Prefetch:
    """Keeps what was begun by session; each answer is given once, and only to the session that it was read for."""

    def __init__(self, reads: Mapping[str, Mapping[str, Read]]) -> None:
        """`reads`: by path, what its first screen needs, by name."""
        self._reads = reads
        self._pool = ThreadPoolExecutor(max_workers=16, thread_name_prefix="ahead")
        self._begun: dict[str, _Begun] = {}

    def begin(self, path: str, api: Api) -> Mapping[str, Future[Any]]:
        """Start reading what the screen at `path` needs, by name; nothing when it is not known."""
        wanted = self._reads.get(path)
        if not wanted:
            return {}
        answers: dict[str, Future[Any]] = {name: self._pool.submit(read, api) for name, read in wanted.items()}
        self._begun[api.session] = _Begun(time.monotonic(), answers)
        while len(self._begun) > MAX_WAITING:
            self._begun.pop(next(iter(self._begun)))
        return dict(answers)

    def take(self, name: str, api: Api) -> Future[Any] | None:
        """The answer under way or here, once; None when none was begun or it is too old."""
        begun = self._begun.get(api.session)
        if begun is None or time.monotonic() - begun.at > GOOD_FOR_S:
            return None
        return begun.answers.pop(name, None)

    def read(self, read: Read, api: Api) -> Future[Any]:
        """Read in the background, now."""
        return self._pool.submit(read, api)

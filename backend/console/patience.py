"""Two clocks of Supabase that differ: the Data API refuses a token for being dated ahead of its own clock.

The same token is good a moment later; a renewed one is dated later still. So it is shown again, and never renewed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from hashlib import sha256
from typing import TypeVar

from backend.supabase.errors import ApiError

T = TypeVar("T")

# How long one token is waited for, by everybody together: after that each asks once, and says what is the matter.
PATIENCE_S = 15.0
PAUSE_S = 0.5
MOST_KNOWN = 1000


class Patience:
    """One a process, for all tokens. Of a token only its fingerprint is kept."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._refused_at: dict[str, float] = {}

    def ask(self, token: str, question: Callable[[], T]) -> T:
        """The answer to `question`, which shows the token. Raises ApiError."""
        while True:
            try:
                return question()
            except ApiError as error:
                if error.kind != "early" or not self._may_wait(token):
                    raise
            self._sleep(PAUSE_S)

    def _may_wait(self, token: str) -> bool:
        now, key = self._clock(), sha256(token.encode()).hexdigest()
        if len(self._refused_at) >= MOST_KNOWN:
            self._refused_at.clear()
        return now - self._refused_at.setdefault(key, now) < PATIENCE_S

"""How many requests one address may make: a well for each kind, full at first, refilled slowly."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from backend.local.gateway.errors import AuthRefusal

MOST_KNOWN = 5_000


@dataclass(frozen=True)
class Well:
    """Holds `full` requests, and gets `a_second` back."""

    name: str
    a_second: float
    full: float = 30.0


# Sign-ins and renewals draw from one well.
TOKEN = Well("token", 1 / 2)
VERIFY = Well("verify", 1 / 10)
USER = Well("user", 1 / 10)
CHALLENGE = Well("challenge", 1 / 4)
ANSWER = Well("answer", 1 / 4)


class Levels:
    """The level of every well, by address."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._levels: dict[tuple[str, str], tuple[float, float]] = {}

    def draw(self, well: Well, address: str) -> None:
        """Count one request. Raises AuthRefusal when the well is empty."""
        now = self._clock()
        level, seen = self._levels.get((well.name, address), (well.full, now))
        level = min(well.full, level + (now - seen) * well.a_second)
        if len(self._levels) > MOST_KNOWN:
            self._levels.clear()
        self._levels[well.name, address] = (level - 1 if level >= 1 else level, now)
        if level < 1:
            raise AuthRefusal(429, "over_request_rate_limit", "Request rate limit reached")

    def refill(self) -> None:
        """Every well is full again."""
        self._levels.clear()

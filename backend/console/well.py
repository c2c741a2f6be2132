"""How many requests Supabase still takes from this console: counted here, so that the street cannot spend them.

Supabase counts by address, and all people come to it by the console's: a sign-in is paid from the same well as the
renewal of somebody who works. So the well has floors: what matters less may not draw below its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import time
from typing import Literal

from backend.console.database import Database

Well = Literal["token", "verify"]
# Sign-ins and renewals; links.
TOKEN: Well = "token"
VERIFY: Well = "verify"
# Thirty at once, and what the dashboard says in five minutes. A little less of both, for its clock is not ours.
FULL = 28.0
MARGIN = 0.96
PER_5_MINUTES: dict[Well, int] = {TOKEN: 150, VERIFY: 30}

# Whoever waited as long as they were told must not miss it by a rounding.
ALMOST = 1e-6

# What must be left for those who come first.
RENEWAL = 0
KNOWN = 4
GUESS = 14


class Levels:
    """In the console's file: its processes draw from the same wells, and a restart fills none."""

    def __init__(
        self, database: Database, clock: Callable[[], float] = time, limits: Mapping[Well, int] = PER_5_MINUTES
    ) -> None:
        self._database = database
        self._clock = clock
        self._per_s = {well: limit / 300 * MARGIN for well, limit in limits.items()}

    def draw(self, well: Well, floor: int = RENEWAL) -> float:
        """Take one request: 0 when it may go, else the seconds until there is one (and none is taken)."""
        now = self._clock()
        with self._database.transaction() as connection:
            row = connection.execute("select level, at from wells where name = ?", (well,)).fetchone()
            level, at = (row["level"], row["at"]) if row else (FULL, now)
            level = min(FULL, level + max(0.0, now - at) * self._per_s[well])
            missing = floor + 1 - level
            granted = missing < ALMOST
            left = level - 1 if granted else level
            connection.execute("insert or replace into wells values (?, ?, ?)", (well, left, now))
        return 0 if granted else missing / self._per_s[well]

    def is_dry(self, well: Well) -> None:
        """Supabase says so: somebody else drew from it, or it holds less than is known here."""
        self._database.run("insert or replace into wells values (?, 0, ?)", well, self._clock())

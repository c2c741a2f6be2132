"""How many requests Supabase still takes from this console: counted here, so that the street cannot spend them.

Supabase counts by address, and all people come to it by the console's: a sign-in is paid from the same well as the
renewal of somebody who works. So the well has floors: what matters less may not draw below its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import time

from backend.console.database import Database


@dataclass(frozen=True)
class Well:
    """Holds `full` requests and gets `per_s` back. A little less than Supabase's own, whose clock is not ours."""

    name: str
    full: float
    per_s: float


# Supabase: 30, then one every 2 s; 30, then one every 10 s.
TOKEN = Well("token", 28, 0.48)
VERIFY = Well("verify", 28, 0.095)

# Whoever waited as long as they were told must not miss it by a rounding.
ALMOST = 1e-6

# What must be left for those who come first.
RENEWAL = 0
KNOWN = 4
GUESS = 14


class Levels:
    """In the console's file: its processes draw from the same wells, and a restart fills none."""

    def __init__(self, database: Database, clock: Callable[[], float] = time) -> None:
        self._database = database
        self._clock = clock

    def draw(self, well: Well, floor: int = RENEWAL) -> float:
        """Take one request: 0 when it may go, else the seconds until there is one (and none is taken)."""
        now = self._clock()
        with self._database.transaction() as connection:
            row = connection.execute("select level, at from wells where name = ?", (well.name,)).fetchone()
            level, at = (row["level"], row["at"]) if row else (well.full, now)
            level = min(well.full, level + max(0.0, now - at) * well.per_s)
            missing = floor + 1 - level
            granted = missing < ALMOST
            left = level - 1 if granted else level
            connection.execute("insert or replace into wells values (?, ?, ?)", (well.name, left, now))
        return 0 if granted else missing / well.per_s

    def is_dry(self, well: Well) -> None:
        """Supabase says so: somebody else drew from it, or it holds less than is known here."""
        self._database.run("insert or replace into wells values (?, 0, ?)", well.name, self._clock())

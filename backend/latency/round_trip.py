"""The console's own measure of the database: kept about once a minute, as long as somebody has a screen open."""

from __future__ import annotations

import threading
from time import monotonic

from backend.supabase.errors import ApiError
from backend.supabase.rpc import Rpc

EVERY_S = 60.0


class Pace:
    """Says yes once a minute, whoever asks."""

    def __init__(self, every_s: float = EVERY_S) -> None:
        self._every_s = every_s
        self._last: float | None = None
        self._lock = threading.Lock()

    def is_due(self) -> bool:
        """True for the first to ask in each minute."""
        with self._lock:
            now = monotonic()
            if self._last is not None and now - self._last < self._every_s:
                return False
            self._last = now
            return True


PACE = Pace()


def keep(api: Rpc, ms: float, pace: Pace = PACE) -> None:
    """Keep the round trip that a screen just made."""
    if not pace.is_due():
        return
    try:
        api.rpc("note_round_trip", {"p_ms": ms})
    except ApiError:
        # The status line says it on its next refresh; a measure that is missing is seen by its absence.
        return

"""Tells the database who is here: a minute apart at most, beside the drawing of the page, and never in its way."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from time import monotonic

from backend.console.api import Api
from backend.console.sessions import Session
from backend.supabase.errors import ApiError

EVERY_S = 60.0
MOST = 1000


class Visits:
    """One a process. Forgotten at a restart: the next page says it again."""

    def __init__(self, api_for: Callable[[Session], Api], clock: Callable[[], float] = monotonic) -> None:
        self._api_for = api_for
        self._clock = clock
        self._said: dict[str, float] = {}
        self._lock = Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="visits")

    def note(self, session: Session) -> None:
        """This person did something."""
        if self._is_news(session.id_hash):
            self._thread.submit(self._tell, session)

    def _is_news(self, id_hash: str) -> bool:
        now = self._clock()
        with self._lock:
            if now - self._said.get(id_hash, -EVERY_S) < EVERY_S:
                return False
            if len(self._said) >= MOST:
                self._said.clear()
            self._said[id_hash] = now
            return True

    def _tell(self, session: Session) -> None:
        try:
            self._api_for(session).rpc("note_visit")
        except ApiError:
            # Away, or no longer of the team: the page itself says so.
            with self._lock:
                self._said.pop(session.id_hash, None)

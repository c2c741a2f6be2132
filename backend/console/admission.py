"""Which sign-in may be tried now. Who was here before comes first, guesses last."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil

from backend.console.acquaintance import Acquaintances
from backend.console.throttle import Attempt, Throttle
from backend.console.well import GUESS, KNOWN, TOKEN, Levels
from backend.supabase.errors import ApiError

# Somebody who was here before waits for a request to be free rather than be sent away.
PATIENCE_S = 8.0


@dataclass(frozen=True)
class Admission:
    """`wait`: 0 when the password may be tried, else the seconds until it may."""

    attempt: Attempt
    wait: int


class Admissions:
    """Counts each attempt before it is made, and takes back what could not be made."""

    def __init__(
        self, throttle: Throttle, levels: Levels, known: Acquaintances, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._throttle = throttle
        self._levels = levels
        self._known = known
        self._sleep = sleep

    def ask(self, email: str, password: str, address: str, device: str) -> Admission:
        """May this password be tried now?"""
        attempt = Attempt(email, address, device if device and self._known.knows_device(device, email) else "")
        admission = self._admit(attempt)
        # Asked only of what would be refused: it takes time to tell.
        if admission.wait and not attempt.device and self._known.may_be_right(email, password):
            return self._admit(replace(attempt, may_be_right=True))
        return admission

    def failed(self, attempt: Attempt, error: ApiError) -> None:
        """What came of it: only a wrong password counts as one."""
        if error.kind == "busy":
            self._levels.is_dry(TOKEN)
        if error.kind != "wrong":
            self._throttle.not_tried(attempt)

    def succeeded(self, attempt: Attempt, password: str, device: str) -> str:
        """Signed in; returns the name of the device, for its cookie."""
        self._throttle.succeeded(attempt)
        return self._known.remember(device, attempt.email, password)

    def half_succeeded(self, attempt: Attempt, password: str) -> None:
        """The password was right; the device is known only once the second factor is shown too."""
        self._throttle.succeeded(attempt)
        self._known.remember_password(attempt.email, password)

    def _admit(self, attempt: Attempt) -> Admission:
        if wait := self._throttle.attempt(attempt):
            return Admission(attempt, wait)
        wait = ceil(self._draw(attempt))
        if wait:
            self._throttle.not_tried(attempt)
        return Admission(attempt, wait)

    def _draw(self, attempt: Attempt) -> float:
        is_known = bool(attempt.device) or attempt.may_be_right
        wait = self._levels.draw(TOKEN, KNOWN if is_known else GUESS)
        if not is_known or not 0 < wait <= PATIENCE_S:
            return wait
        self._sleep(wait)
        return self._levels.draw(TOKEN, KNOWN)

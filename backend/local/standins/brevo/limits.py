"""Brevo's rate limits: fixed windows, told in `x-sib-ratelimit-*` headers."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from backend.local.standins.brevo.commands import Command
from backend.local.standins.brevo.refusals import Refusal

Family = Literal["sms", "email", "others"]
NAMES: dict[Family, str] = {"sms": "sms_per_second", "email": "email_per_second", "others": "others_per_hour"}


@dataclass
class Window:
    """So many requests in so many seconds; 0 is no limit."""

    limit: int
    length_s: int
    began: float = -math.inf
    used: int = 0


class Limits:
    """One window a family of endpoints."""

    def __init__(self, others_per_hour: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._others_per_hour = others_per_hour
        self.reset()

    def reset(self) -> None:
        """Brevo's general tier, nothing used."""
        self._windows: dict[Family, Window] = {
            "sms": Window(150, 1),
            "email": Window(1000, 1),
            "others": Window(self._others_per_hour, 3600),
        }

    def obey(self, command: Command) -> None:
        """Take over the limits that the command names; their count begins again."""
        for family, name in NAMES.items():
            limit: int | None = getattr(command, name)
            if limit is not None:
                self._windows[family] = Window(limit, self._windows[family].length_s)

    def take(self, family: Family) -> dict[str, str]:
        """Count one request; returns the headers of its answer. Raises Refusal above the limit."""
        window, now = self._windows[family], self._clock()
        if not window.limit:
            return {}
        if now >= window.began + window.length_s:
            window.began, window.used = now, 0
        reset = math.ceil(window.began + window.length_s - now)
        if window.used >= window.limit:
            raise too_many(reset, window.limit)
        window.used += 1
        return _headers(window.limit, window.limit - window.used, reset)

    def described(self) -> dict[str, int]:
        """For whoever asks how it stands."""
        return {name: self._windows[family].limit for family, name in NAMES.items()}


def too_many(reset_s: int, limit: int = 150) -> Refusal:
    """The refusal that says when to come back. There is no `Retry-After`."""
    return Refusal(429, "too_many_requests", "Rate limit exceeded", _headers(limit, 0, reset_s))


def _headers(limit: int, remaining: int, reset_s: int) -> dict[str, str]:
    return {
        "x-sib-ratelimit-limit": str(limit),
        "x-sib-ratelimit-remaining": str(remaining),
        "x-sib-ratelimit-reset": str(reset_s),
    }

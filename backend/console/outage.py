"""Since when Supabase is away: the first request that got no answer, until one gets one."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx

from backend import fr


class Outage:
    """One a process."""

    def __init__(self) -> None:
        self._since: datetime | None = None

    def began(self) -> str:
        """No answer came; in words, since when that is so."""
        self._since = self._since or datetime.now(UTC)
        return f"depuis {fr.clock(self._since)}"

    def back(self, response: httpx.Response) -> None:
        """Something answered, whatever it says."""
        if response.status_code < 500:
            self._since = None


class WatchedTransport(httpx.HTTPTransport):
    """Notes on each error of the network since when the other side is away."""

    def __init__(self, outage: Outage, limits: httpx.Limits) -> None:
        super().__init__(limits=limits)
        self._outage = outage

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """As usual."""
        try:
            return super().handle_request(request)
        except httpx.TransportError as error:
            error.add_note(self._outage.began())
            raise

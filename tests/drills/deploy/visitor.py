"""Somebody who keeps the console open meanwhile: whether it ever sent them away, and for how long it was broken."""

from __future__ import annotations

import threading
import time

import httpx

EVERY_S = 0.5
PATIENCE_S = 15.0


class Visitor:
    """Asks for the page and for the session over and over, with one cookie."""

    def __init__(self, console_url: str, cookies: httpx.Cookies) -> None:
        self.asked = 0
        self.signed_out = 0
        self.longest_broken_s = 0.0
        self._http = httpx.Client(base_url=console_url, cookies=cookies, timeout=PATIENCE_S)
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._stay)

    def __enter__(self) -> Visitor:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._leaving.set()
        self._thread.join()
        self._http.close()

    def _stay(self) -> None:
        seen_well_at = time.monotonic()
        while not self._leaving.wait(EVERY_S):
            self.asked += 1
            well = self._look()
            now = time.monotonic()
            self.longest_broken_s = max(self.longest_broken_s, now - seen_well_at)
            if well:
                seen_well_at = now

    def _look(self) -> bool:
        try:
            statuses = [self._http.get(path).status_code for path in ("/", "/session")]
        except httpx.HTTPError:
            return False
        # Sent to the sign-in page, or told that there is no session.
        self.signed_out += 303 in statuses or 401 in statuses
        return statuses == [200, 204]

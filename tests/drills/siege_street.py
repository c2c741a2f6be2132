"""The street: whoever guesses and forges, each time from another address of this machine's loopback."""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections.abc import Callable

import httpx

ADDRESSES = 1000


class Street:
    """Counts what it sent."""

    def __init__(self, url: str, one: list[str], many: list[str]) -> None:
        self.guesses = 0
        self.forged = 0
        self._url = url
        self._one = one
        self._many = many
        self._random = random.Random(7)

    def guess_at_one(self) -> None:
        """A password for the owner's account."""
        self._guess(self._one)

    def guess_at_many(self) -> None:
        """A password for anybody's."""
        self._guess(self._many)

    def forge(self) -> None:
        """A link that nobody sent."""
        self.forged += 1
        proof = f"{self._random.getrandbits(224):056x}"
        self._post("/acces", {"genre": "recovery", "jeton": proof, "mot_de_passe": "trois tuyaux verts",
                              "encore": "trois tuyaux verts"})  # fmt: skip

    def go_on(self, attack: Callable[[], None], per_s: float, over: threading.Event) -> None:
        """Until it is over; the console may be slow, or shut the door."""
        due = time.monotonic()
        while not over.is_set():
            with contextlib.suppress(httpx.HTTPError):
                attack()
            due += 1 / per_s
            over.wait(max(0.0, due - time.monotonic()))

    def _guess(self, emails: list[str]) -> None:
        self.guesses += 1
        password = f"devinette {self._random.getrandbits(40)}"
        self._post("/connexion", {"courriel": self._random.choice(emails), "mot_de_passe": password})

    def _post(self, path: str, form: dict[str, str]) -> None:
        number = self._random.randrange(ADDRESSES)
        transport = httpx.HTTPTransport(local_address=f"127.9.{number // 250}.{number % 250 + 1}")
        with httpx.Client(transport=transport, base_url=self._url, timeout=20) as client:
            client.post(path, data=form, headers={"Origin": self._url})

"""Tells and asks our webhook, signed as Twilio signs; lost, doubled or out of order where a command says so."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Coroutine, Sequence
from typing import Any

import httpx

from backend.local.standins.twilio.commands import Behaviour
from backend.twilio.signature import HEADER, sign

TIMEOUT_S = 15.0
Posting = tuple[str, dict[str, str]]


class Callbacks:
    """Belongs to the event loop. Twilio tells each thing once: a callback that is not taken is gone."""

    def __init__(self, token: str, behaviour: Behaviour) -> None:
        self._token = token
        self._behaviour = behaviour
        self._http: httpx.AsyncClient | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        # What was told, with the answer's status; 0 where nobody answered.
        self.told: list[dict[str, Any]] = []

    def tell(self, postings: Sequence[Posting]) -> None:
        """In their order, each a moment after the one before."""
        behaviour, told = self._behaviour, list(postings)
        if behaviour.lose_callbacks:
            return
        if behaviour.shuffle_callbacks:
            random.shuffle(told)
        if behaviour.duplicate_callbacks:
            told = [posting for posting in told for _ in range(2)]
        self.spawn(self._tell(told))

    async def post(self, url: str, posted: dict[str, str]) -> httpx.Response | None:
        """One signed request; None where nobody answers."""
        self._http = self._http or httpx.AsyncClient(timeout=TIMEOUT_S, trust_env=False)
        headers = {HEADER: sign(self._token, url, posted.items())}
        try:
            response = await self._http.post(url, data=posted, headers=headers)
        except httpx.TransportError:
            response = None
        self.told.append({"url": url, "posted": posted, "status": response.status_code if response else 0})
        return response

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it beside."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def reset(self) -> None:
        """Forget what is on its way."""
        for task in self._tasks:
            task.cancel()
        self.told.clear()

    async def pause(self) -> None:
        """Between two things that happen."""
        await asyncio.sleep(self._behaviour.event_delay_s)

    async def _tell(self, postings: list[Posting]) -> None:
        for url, posted in postings:
            await self.pause()
            if url:
                await self.post(url, posted)

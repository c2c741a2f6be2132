"""Tells events to our webhook as Brevo does: late, in any order if asked, tried again only when that helps."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Coroutine, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import httpx

from backend.local.standins.brevo.behaviour import Behaviour
from backend.local.standins.brevo.commands import CHANNELS, Channel

# Brevo's four retries: ten minutes, one hour, two hours, eight hours.
RETRY_AFTER_S = (600, 3600, 7200, 28800)
TIMEOUT_S = 10.0
AT_ONCE = 8
MOST_IN_A_BATCH = 500
REMEMBERED = 20_000

Outcome = Literal["waiting", "taken", "dropped", "given_up"]


@dataclass
class Posting:
    """One event on its way, and what became of it."""

    channel: Channel
    message_id: str
    event: str
    body: dict[str, Any]
    attempts: int = 0
    # The last answer; none when nobody answered.
    status: int | None = None
    outcome: Outcome = "waiting"


class EventDelivery:
    """Belongs to the event loop; `run` must be running."""

    def __init__(self, webhook_url: str, token: str, behaviour: Behaviour) -> None:
        self._urls: dict[Channel, str] = {channel: f"{webhook_url.rstrip('/')}/brevo/{channel}" for channel in CHANNELS}
        self._headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        self._behaviour = behaviour
        self._queues: dict[Channel, asyncio.Queue[Posting]] = {channel: asyncio.Queue() for channel in CHANNELS}
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self.postings: deque[Posting] = deque(maxlen=REMEMBERED)

    async def run(self) -> None:
        """Until cancelled."""
        limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
        async with httpx.AsyncClient(limits=limits, timeout=TIMEOUT_S, trust_env=False) as client:
            await asyncio.gather(*(self._send_out(client, channel) for channel in CHANNELS))

    def tell(self, postings: Sequence[tuple[float, Posting]]) -> None:
        """Post these, each after its delay in seconds."""
        self.postings.extend(posting for _, posting in postings)
        self._spawn(self._queue_up(postings))

    def reset(self) -> None:
        """Forget what is on its way."""
        for task in self._tasks:
            task.cancel()
        for queue in self._queues.values():
            while not queue.empty():
                queue.get_nowait()
        self.postings.clear()

    def described(self) -> list[dict[str, Any]]:
        """Every event so far, in the order in which they were planned."""
        return [asdict(posting) for posting in self.postings]

    async def _queue_up(self, postings: Sequence[tuple[float, Posting]]) -> None:
        passed = 0.0
        for delay, posting in sorted(postings, key=lambda one: one[0]):
            await asyncio.sleep(delay - passed)
            passed = delay
            self._queues[posting.channel].put_nowait(posting)

    async def _send_out(self, client: httpx.AsyncClient, channel: Channel) -> None:
        queue = self._queues[channel]
        while True:
            batch = [await queue.get()]
            if batched := self._behaviour.manner.batched:
                await asyncio.sleep(self._behaviour.manner.batch_window_s)
                while len(batch) < MOST_IN_A_BATCH and not queue.empty():
                    batch.append(queue.get_nowait())
            bodies = [posting.body for posting in batch]
            self._spawn(self._carry(client, batch, bodies if batched else bodies[0]))

    async def _carry(self, client: httpx.AsyncClient, batch: list[Posting], body: object) -> None:
        for pause_s in (*RETRY_AFTER_S, None):
            async with self._slots:
                status = await self._post(client, self._urls[batch[0].channel], body)
            outcome = _outcome(status, last=pause_s is None)
            for posting in batch:
                posting.attempts, posting.status, posting.outcome = posting.attempts + 1, status, outcome
            if outcome != "waiting" or pause_s is None:
                return
            await asyncio.sleep(pause_s * self._behaviour.manner.retry_scale)

    async def _post(self, client: httpx.AsyncClient, url: str, body: object) -> int | None:
        try:
            return (await client.post(url, json=body, headers=self._headers)).status_code
        except httpx.TransportError:
            return None

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _outcome(status: int | None, *, last: bool) -> Outcome:
    if status is not None and 200 <= status < 300:
        return "taken"
    # Any other refusal, and any fault of the webhook's own, loses the event for good.
    if status is not None and status != 429:
        return "dropped"
    return "given_up" if last else "waiting"

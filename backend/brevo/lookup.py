"""Asks Brevo which messages it has: many at once, for its statistics may be asked only a hundred times an hour."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.brevo.client import Brevo, Channel
from backend.messaging import AskLater, SendError

# Between our clock and Brevo's.
MARGIN = timedelta(minutes=10)
# Asked that far back, so that the answer serves those that were sent earlier too.
REACH_BACK = timedelta(minutes=30)
# Those that come to be ripe one after the other are asked about together.
ASK_EVERY_S = 10.0
REFUSED_AGAIN_S = 15.0
LIMITED_AGAIN_S = 300.0


@dataclass(frozen=True, slots=True)
class Question:
    """About one message. What Brevo says counts from `ripe_at` on; sooner, it may not show the message yet."""

    channel: Channel
    tag: str
    sent_at: datetime
    ripe_at: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class _Answer:
    """What Brevo had at a moment, of all that was sent since another."""

    at: datetime
    since: datetime
    ids: dict[str, str]

    def covers(self, question: Question) -> bool:
        return self.since <= question.sent_at - MARGIN and question.ripe_at <= self.at


class LookUps:
    """Kept for a worker's life: what Brevo said about one message answers for the others of that time."""

    def __init__(self) -> None:
        self._answers: dict[Channel, _Answer] = {}
        self._silent_until: dict[Channel, tuple[float, str]] = {}
        self._locks: dict[Channel, asyncio.Lock] = {"sms": asyncio.Lock(), "email": asyncio.Lock()}

    async def find(self, brevo: Brevo, question: Question) -> str | None:
        """The message's id, or None when Brevo has not got it. Raises AskLater."""
        async with self._locks[question.channel]:
            answer = self._answers.get(question.channel)
            if answer is not None and answer.covers(question):
                return answer.ids.get(question.tag)
            until, reason = self._silent_until.get(question.channel, (0.0, ""))
            if time.monotonic() < until:
                raise AskLater(until - time.monotonic(), reason)
            try:
                return await self._ask(brevo, question)
            except SendError as error:
                seconds = LIMITED_AGAIN_S if error.reason == "too_many" else REFUSED_AGAIN_S
                self._be_silent(question.channel, seconds, error.reason)
                raise AskLater(seconds, error.reason) from error

    async def _ask(self, brevo: Brevo, question: Question) -> str | None:
        since = question.sent_at - REACH_BACK
        ids = await brevo.sent_since(question.channel, since)
        if ids is None:
            return await brevo.has(question.channel, question.tag, since)
        self._answers[question.channel] = _Answer(question.now, since, ids)
        self._be_silent(question.channel, ASK_EVERY_S, "in_doubt")
        return ids.get(question.tag)

    def _be_silent(self, channel: Channel, seconds: float, reason: str) -> None:
        self._silent_until[channel] = (time.monotonic() + seconds, reason)

"""What Brevo has: one question answers for many, and an answer given too early counts for nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from backend.brevo.client import Brevo, Sender
from backend.brevo.lookup import LookUps, Question
from backend.messaging import AskLater

NOW = datetime.now(UTC)
SENT = NOW - timedelta(seconds=60)


class Statistics:
    """Brevo's statistics: what it shows, how it answers, how often it was asked."""

    def __init__(self, *tags: str, status: int = 200) -> None:
        self.events = [{"tag": tag, "messageId": f"m-{tag}", "event": "sent"} for tag in tags]
        self.status = status
        self.asked = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        offset = int(request.url.params.get("offset", 0))
        wanted = json.loads(request.url.params.get("tags", "null"))
        shown = [event for event in self.events if wanted is None or event["tag"] in wanted]
        return httpx.Response(self.status, json={"events": shown[offset : offset + 100]})


def brevo(statistics: Statistics) -> Brevo:
    http = httpx.AsyncClient(transport=httpx.MockTransport(statistics))
    return Brevo(http, "http://brevo.example/v3", "key", Sender("18335550100", "console@drainfortin.example", "DF"))


def question(tag: str, *, sent: datetime = SENT, now: datetime = NOW) -> Question:
    return Question("sms", tag, sent, sent + timedelta(seconds=10), now)


def run(todo: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(todo)


def test_fifty_questions_are_one_request() -> None:
    statistics = Statistics(*(f"t{n}" for n in range(40)))

    async def ask() -> list[str | None]:
        look_ups, client = LookUps(), brevo(statistics)
        return [await look_ups.find(client, question(f"t{n}")) for n in range(50)]

    assert run(ask()) == [f"m-t{n}" for n in range(40)] + [None] * 10
    assert statistics.asked == 1


def test_a_message_sent_since_is_asked_about_anew() -> None:
    statistics = Statistics()

    async def ask() -> str | None:
        look_ups, client = LookUps(), brevo(statistics)
        assert await look_ups.find(client, question("old")) is None
        statistics.events = [{"tag": "new", "messageId": "m-new", "event": "sent"}]
        later = question("new", sent=NOW + timedelta(seconds=1), now=NOW + timedelta(seconds=12))
        while True:
            try:
                return await look_ups.find(client, later)
            except AskLater as wait:
                assert 0 < wait.seconds <= 10
                return "asked later"

    # Never «absent» by an answer that was given before it was sent.
    assert run(ask()) in ("m-new", "asked later")


@pytest.mark.parametrize("status", [429, 500, 401])
def test_without_an_answer_nothing_is_known(status: int) -> None:
    async def ask() -> None:
        with pytest.raises(AskLater):
            await LookUps().find(brevo(Statistics(status=status)), question("t"))

    run(ask())


def test_too_many_to_list_are_asked_about_by_their_tag() -> None:
    statistics = Statistics(*(f"t{n}" for n in range(700)))
    assert run(LookUps().find(brevo(statistics), question("t650"))) == "m-t650"

"""Whether Brevo has a message, read from its statistics however they write the tag: a no sends it a second time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import httpx
import pytest

from backend.brevo.client import Brevo, Sender

TAG = "7d1f3c1e-54f0-4a3b-9f60-0d8a2f4a5b6c"
SENDER = Sender("18335550100", "alertes@drainfortin.example", "Drain Fortin")


def asked(event: dict[str, object]) -> str | None:
    """What the client makes of statistics that hold this event."""
    answers = httpx.MockTransport(lambda request: httpx.Response(200, json={"events": [event]}))

    async def ask() -> str | None:
        async with httpx.AsyncClient(transport=answers) as http:
            return await Brevo(http, "https://brevo.example", "key", SENDER).has("sms", TAG, datetime.now(UTC))

    return asyncio.run(ask())


@pytest.mark.parametrize(
    "tags", [{"tag": TAG}, {"tag": [TAG]}, {"tag": ["alerte", TAG]}, {"tags": TAG}, {"tags": ["alerte", TAG]}]
)
def test_a_message_is_found_by_its_tag_wherever_it_stands(tags: dict[str, object]) -> None:
    assert asked({"messageId": 77, **tags}) == "77"


def test_somebody_else_s_message_is_not_ours() -> None:
    assert asked({"messageId": 77, "tag": "alerte"}) is None

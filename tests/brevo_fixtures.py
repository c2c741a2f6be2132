"""A stand-in for Brevo and a webhook that listens to it: one of each for a file of tests, fresh for each test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.brevo_listener import Listener, listening
from tests.brevo_standin import Standin, running

TOKEN = "local-" + 40 * "3"
SMS: dict[str, Any] = {
    "sender": "18335550100",
    "recipient": "+15145550100",
    "content": "Refoulement",
    "tag": ["alert:1", "lead"],
}
EMAIL: dict[str, Any] = {
    "sender": {"name": "Console", "email": "alertes@drainfortin.example"},
    "to": [{"email": "guillaume@drainfortin.example"}],
    "subject": "Nouveau lead",
    "textContent": "Refoulement",
    "tags": ["alert:1"],
}


@pytest.fixture(scope="module")
def brevo_pair() -> Iterator[tuple[Standin, Listener]]:
    """Both, started once."""
    with listening() as listener, running(listener.url, token=TOKEN) as standin:
        yield standin, listener


@pytest.fixture
def heard(brevo_pair: tuple[Standin, Listener]) -> Listener:
    """The webhook; it has heard nothing."""
    return brevo_pair[1]


@pytest.fixture
def brevo(brevo_pair: tuple[Standin, Listener], heard: Listener) -> Standin:
    """The stand-in, as at its first start, with events that come at once."""
    standin = brevo_pair[0]
    standin.reset()
    heard.requests.clear()
    heard.answers.clear()
    standin.command(event_delay_s=0.02, retry_scale=0.0001)
    return standin

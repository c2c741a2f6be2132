"""An event is tried again when our webhook is busy or away, and lost when it refuses: as Brevo does it."""

from __future__ import annotations

import pytest

from tests.brevo_fixtures import SMS, brevo, brevo_pair, heard
from tests.brevo_listener import Listener, wait
from tests.brevo_standin import Standin

__all__ = ["brevo", "brevo_pair", "heard"]


def send(brevo: Standin) -> None:
    """To a blocked number: one single event comes of it."""
    brevo.command(block=["+15145550100"])
    assert brevo.api("POST", "/transactionalSMS/send", json=SMS).status_code == 201


def outcomes(brevo: Standin) -> list[tuple[str, int, int | None]]:
    return [(event["outcome"], event["attempts"], event["status"]) for event in brevo.events()]


@pytest.mark.parametrize("again", [429, None])
def test_a_webhook_that_is_busy_or_away_is_tried_again(brevo: Standin, heard: Listener, again: int | None) -> None:
    heard.answers[:] = [again, again]
    send(brevo)
    wait(lambda: outcomes(brevo) == [("taken", 3, 200)], f"{outcomes(brevo)}")
    assert heard.names == ["blacklisted"] * 3


def test_four_retries_and_no_more(brevo: Standin, heard: Listener) -> None:
    brevo.command(retry_scale=0)
    heard.answers[:] = [429] * 9
    send(brevo)
    wait(lambda: outcomes(brevo) == [("given_up", 5, 429)], "given up")


@pytest.mark.parametrize("status", [400, 401, 404, 500, 503])
def test_any_other_refusal_loses_the_event(brevo: Standin, heard: Listener, status: int) -> None:
    heard.answers[:] = [status]
    send(brevo)
    wait(lambda: outcomes(brevo) == [("dropped", 1, status)], "dropped")

"""Each command does to a real client what it says."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
import pytest

from tests.brevo_fixtures import EMAIL, SMS, brevo, brevo_pair, heard
from tests.brevo_listener import Listener
from tests.brevo_standin import Standin, running

__all__ = ["brevo", "brevo_pair", "heard"]


def send(brevo: Standin, **changes: object) -> httpx.Response:
    return brevo.api("POST", "/transactionalSMS/send", json={**SMS, **changes})


def count(brevo: Standin) -> tuple[int, int]:
    found = brevo.received()["count"]
    return found["sms"], found["email"]


@pytest.mark.parametrize(("mode", "status", "code"), [
    (401, 401, "unauthorized"), ("402", 402, "not_enough_credits"), ("403", 403, "account_under_validation"),
    (429, 429, "too_many_requests"),
])  # fmt: skip
def test_a_refusal_takes_nothing(brevo: Standin, mode: str | int, status: int, code: str) -> None:
    brevo.command(mode=mode, times=2, reset_s=7)
    answers = [send(brevo), brevo.api("POST", "/smtp/email", json=EMAIL), send(brevo)]
    assert [answer.status_code for answer in answers] == [status, status, 201]
    assert answers[0].json()["code"] == code
    assert answers[0].headers.get("x-sib-ratelimit-reset") == ("7" if mode == 429 else None)
    assert count(brevo) == (1, 0)
    assert brevo.received()["refused"] == {str(status): 2}


def test_down_is_a_503_that_is_no_json(brevo: Standin) -> None:
    brevo.command(mode="down")
    answers = [send(brevo), brevo.api("GET", "/transactionalSMS/statistics/events"), brevo.api("GET", "/account")]
    assert [answer.status_code for answer in answers] == [503, 503, 503]
    assert answers[0].headers["content-type"].startswith("text/html")
    brevo.command(mode="normal")
    assert send(brevo).status_code == 201
    assert count(brevo) == (1, 0)


def test_cut_answers_nothing_and_takes_nothing(brevo: Standin) -> None:
    brevo.command(mode="cut", channel="sms", times=1)
    with pytest.raises(httpx.RemoteProtocolError):
        send(brevo)
    assert brevo.api("POST", "/smtp/email", json=EMAIL).status_code == 201
    assert send(brevo).status_code == 201
    assert count(brevo) == (1, 1)


def test_accepted_then_cut_is_found_by_its_tag(brevo: Standin, heard: Listener) -> None:
    brevo.command(mode="accept_then_cut", times=1)
    with pytest.raises(httpx.RemoteProtocolError):
        send(brevo, tag=["alert:9"])
    found = brevo.sdk.transactional_sms.get_sms_events(tags='["alert:9"]').events or []
    (received,) = brevo.received()["sms"]
    assert {event.message_id for event in found} == {received["message_id"]}
    # In whatever order they come, and however often: an event not answered in time is posted again.
    assert set(heard.wait(3)) == {"accepted", "delivered", "sent"}


def test_accepted_then_500(brevo: Standin) -> None:
    brevo.command(mode="accept_then_500", times=1)
    assert [send(brevo).status_code for _ in range(2)] == [500, 201]
    assert count(brevo) == (2, 0)
    assert brevo.received()["refused"] == {}


def test_slow_takes_at_once_and_answers_late(brevo: Standin) -> None:
    brevo.command(mode="slow", seconds=0.4, times=2)
    before = time.monotonic()
    assert send(brevo).status_code == 201
    assert time.monotonic() - before >= 0.4
    with pytest.raises(httpx.ReadTimeout):
        brevo.api("POST", "/transactionalSMS/send", json=SMS, timeout=0.1)
    assert count(brevo) == (2, 0)


def test_the_statistics_may_be_late(brevo: Standin) -> None:
    brevo.command(statistics_delay_s=0.5)
    send(brevo)
    assert brevo.api("GET", "/transactionalSMS/statistics/events").json() == {"events": []}
    time.sleep(0.6)
    assert len(brevo.api("GET", "/transactionalSMS/statistics/events").json()["events"]) >= 1


def test_a_command_that_makes_no_sense_changes_nothing(brevo: Standin) -> None:
    answer = httpx.post(f"{brevo.url}/_standin/command", json={"mode": "down", "time": 3})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_command")
    assert brevo.command()["sms"]["mode"] == "normal"


def test_reset_forgets_everything(brevo: Standin) -> None:
    send(brevo)
    brevo.command(mode="402", block=["+15145550100"], credits=1)
    brevo.reset()
    standing = brevo.command()
    assert (standing["sms"]["mode"], standing["blocked"], standing["credits"]) == ("normal", [], 50_000)
    assert count(brevo) == (0, 0)
    assert brevo.events() == []
    assert brevo.api("GET", "/transactionalSMS/statistics/events").json() == {"events": []}


def test_a_killed_stand_in_forgets_nothing_that_it_received(tmp_path: Path, heard: Listener) -> None:
    log = tmp_path / "received.jsonl"
    with running(heard.url, log=log) as first:
        first.command(mode="accept_then_cut", channel="sms")
        with pytest.raises(httpx.RemoteProtocolError):
            send(first)
        first.api("POST", "/smtp/email", json=EMAIL)
        before = first.received()
    with running(heard.url, log=log) as second:
        after = second.received()
        assert (after["count"], after["sms"], after["email"]) == (
            {"sms": 1, "email": 1},
            before["sms"],
            before["email"],
        )
        assert second.command()["sms"]["mode"] == "normal"
        found = second.sdk.transactional_sms.get_sms_events(tags='["alert:1"]').events or []
        assert {event.message_id for event in found} == {before["sms"][0]["message_id"]}
        assert send(second).json()["messageId"] > int(before["sms"][0]["message_id"])

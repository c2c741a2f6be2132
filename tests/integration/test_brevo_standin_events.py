"""Events reach our webhook as Brevo sends them: authenticated, late, doubled, out of order, batched."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests import payload_files
from tests.brevo_fixtures import EMAIL, SMS, TOKEN, brevo, brevo_pair, heard
from tests.brevo_listener import Listener, wait
from tests.brevo_standin import Standin

__all__ = ["brevo", "brevo_pair", "heard"]

IN_ORDER = ["sent", "accepted", "delivered"]


def send(brevo: Standin, times: int = 1) -> None:
    for _ in range(times):
        assert brevo.api("POST", "/transactionalSMS/send", json=SMS).status_code == 201


def email(brevo: Standin) -> None:
    assert brevo.api("POST", "/smtp/email", json=EMAIL).status_code == 201


def fields(example: str) -> set[str]:
    known: dict[str, Any] = json.loads(payload_files.body(f"brevo-webhooks/{example}.json"))
    return set(known)


def test_events_are_posted_with_the_token_and_the_examples_fields(brevo: Standin, heard: Listener) -> None:
    send(brevo)
    # The order in which events arrive promises nothing, here as at Brevo.
    assert sorted(heard.wait(3)) == sorted(IN_ORDER)
    email(brevo)
    assert heard.wait(5)[3:] == ["request", "delivered"]
    assert {path for path, _, _ in heard.requests} == {"/brevo/sms", "/brevo/email"}
    assert {authorization for _, authorization, _ in heard.requests} == {f"Bearer {TOKEN}"}
    for body in heard.bodies:
        name = f"sms-{body['msg_status']}" if "msg_status" in body else f"email-{body['event']}"
        assert set(body) == fields(name)
    (received,) = brevo.received(channel="sms")["sms"]
    assert {body["messageId"] for body in heard.bodies[:3]} == {int(received["message_id"])}
    assert heard.bodies[0]["tag"] == SMS["tag"]


@pytest.mark.parametrize(("mode", "sms", "mail"), [
    ("accept_never_deliver", ["sent", "accepted"], ["request"]),
    ("bounce_hard", ["sent", "accepted", "hard_bounce"], ["request", "hard_bounce"]),
    ("bounce_soft", ["sent", "accepted", "soft_bounce"], ["request", "deferred", "soft_bounce"]),
    ("rejected", ["sent", "rejected"], ["request", "blocked"]),
])  # fmt: skip
def test_what_is_not_delivered(brevo: Standin, heard: Listener, mode: str, sms: list[str], mail: list[str]) -> None:
    brevo.command(mode=mode)
    send(brevo)
    assert heard.wait(len(sms)) == sms
    email(brevo)
    assert heard.wait(len(sms + mail)) == sms + mail
    wait(lambda: all(event["outcome"] == "taken" for event in brevo.events()), "all taken")
    assert len(brevo.events()) == len(sms + mail)


def test_a_hard_bounce_blocks_the_number_until_it_is_unblocked(brevo: Standin, heard: Listener) -> None:
    brevo.command(mode="bounce_hard", times=1)
    send(brevo)
    heard.wait(3)
    send(brevo)
    assert heard.wait(4)[3:] == ["blacklisted"]
    assert brevo.api("GET", "/contacts/+15145550100").json()["smsBlacklisted"] is True
    assert brevo.api("PUT", "/contacts/15145550100", json={"smsBlacklisted": False}).status_code == 204
    send(brevo)
    assert heard.wait(7)[4:] == IN_ORDER


def test_a_blocked_number_and_a_blocked_address(brevo: Standin, heard: Listener) -> None:
    address = EMAIL["to"][0]["email"]
    brevo.command(block=["15145550100", address])
    send(brevo)
    assert heard.wait(1) == ["blacklisted"]
    email(brevo)
    assert heard.wait(3)[1:] == ["request", "blocked"]
    assert [one["email"] for one in brevo.api("GET", "/smtp/blockedContacts").json()["contacts"]] == [address]
    assert brevo.api("DELETE", f"/smtp/blockedContacts/{address}").status_code == 204
    brevo.command(unblock=["+15145550100"])
    assert brevo.command()["blocked"] == []


def test_events_twice(brevo: Standin, heard: Listener) -> None:
    brevo.command(duplicate_events=True)
    send(brevo)
    assert sorted(heard.wait(6)) == sorted(IN_ORDER * 2)
    first = heard.bodies[0]
    assert heard.bodies.count(first) == 2


def test_events_out_of_order(brevo: Standin, heard: Listener) -> None:
    brevo.command(shuffle_events=True)
    send(brevo)
    names = heard.wait(3)
    assert names != IN_ORDER and sorted(names) == sorted(IN_ORDER)
    # Each still says when it really happened.
    times = {body["msg_status"]: body["ts_event"] for body in heard.bodies}
    assert times["sent"] <= times["accepted"] <= times["delivered"]


def test_events_in_batches(brevo: Standin, heard: Listener) -> None:
    brevo.command(batched=True, batch_window_s=0.3, event_delay_s=0)
    send(brevo, 5)
    assert len(heard.wait(15)) == 15
    batches = [body for _, _, body in heard.requests]
    assert all(isinstance(batch, list) for batch in batches)
    assert len(batches) < 15


@pytest.mark.parametrize(("text", "name"), [("OK j'y vais", "replied"), (" stop", "unsubscribe")])
def test_a_reply(brevo: Standin, heard: Listener, text: str, name: str) -> None:
    send(brevo)
    heard.wait(3)
    answered = brevo.reply("15145550100", text)
    assert heard.wait(4)[3] == name
    result = heard.bodies[3]
    assert (result["reply"], result["messageId"]) == (text, int(answered["message_id"]))
    assert set(result) == fields(f"sms-{name}")
    assert brevo.command()["blocked"] == (["+15145550100"] if name == "unsubscribe" else [])
    kind = "replies" if name == "replied" else "unsubscription"
    assert len(brevo.sdk.transactional_sms.get_sms_events(event=kind).events or []) == 1


def test_nobody_replies_to_what_they_did_not_get(brevo: Standin) -> None:
    with pytest.raises(httpx.HTTPStatusError, match="404"):
        brevo.reply("+15145559999", "OK")

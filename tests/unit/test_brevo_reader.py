"""Brevo's events in the domain's words: every example, every spelling, and what nobody has seen yet."""

from __future__ import annotations

import json
import uuid
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.brevo.events import BrevoEvent, read_events
from tests.payload_files import body

TAG = "7d1f3c1e-54f0-4a3b-9f60-0d8a2f4a5b6c"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["msg_status", "event", "messageId", "message-id", "to", "ts_event", "tag", "tags", "reply", "credits_used", "id"]
)


def sms(**more: Any) -> BrevoEvent:
    result = {"id": 1, "messageId": 77, "msg_status": "sent", "to": "15145550100", "ts_event": 1795183543, "tag": [TAG]}
    [event] = read_events("sms", json.dumps({**result, **more}).encode())
    return event


@pytest.mark.parametrize(
    ("example", "state", "permanent", "reason", "unreachable"),
    [
        ("sms-sent", "handed_over", False, None, None),
        ("sms-delivered", "delivered", False, None, None),
        ("sms-soft-bounce", "failed", True, "soft_bounce", None),
        ("sms-hard-bounce", "failed", True, "hard_bounce", "hard_bounce"),
        ("sms-unsubscribe", None, False, None, "stop"),
        ("email-blocked", "failed", True, "blocklisted", "blocklisted"),
        ("email-hard-bounce", "failed", True, "hard_bounce", "hard_bounce"),
        ("email-deferred", None, False, None, None),
        ("sms-rejected", "failed", True, "refused", None),
        ("email-delivered", "delivered", False, None, None),
    ],
)
def test_an_example(
    example: str, state: str | None, permanent: bool, reason: str | None, unreachable: str | None
) -> None:
    channel: Literal["sms", "email"] = "sms" if example.startswith("sms") else "email"
    [event] = read_events(channel, body(f"brevo-webhooks/{example}.json"))
    assert (event.state, event.permanent, event.reason, event.unreachable) == (state, permanent, reason, unreachable)
    assert event.provider_id


@pytest.mark.parametrize("spelling", ["hardBounce", "hard_bounce", "Hard Bounce", "HARD-BOUNCE", "hardbounce"])
def test_any_spelling(spelling: str) -> None:
    assert (sms(msg_status=spelling).state, sms(msg_status=spelling).unreachable) == ("failed", "hard_bounce")


def test_the_tag_says_whose_it_is_wherever_it_stands() -> None:
    assert sms(tag=TAG).attempt_id == sms(tag=["alerte", TAG]).attempt_id == uuid.UUID(TAG)
    assert sms(tag=f'["alerte", "{TAG}"]').attempt_id == sms(tag=f"alerte,{TAG}").attempt_id == uuid.UUID(TAG)
    assert sms(tag="alerte", tags=[TAG]).attempt_id == uuid.UUID(TAG)
    assert sms(tag=["alerte"]).attempt_id is None


@pytest.mark.parametrize("to", ["15145550100", "+15145550100", 15145550100, "5145550100", "+1 514 555-0100"])
def test_the_number_is_written_our_way(to: object) -> None:
    assert sms(to=to).address == "+15145550100"


@pytest.mark.parametrize(
    ("reply", "acknowledges", "unreachable"),
    [
        ("OK", True, None), ("ok.", True, None), (" Ok! ", True, None), ("Ok merci", True, None),
        ("STOP !", False, "stop"), ("Arrêt.", False, "stop"), ("OK STOP", False, "stop"), ("stop it", False, "stop"),
        ("", False, None),
    ],
)  # fmt: skip
def test_a_reply(reply: str, acknowledges: bool, unreachable: str | None) -> None:
    event = sms(msg_status="replied", reply=reply)
    assert (event.reply is not None, event.unreachable, event.state) == (acknowledges, unreachable, None)


def test_twice_the_same_is_the_same_and_another_moment_is_another() -> None:
    assert sms().key == sms(id=2).key
    assert len({sms().key, sms(ts_event=1).key, sms(msg_status="delivered").key, sms(messageId=78).key}) == 4


def test_answers_of_one_second_are_each_an_answer() -> None:
    stop = {"msg_status": "replied", "reply": "STOP"}
    asked = sms(msg_status="replied", reply="Qui est-ce?")
    assert len({asked.key, sms(**stop).key, sms(**stop, to="14505550101").key}) == 3
    assert sms(**stop).key == sms(**stop, remaining_credit=3).key
    # Without the message that they answer, two people are told apart by their number.
    assert sms(**stop, messageId=None).key != sms(**stop, messageId=None, to="14505550101").key


def test_without_its_second_an_event_is_known_by_what_else_says_when() -> None:
    bounces = [
        sms(ts_event=None, **result) for result in ({"ts_epoch": 1}, {"ts_epoch": 2}, {"date": "2026-11-20"}, {})
    ]
    assert len({bounce.key for bounce in bounces}) == 4


@pytest.mark.parametrize("written", [77, "77", " 77 ", 77.0])
def test_a_message_is_the_same_by_number_and_by_text(written: object) -> None:
    assert (sms(messageId=written).provider_id, sms(messageId=written).key) == ("77", sms().key)
    assert sms(messageId=None, message_id=written).provider_id == "77"


def test_a_key_is_short_however_long_the_event() -> None:
    assert len(sms(messageId="9" * 100_000, reply="STOP" * 9_999).key) <= 100


@pytest.mark.parametrize("written", ["Unsubscribe", "UNSUBSCRIBED", "unsubscription"])
def test_whoever_unsubscribed_gets_nothing_more(written: str) -> None:
    assert sms(msg_status=written).unreachable == "stop"
    result = {"event": written, "email": " Bureau@Demo.Example ", "message-id": "<1@brevo>"}
    [event] = read_events("email", json.dumps(result).encode())
    assert (event.unreachable, event.address) == ("stop", "Bureau@Demo.Example")


@pytest.mark.parametrize(
    ("written", "state", "unreachable"),
    [
        ("invalid", "failed", "hard_bounce"), ("invalid_email", "failed", "hard_bounce"), ("error", "failed", None),
        ("spam", None, "blocklisted"), ("opened", "delivered", None), ("uniqueOpened", "delivered", None),
        ("click", "delivered", None), ("proxy_open", None, None), ("soft_bounce", "failed", None),
    ],
)  # fmt: skip
def test_an_email_s_other_words(written: str, state: str | None, unreachable: str | None) -> None:
    [event] = read_events("email", json.dumps({"event": written, "email": "a@b.example"}).encode())
    assert (event.state, event.unreachable) == (state, unreachable)


def test_what_nobody_knows_is_kept_and_proves_nothing() -> None:
    event = sms(msg_status="carrier_pigeon", nouveau={"a": 1})
    assert (event.state, event.unreachable, event.reply) == (None, None, None)
    assert json.loads(event.body)["nouveau"] == {"a": 1}


def test_a_batch_is_read_in_order() -> None:
    result = [{"messageId": n, "msg_status": "sent"} for n in range(500)]
    assert [event.provider_id for event in read_events("sms", json.dumps(result).encode())] == [
        None if n == 0 else str(n) for n in range(500)
    ]


@pytest.mark.parametrize("stray", [None, 7, "?", [], True])
def test_one_stray_thing_in_a_batch_costs_no_event(stray: object) -> None:
    result = [stray, {"messageId": 1, "msg_status": "sent"}, stray, {"messageId": 2, "msg_status": "sent"}]
    assert [event.provider_id for event in read_events("sms", json.dumps(result).encode())] == ["1", "2"]


def test_an_empty_batch_tells_nothing() -> None:
    assert read_events("sms", b"[]") == []


@pytest.mark.parametrize("result", [b"", b"x", b"[1]", b"[null, 7]", b"3", b"[[]]", b"\xff", b"[" * 100_000])
def test_what_is_no_event_is_refused(result: bytes) -> None:
    with pytest.raises(ValueError):
        read_events("sms", result)


@given(st.sampled_from(["sms", "email"]), st.dictionaries(FIELDS, JSON))
def test_whatever_a_field_holds_it_is_read(channel: Literal["sms", "email"], answer: dict[str, Any]) -> None:
    [event] = read_events(channel, json.dumps(answer).encode())
    assert "\0" not in event.key + event.body + (event.provider_id or "")
    assert event.credits is None or 0 <= event.credits < 100_000


def test_a_price_beyond_any_number_is_left_out() -> None:
    body = b'{"event": "delivered", "message-id": "<1@brevo>", "credits_used": 1' + b"0" * 400 + b"}"
    [event] = read_events("email", body)
    assert (event.state, event.credits) == ("delivered", None)

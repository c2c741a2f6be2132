"""Twilio's status callbacks: what each proves, and that none of them is a person's answer."""

from __future__ import annotations

import pytest

from backend.twilio.events import call_receipt, message_receipt


@pytest.mark.parametrize(
    ("status", "code", "state", "reason"),
    [
        ("queued", None, "handed_over", None),
        ("sent", None, "handed_over", None),
        ("delivered", None, "delivered", None),
        ("undelivered", "30003", "failed", "soft_bounce"),
        ("undelivered", "30005", "failed", "hard_bounce"),
        ("failed", "21610", "failed", "stop"),
        ("failed", "99999", "failed", "refused"),
    ],
)
def test_what_became_of_a_text(status: str, code: str | None, state: str, reason: str | None) -> None:
    posted = {"MessageSid": "SM1", "MessageStatus": status} | ({"ErrorCode": code} if code else {})
    receipt = message_receipt(posted)
    assert receipt and (receipt.provider_id, receipt.state, receipt.reason) == ("SM1", state, reason)


@pytest.mark.parametrize(
    ("status", "answered_by", "state", "reason"),
    [
        ("initiated", None, "handed_over", None),
        ("in-progress", "human", "handed_over", None),
        ("busy", None, "failed", "busy"),
        ("no-answer", None, "failed", "no_answer"),
        ("canceled", None, "failed", "call_failed"),
        ("completed", "machine_start", "failed", "voicemail"),
        ("completed", "machine_end_beep", "failed", "voicemail"),
        ("completed", "fax", "failed", "voicemail"),
        ("completed", "human", "failed", "no_key"),
        ("completed", "unknown", "failed", "no_key"),
        ("completed", None, "failed", "no_key"),
    ],
)
def test_no_status_of_a_call_is_an_answer(status: str, answered_by: str | None, state: str, reason: str | None) -> None:
    posted = {"CallSid": "CA1", "CallStatus": status} | ({"AnsweredBy": answered_by} if answered_by else {})
    receipt = call_receipt(posted)
    assert receipt and (receipt.state, receipt.reason) == (state, reason)


def test_a_status_of_tomorrow_changes_nothing() -> None:
    assert message_receipt({"MessageStatus": "pondering"}) is None
    assert call_receipt({"CallStatus": "pondering"}) is None
    assert message_receipt({}) is None

"""What the stand-in accepts and refuses is what Brevo documents."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from backend.local.standins.brevo.orders import EmailOrder, Order, SmsOrder, read
from backend.local.standins.brevo.refusals import Refusal
from tests import payload_files
from tests.brevo_types import check_email_request, check_sms_request

SMS: dict[str, Any] = json.loads(payload_files.body("brevo-rest/post-sms.request.json"))
EMAIL: dict[str, Any] = json.loads(payload_files.body("brevo-rest/post-smtp-email.request.json"))
GONE = object()


def changed(body: dict[str, Any], changes: dict[str, Any]) -> bytes:
    merged = {**body, **changes}
    return json.dumps({name: value for name, value in merged.items() if value is not GONE}).encode()


def test_the_examples_are_taken_and_are_brevos_types() -> None:
    check_sms_request(SMS)
    check_email_request(EMAIL)
    sms = read(SmsOrder, json.dumps(SMS).encode())
    assert (sms.recipient, sms.tag, sms.body) == (SMS["recipient"], SMS["tag"], SMS)
    assert sms.text == f"Drain Fortin: {SMS['content']}"
    email = read(EmailOrder, json.dumps(EMAIL).encode())
    assert [to.email for to in email.to] == [EMAIL["to"][0]["email"]]


def test_a_single_tag_is_a_list_of_one() -> None:
    assert read(SmsOrder, changed(SMS, {"tag": "alert:1"})).tag == ["alert:1"]


@pytest.mark.parametrize("recipient", ["15145550100", "+15145550100", "123456", "123456789012345"])
def test_numbers_with_or_without_plus(recipient: str) -> None:
    assert read(SmsOrder, changed(SMS, {"recipient": recipient})).recipient == recipient


@pytest.mark.parametrize("sender", ["DrainFortin", "18335550100", "123456789012345"])
def test_senders_within_the_rules(sender: str) -> None:
    assert read(SmsOrder, changed(SMS, {"sender": sender})).sender == sender


@pytest.mark.parametrize(
    ("kind", "body", "changes", "code", "message"),
    [
        (SmsOrder, SMS, {"recipient": "514 555-0100"}, "invalid_parameter", "Invalid telephone number"),
        (SmsOrder, SMS, {"recipient": "12345"}, "invalid_parameter", "Invalid telephone number"),
        (SmsOrder, SMS, {"recipient": GONE}, "missing_parameter", "recipient is missing"),
        (SmsOrder, SMS, {"sender": GONE}, "missing_parameter", "sender is missing"),
        (SmsOrder, SMS, {"sender": "Drain Fortin"}, "invalid_parameter", "Sender name is invalid"),
        (SmsOrder, SMS, {"sender": "DrainFortin1"}, "invalid_parameter", "Sender name is invalid"),
        (SmsOrder, SMS, {"content": GONE}, "missing_parameter", "content is missing"),
        (SmsOrder, SMS, {"type": "urgent"}, "invalid_parameter", "type is not valid"),
        (SmsOrder, SMS, {"tag": ["a"] * 11}, "invalid_parameter", "tag must be"),
        (SmsOrder, SMS, {"tag": [""]}, "invalid_parameter", "tag must be"),
        (EmailOrder, EMAIL, {"to": GONE}, "missing_parameter", "to is missing"),
        (EmailOrder, EMAIL, {"to": []}, "invalid_parameter", "to is not valid"),
        (EmailOrder, EMAIL, {"to": [{"email": "guillaume"}]}, "invalid_parameter", "email is not valid"),
        (EmailOrder, EMAIL, {"subject": GONE}, "missing_parameter", "subject is missing"),
        (EmailOrder, EMAIL, {"sender": GONE}, "missing_parameter", "sender is missing"),
        (EmailOrder, EMAIL, {"textContent": GONE}, "missing_parameter", "htmlContent is missing"),
    ],
)
def test_what_is_wrong_is_refused_with_brevos_code(
    kind: type[Order], body: dict[str, Any], changes: dict[str, Any], code: str, message: str
) -> None:
    with pytest.raises(Refusal) as refused:
        read(kind, changed(body, changes))
    assert (refused.value.status, refused.value.code) == (400, code)
    assert refused.value.message.startswith(message)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff"])
def test_what_is_no_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        read(SmsOrder, body)
    assert refused.value.code == "invalid_parameter"


def test_the_checks_against_brevos_types_can_fail() -> None:
    with pytest.raises(ValidationError):
        check_sms_request({**SMS, "recipient": 15145550100})
    with pytest.raises(AssertionError):
        check_sms_request({**SMS, "organizationPrefix": "Drain Fortin"})
    with pytest.raises(ValidationError):
        check_email_request({**EMAIL, "to": [{"name": "Guillaume"}]})
    with pytest.raises(AssertionError):
        check_email_request({**EMAIL, "tag": "alerte"})

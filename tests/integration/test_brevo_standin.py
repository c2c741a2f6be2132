"""The stand-in speaks as Brevo: its own Python client sends, asks, and understands every answer."""

from __future__ import annotations

from typing import Any

import pytest
from brevo import PaymentRequiredError
from brevo.account.types import GetAccountResponse
from brevo.contacts.types import GetContactInfoResponse
from brevo.domains.types import GetDomainsResponse
from brevo.senders.types import GetSendersResponse
from brevo.transactional_emails.types import (
    GetEmailEventReportResponse,
    GetTransacBlockedContactsResponse,
    SendTransacEmailRequestSender,
    SendTransacEmailRequestToItem,
    SendTransacEmailResponse,
)
from brevo.transactional_sms.types import (
    GetSmsEventsResponse,
    SendAsyncTransactionalSmsResponse,
    SendTransacSmsResponse,
)
from brevo.webhooks.types import GetWebhooksResponse
from pydantic import BaseModel

from tests.brevo_fixtures import EMAIL, SMS, brevo, brevo_pair, heard
from tests.brevo_listener import Listener
from tests.brevo_standin import Standin
from tests.brevo_types import check_received

__all__ = ["brevo", "brevo_pair", "heard"]

POSTS: list[tuple[str, dict[str, Any], type[BaseModel]]] = [
    ("/transactionalSMS/send", SMS, SendAsyncTransactionalSmsResponse),
    ("/transactionalSMS/sms", SMS, SendTransacSmsResponse),
    ("/smtp/email", EMAIL, SendTransacEmailResponse),
]
GETS: list[tuple[str, type[BaseModel]]] = [
    ("/transactionalSMS/statistics/events", GetSmsEventsResponse),
    ("/smtp/statistics/events", GetEmailEventReportResponse),
    ("/account", GetAccountResponse),
    ("/webhooks", GetWebhooksResponse),
    ("/senders", GetSendersResponse),
    ("/senders/domains", GetDomainsResponse),
    ("/smtp/blockedContacts", GetTransacBlockedContactsResponse),
    ("/contacts/+15145550100", GetContactInfoResponse),
]


@pytest.mark.parametrize(("path", "body", "kind"), POSTS)
def test_what_sends_answers_with_brevos_type(
    brevo: Standin, path: str, body: dict[str, Any], kind: type[BaseModel]
) -> None:
    answer = brevo.api("POST", path, json=body)
    assert answer.status_code == 201
    kind.model_validate(answer.json())
    assert int(answer.headers["x-sib-ratelimit-remaining"]) == int(answer.headers["x-sib-ratelimit-limit"]) - 1


@pytest.mark.parametrize(("path", "kind"), GETS)
def test_what_tells_answers_with_brevos_type(brevo: Standin, heard: Listener, path: str, kind: type[BaseModel]) -> None:
    brevo.command(mode="bounce_hard", domains=["drainfortin.example"])
    brevo.api("POST", "/transactionalSMS/send", json=SMS)
    brevo.api("POST", "/smtp/email", json=EMAIL)
    heard.wait(5)
    answer = brevo.api("GET", path)
    assert answer.status_code == 200
    kind.model_validate(answer.json())
    assert answer.headers["x-sib-ratelimit-limit"] == "100"


def test_brevos_client_sends_and_finds_its_sms(brevo: Standin) -> None:
    client = brevo.sdk.transactional_sms
    queued = client.send_async_transactional_sms(**SMS)
    sent = client.send_transac_sms(recipient="15145550101", sender="DrainFortin", content="é" * 161, tag="alert:2")
    assert (sent.sms_count, sent.used_credits, sent.remaining_credits) == (2, 1.4, 49997.9)
    received = brevo.received(channel="sms")
    check_received(received)
    assert [one["message_id"] for one in received["sms"]] == [str(queued.message_id), str(sent.message_id)]
    assert [one["recipient"] for one in received["sms"]] == ["+15145550100", "+15145550101"]
    # Just after it was accepted, and by any of its tags.
    (found,) = client.get_sms_events(tags='["lead"]', event="sent").events or []
    assert (found.message_id, found.phone_number, found.tag) == (str(queued.message_id), "15145550100", "alert:1")
    assert client.get_sms_events(tags='["alert:3"]').events == []


def test_brevos_client_sends_an_email(brevo: Standin) -> None:
    sent = brevo.sdk.transactional_emails.send_transac_email(
        sender=SendTransacEmailRequestSender(name="Console", email="alertes@drainfortin.example"),
        to=[SendTransacEmailRequestToItem(email=f"{name}@drainfortin.example") for name in ("guillaume", "bureau")],
        subject="Nouveau lead",
        html_content="<p>Refoulement</p>",
        tags=["alert:1"],
    )
    received = brevo.received(tag="alert:1")
    check_received(received)
    assert received["count"] == {"sms": 0, "email": 2}
    assert {one["message_id"] for one in received["email"]} == {sent.message_id}
    report = brevo.sdk.transactional_emails.get_email_event_report(message_id=sent.message_id, event="requests")
    assert len(report.events or []) == 2


def test_the_sandbox_takes_and_delivers_nothing(brevo: Standin) -> None:
    assert brevo.api("POST", "/smtp/email", json={**EMAIL, "headers": {"X-Sib-Sandbox": "drop"}}).status_code == 201
    assert [one["fate"] for one in brevo.received()["email"]] == ["sandbox"]
    assert brevo.events() == []


def test_the_account_tells_the_sms_credits_left(brevo: Standin) -> None:
    brevo.command(credits=0.9)
    brevo.api("POST", "/transactionalSMS/send", json=SMS)
    credits = {plan.type: plan.credits for plan in brevo.sdk.account.get_account().plan}
    assert credits["sms"] == 0.2
    with pytest.raises(PaymentRequiredError) as refused:
        brevo.sdk.transactional_sms.send_transac_sms(recipient="15145550100", sender="DrainFortin", content="Test")
    assert refused.value.body.code == "not_enough_credits"
    assert brevo.received()["count"] == {"sms": 1, "email": 0}


def test_our_webhooks_are_listed_without_their_token(brevo: Standin, heard: Listener) -> None:
    listed = brevo.sdk.webhooks.get_webhooks(type="transactional").webhooks
    assert [one.url for one in listed] == [f"{heard.url}/brevo/sms", f"{heard.url}/brevo/email"]
    assert all(one.auth == {"type": "bearer"} for one in listed)

"""Brevo's own types, from its Python client: what it accepts, and what it answers."""

from __future__ import annotations

import inspect
from typing import Any

from brevo import SendTransacSms
from brevo.transactional_emails.client import TransactionalEmailsClient
from brevo.transactional_emails.types import (
    SendTransacEmailRequestCcItem,
    SendTransacEmailRequestReplyTo,
    SendTransacEmailRequestSender,
    SendTransacEmailRequestToItem,
)
from pydantic import BaseModel
from pydantic.alias_generators import to_camel

EMAIL_PARTS: dict[str, type[BaseModel]] = {
    "sender": SendTransacEmailRequestSender,
    "replyTo": SendTransacEmailRequestReplyTo,
    "to": SendTransacEmailRequestToItem,
    "cc": SendTransacEmailRequestCcItem,
}
# There is no type of the whole request: the client's own signature says which fields it has.
EMAIL_FIELDS = {to_camel(name) for name in inspect.signature(TransactionalEmailsClient.send_transac_email).parameters}


def check_sms_request(body: dict[str, Any]) -> None:
    """Fails unless Brevo's type takes this body, without a field that it does not know."""
    SendTransacSms.model_validate(body)
    known = {name if field.alias is None else field.alias for name, field in SendTransacSms.model_fields.items()}
    assert body.keys() <= known, body.keys() - known


def check_email_request(body: dict[str, Any]) -> None:
    """The same for an email."""
    assert body.keys() <= EMAIL_FIELDS - {"self", "requestOptions"}, body.keys() - EMAIL_FIELDS
    for name, kind in EMAIL_PARTS.items():
        given = body.get(name, [])
        for part in given if isinstance(given, list) else [given]:
            kind.model_validate(part)
    assert all(isinstance(tag, str) for tag in body.get("tags", []))
    assert all(isinstance(body.get(name, ""), str) for name in ("subject", "textContent", "htmlContent"))


def check_received(received: dict[str, Any]) -> None:
    """Fails unless every request in `/_standin/received` is one of Brevo's."""
    for message in received["sms"]:
        check_sms_request(message["body"])
    for message in received["email"]:
        check_email_request(message["body"])

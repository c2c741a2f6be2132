"""What was really accepted: the truth against which “lost 0, sent twice 0” is counted, and Twilio's own view of it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

VERSION = "2010-04-01"
# Known once it is over; a minute of a call is begun by a ring that nobody answers too, and costs nothing then.
SMS_PRICE, CALL_PRICE = "-0.00790", "-0.01400"
COUNTED = ("delivered", "undelivered", "completed")


@dataclass
class Message:
    """One accepted SMS."""

    to: str
    sender: str
    body: str
    callback: str
    # As it came, for whoever checks what is really sent.
    posted: dict[str, Any]
    status: str = "queued"
    error_code: int | None = None
    sid: str = field(default_factory=lambda: f"SM{secrets.token_hex(16)}")
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def described(self, account_sid: str) -> dict[str, Any]:
        """As `GET /Messages/{Sid}` would."""
        return {
            "account_sid": account_sid, "api_version": VERSION, "body": self.body, "date_created": _date(self.at),
            "date_sent": _date(self.at) if self.status != "queued" else None, "date_updated": _date(self.at),
            "direction": "outbound-api", "error_code": self.error_code, "error_message": None, "from": self.sender,
            "messaging_service_sid": None, "num_media": "0", "num_segments": "1",
            "price": _price(self.status, SMS_PRICE), "price_unit": "USD", "sid": self.sid,
            "status": self.status, "subresource_uris": {}, "to": self.to,
            "uri": f"/{VERSION}/Accounts/{account_sid}/Messages/{self.sid}.json",
        }  # fmt: skip


@dataclass
class Call:
    """One accepted call, and what became of it: `heard` are the words that were read out."""

    to: str
    sender: str
    url: str
    callback: str
    events: list[str]
    detects_machines: bool
    posted: dict[str, Any]
    status: str = "queued"
    answered_by: str | None = None
    heard: list[str] = field(default_factory=list)
    sid: str = field(default_factory=lambda: f"CA{secrets.token_hex(16)}")
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def described(self, account_sid: str) -> dict[str, Any]:
        """As `GET /Calls/{Sid}` would."""
        return {
            "account_sid": account_sid, "answered_by": self.answered_by, "api_version": VERSION, "caller_name": None,
            "date_created": _date(self.at), "date_updated": _date(self.at), "direction": "outbound-api",
            "duration": None, "end_time": None, "forwarded_from": None, "from": self.sender,
            "from_formatted": self.sender, "group_sid": None, "parent_call_sid": None, "phone_number_sid": "",
            "price": _price(self.status, CALL_PRICE), "price_unit": "USD", "queue_time": "0", "sid": self.sid,
            "start_time": None, "status": self.status, "subresource_uris": {}, "to": self.to,
            "to_formatted": self.to, "trunk_sid": None,
            "uri": f"/{VERSION}/Accounts/{account_sid}/Calls/{self.sid}.json",
        }  # fmt: skip


@dataclass
class Ledger:
    """In memory; the newest last."""

    messages: list[Message] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    # Requests that took nothing, by status; 0 is a connection closed without an answer.
    refused: dict[int, int] = field(default_factory=dict)

    def reset(self) -> None:
        """As at the start."""
        self.messages.clear()
        self.calls.clear()
        self.refused.clear()

    def count(self, status: int) -> None:
        """One more request that took nothing."""
        self.refused[status] = self.refused.get(status, 0) + 1


def _date(at: datetime) -> str:
    """RFC 2822, to the second, as Twilio writes it."""
    return format_datetime(at.replace(microsecond=0))


def _price(status: str, price: str) -> str | None:
    """Null until Twilio has counted it."""
    return price if status in COUNTED else None

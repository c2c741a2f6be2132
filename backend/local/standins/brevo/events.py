"""What happens to a message after it was accepted, in the words of Brevo's webhooks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from backend.local.standins.brevo.commands import Channel
from backend.local.standins.brevo.received import Fate, Received

# Brevo's `date` is a local string of Paris, without saying so.
PARIS = ZoneInfo("Europe/Paris")
WEBHOOK_IDS: dict[Channel, int] = {"sms": 918274, "email": 918275}

STORIES: dict[tuple[Channel, Fate], tuple[str, ...]] = {
    ("sms", "delivered"): ("sent", "accepted", "delivered"),
    ("sms", "silence"): ("sent", "accepted"),
    ("sms", "bounce_hard"): ("sent", "accepted", "hard_bounce"),
    ("sms", "bounce_soft"): ("sent", "accepted", "soft_bounce"),
    ("sms", "rejected"): ("sent", "rejected"),
    ("sms", "blocked"): ("blacklisted",),
    ("email", "delivered"): ("request", "delivered"),
    ("email", "silence"): ("request",),
    ("email", "bounce_hard"): ("request", "hard_bounce"),
    ("email", "bounce_soft"): ("request", "deferred", "soft_bounce"),
    ("email", "rejected"): ("request", "blocked"),
    ("email", "blocked"): ("request", "blocked"),
    ("email", "sandbox"): (),
}
FAILED = frozenset({"hard_bounce", "soft_bounce", "rejected", "blacklisted"})
SMS_SAYS = {"hard_bounce": "Unknown subscriber", "soft_bounce": "Carrier rejected", "unsubscribe": "unsubscribed"}
SMS_ERRORS = {"hard_bounce": 5, "soft_bounce": 20}
EMAIL_REASONS = {
    "hard_bounce": "550 5.1.1 user unknown",
    "soft_bounce": "452 4.2.2 mailbox full",
    "deferred": "421 try again later",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to one message, at a time in Unix seconds."""

    about: Received
    name: str
    at: float
    reply: str | None = None

    @property
    def reason(self) -> str | None:
        """Why it bounced, if it did."""
        reasons = EMAIL_REASONS if self.about.channel == "email" else SMS_SAYS
        return reasons.get(self.name) if self.name in ("hard_bounce", "soft_bounce", "deferred") else None


def story(message: Received, *, pace_s: float) -> list[Event]:
    """Everything that will happen to this message, in order; the first thing at once."""
    names = STORIES[message.channel, message.fate]
    return [Event(message, name, message.at + pace_s * number) for number, name in enumerate(names)]


def payload(event: Event, remaining_credit: float) -> dict[str, Any]:
    """The body of one event."""
    return _email(event) if event.about.channel == "email" else _sms(event, remaining_credit)


def _sms(event: Event, remaining_credit: float) -> dict[str, Any]:
    about = event.about
    answer: dict[str, Any] = {
        "id": WEBHOOK_IDS["sms"],
        "to": about.recipient.lstrip("+"),
        "sms_count": about.sms_count,
        "credits_used": about.credits_used,
        "messageId": int(about.message_id),
        "remaining_credit": remaining_credit,
        "msg_status": event.name,
        "date": _in_paris(event.at),
        "type": about.type,
        "reference": {"1": about.reference},
        "status": "KO" if event.name in FAILED else "OK",
        "description": SMS_SAYS.get(event.name, event.name),
        "ts_event": int(event.at),
        "tag": list(about.tags),
    }
    if event.name in SMS_ERRORS:
        answer |= {"error_code": SMS_ERRORS[event.name], "bounce_type": event.name}
    return answer if event.reply is None else {**answer, "reply": event.reply}


def _email(event: Event) -> dict[str, Any]:
    about, second = event.about, int(event.at)
    answer: dict[str, Any] = {
        "event": event.name,
        "email": about.recipient,
        "id": WEBHOOK_IDS["email"],
        "date": _in_paris(event.at),
        "ts": second,
        "message-id": about.message_id,
        "ts_event": second,
        "subject": about.subject,
        "X-Mailin-custom": about.custom,
        "sending_ip": "1.179.112.10",
        "ts_epoch": second * 1000,
        "tags": list(about.tags),
        "template_id": 0,
        "contact_id": 0,
    }
    return answer if event.reason is None else {**answer, "reason": event.reason}


def _in_paris(at: float) -> str:
    return f"{datetime.fromtimestamp(int(at), PARIS):%Y-%m-%d %H:%M:%S}"

"""The account's own facts, in Brevo's shape: plan and credits, webhooks, one contact."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from backend.local.standins.brevo.commands import Channel, Command
from backend.local.standins.brevo.events import WEBHOOK_IDS

BEGAN = "2026-01-05T14:00:00.000Z"
EMAIL = "exploitation@drainfortin.example"
SENDER = "console@drainfortin.example"
SMS_EVENTS = (
    "sent",
    "accepted",
    "delivered",
    "softBounce",
    "hardBounce",
    "blocked",
    "rejected",
    "unsubscribed",
    "reply",
)
EMAIL_EVENTS = ("request", "delivered", "hardBounce", "softBounce", "blocked", "deferred")


def account(sms_credits: float) -> dict[str, Any]:
    """`GET /account`."""
    return {
        "organization_id": "local-organization",
        "user_id": 1,
        "enterprise": False,
        "companyName": "Drain Fortin (démonstration)",
        "email": EMAIL,
        "firstName": "Drain",
        "lastName": "Fortin",
        "address": {"street": "", "zipCode": "", "city": "Longueuil", "country": "Canada"},
        "plan": [
            {"type": "payAsYouGo", "credits": 5000, "creditsType": "sendLimit"},
            {"type": "sms", "credits": sms_credits, "creditsType": "sendLimit"},
        ],
        "relay": {"enabled": True, "data": {"userName": EMAIL, "relay": "smtp-relay.brevo.com", "port": 587}},
        "marketingAutomation": {"enabled": False},
    }


@dataclass
class Holdings:
    """What somebody set up in the account, and may change there."""

    senders: list[str] = field(default_factory=lambda: [SENDER])
    domains: list[str] = field(default_factory=list)
    webhooks: bool = True

    def obey(self, command: Command) -> None:
        """Take over what the command names."""
        for one in fields(self):
            if (given := getattr(command, one.name)) is not None:
                setattr(self, one.name, given)


def senders(emails: list[str]) -> dict[str, Any]:
    """`GET /senders`: confirmed ones."""
    return {
        "senders": [
            {"id": number, "name": "Drain Fortin", "email": email, "active": True, "ips": []}
            for number, email in enumerate(emails, 1)
        ]
    }


def domains(names: list[str]) -> dict[str, Any]:
    """`GET /senders/domains`: authenticated ones."""
    known = [
        {
            "id": str(number),
            "domain_name": name,
            "authenticated": True,
            "verified": True,
            "ip": None,
            "provider": "",
            "creator": {"id": "1", "email": EMAIL, "creation_date": BEGAN},
        }
        for number, name in enumerate(names, 1)
    ]
    return {"domains": known, "count": len(known), "current_page": 1, "total_pages": 1}


def webhooks(webhook_url: str, *, batched: bool, made: bool = True) -> dict[str, Any]:
    """`GET /webhooks`: the two that the stand-in posts to. The token is not repeated."""
    if not made:
        return {"webhooks": []}
    return {
        "webhooks": [
            _webhook(webhook_url, "sms", SMS_EVENTS, batched),
            _webhook(webhook_url, "email", EMAIL_EVENTS, batched),
        ]
    }


def contact(recipient: str, *, blocked: bool) -> dict[str, Any]:
    """`GET /contacts/{identifier}`: what matters is whether it is blocked."""
    is_email = "@" in recipient
    return {
        "id": 1,
        "email": recipient if is_email else None,
        "emailBlacklisted": is_email and blocked,
        "smsBlacklisted": not is_email and blocked,
        "whatsappBlacklisted": False,
        "createdAt": BEGAN,
        "modifiedAt": BEGAN,
        "listIds": [],
        "statistics": {},
        "attributes": {} if is_email else {"SMS": recipient.removeprefix("+")},
    }


def _webhook(webhook_url: str, channel: Channel, events: tuple[str, ...], batched: bool) -> dict[str, Any]:
    return {
        "id": WEBHOOK_IDS[channel],
        "url": f"{webhook_url.rstrip('/')}/brevo/{channel}",
        "description": f"Console, {channel}",
        "events": list(events),
        "type": "transactional",
        "channel": channel,
        "auth": {"type": "bearer"},
        "batched": batched,
        "createdAt": BEGAN,
        "modifiedAt": BEGAN,
    }

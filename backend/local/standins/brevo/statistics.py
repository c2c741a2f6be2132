"""`GET /transactionalSMS/statistics/events` and `GET /smtp/statistics/events`: what happened, newest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from backend.local.standins.brevo.commands import Channel
from backend.local.standins.brevo.events import Event
from backend.local.standins.brevo.queries import BOUNCES, Query, local_part

# Webhooks and statistics give the same events different names.
NAMES: dict[Channel, dict[str, str]] = {
    "sms": {
        "sent": "sent", "accepted": "accepted", "delivered": "delivered", "soft_bounce": "softBounces",
        "hard_bounce": "hardBounces", "rejected": "rejected", "blacklisted": "blocked", "replied": "replies",
        "unsubscribe": "unsubscription",
    },
    "email": {
        "request": "requests", "delivered": "delivered", "soft_bounce": "softBounces", "hard_bounce": "hardBounces",
        "blocked": "blocked", "deferred": "deferred",
    },
}  # fmt: skip


class Statistics:
    """Every event of every message. Those to come are there already, and are not shown before their time."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._events: list[Event] = []

    def add(self, *events: Event) -> None:
        """Remember these."""
        self._events.extend(events)

    def reset(self) -> None:
        """Forget everything."""
        self._events.clear()

    def find(self, channel: Channel, given: Mapping[str, str], *, late_s: float) -> dict[str, Any]:
        """The answer to one request. Raises Refusal for a filter that makes no sense."""
        query = Query.read(channel, given)
        until = self._now() - late_s
        found = [
            event
            for event in self._events
            if event.about.channel == channel and event.at <= until and _matches(event, query)
        ]
        found.sort(key=lambda event: event.at, reverse=query.newest_first)
        page = found[query.offset : query.offset + query.limit]
        return {"events": [_sms(event) if channel == "sms" else _email(event) for event in page]}


def _matches(event: Event, query: Query) -> bool:
    about = event.about
    name = NAMES[about.channel][event.name]
    return (
        (query.tags is None or any(tag in about.tags for tag in query.tags))
        and (query.recipient is None or local_part(about.recipient) == query.recipient)
        and (query.message_id is None or about.message_id == query.message_id)
        and (query.event in (None, name) or (query.event == BOUNCES and name in ("softBounces", "hardBounces")))
        and query.since <= event.at < query.before
    )


def _sms(event: Event) -> dict[str, Any]:
    result = {
        "phoneNumber": local_part(event.about.recipient),
        "date": _utc(event.at),
        "messageId": event.about.message_id,
        "event": NAMES["sms"][event.name],
        "reason": event.reason,
        "reply": event.reply,
        # A string, where the webhook gives a list.
        "tag": next(iter(event.about.tags), None),
    }
    return {name: value for name, value in result.items() if value is not None}


def _email(event: Event) -> dict[str, Any]:
    result = {
        "email": event.about.recipient,
        "date": _utc(event.at),
        "subject": event.about.subject,
        "messageId": event.about.message_id,
        "event": NAMES["email"][event.name],
        "reason": event.reason,
        "tag": next(iter(event.about.tags), ""),
        "from": event.about.sender,
        "templateId": 0,
    }
    return {name: value for name, value in result.items() if value is not None}


def _utc(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%S}.{int(at % 1 * 1000):03}Z"

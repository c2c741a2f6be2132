"""Asks Twilio which messages and calls it has. Twilio keeps no tag: a message is known by the link in its words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Literal

from backend.messaging import AskLater, SendError
from backend.twilio.client import PAGE, Twilio

# Between our clock and Twilio's.
MARGIN = timedelta(minutes=2)
AGAIN_S, UNKNOWN_AGAIN_S = 15.0, 300.0
_LINK = re.compile(r"/a/([\w-]+)")


@dataclass(frozen=True, slots=True)
class Sought:
    """One message or call whose outcome nobody knows.

    `links`: tokens' digests by which its words are known (None: its words bear no link, as a customer's do not);
    `known`: what belongs to other attempts.
    """

    channel: Literal["sms", "call"]
    phone: str
    sent_at: datetime
    links: frozenset[str] | None
    known: frozenset[str]


async def find(twilio: Twilio | None, sought: Sought, digest: Callable[[str], str]) -> str | None:
    """Its id at Twilio, or None when Twilio has not got it. Raises AskLater. `digest` makes a link's digest."""
    if twilio is None:
        # Its key was taken away: nobody can say.
        raise AskLater(UNKNOWN_AGAIN_S, "refused_key")
    try:
        listed = await (twilio.messages_to if sought.channel == "sms" else twilio.calls_to)(sought.phone)
    except SendError as error:
        raise AskLater(AGAIN_S, error.reason) from error
    recent = [one for one in listed if _date(one) >= sought.sent_at - MARGIN]
    found = next((str(one["sid"]) for one in recent if _is_it(one, sought, digest)), None)
    if found is None and len(listed) >= PAGE and len(recent) == len(listed):
        # More of them than a page holds: what is not on it is not known to be absent.
        raise AskLater(AGAIN_S, "provider_unclear")
    return found


def _is_it(one: dict[str, Any], sought: Sought, digest: Callable[[str], str]) -> bool:
    if not one.get("sid") or str(one["sid"]) in sought.known:
        return False
    if sought.channel == "call" or sought.links is None:
        # One phone is called by one call at a time, a customer is told one thing at a time: what nobody knows is it.
        return True
    return any(digest(token) in sought.links for token in _LINK.findall(str(one.get("body") or "")))


def _date(one: dict[str, Any]) -> datetime:
    """When it was made; now, and so not before anything, where Twilio does not say."""
    try:
        date = parsedate_to_datetime(str(one.get("date_created")))
    except ValueError:
        return datetime.now(UTC)
    return date if date.tzinfo else date.replace(tzinfo=UTC)

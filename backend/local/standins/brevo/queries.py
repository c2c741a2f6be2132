"""The filters of the statistics, checked by Brevo's documented rules."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from backend.local.standins.brevo.commands import Channel
from backend.local.standins.brevo.refusals import Refusal, invalid, missing

BOUNCES = "bounces"
EVENTS: dict[Channel, frozenset[str]] = {
    "sms": frozenset(
        {BOUNCES, "hardBounces", "softBounces", "delivered", "sent", "accepted", "unsubscription", "replies",
         "blocked", "rejected", "skipped"}
    ),
    "email": frozenset(
        {BOUNCES, "hardBounces", "softBounces", "delivered", "spam", "requests", "opened", "clicks", "invalid",
         "deferred", "blocked", "unsubscribed", "error", "loadedByProxy"}
    ),
}  # fmt: skip
MOST: dict[Channel, int] = {"sms": 100, "email": 5000}
USUAL: dict[Channel, int] = {"sms": 50, "email": 2500}


@dataclass(frozen=True)
class Query:
    """One request to the statistics."""

    limit: int
    offset: int
    newest_first: bool
    tags: tuple[str, ...] | None
    recipient: str | None
    message_id: str | None
    event: str | None
    # Unix seconds: the first included, the last not.
    since: float
    before: float

    @classmethod
    def read(cls, channel: Channel, given: Mapping[str, str]) -> Self:
        """The filters given. Raises Refusal."""
        since, before = _period(given)
        recipient = given.get("phoneNumber" if channel == "sms" else "email")
        return cls(
            limit=_number(given, "limit", USUAL[channel], at_most=MOST[channel]),
            offset=_number(given, "offset", 0),
            newest_first=_one_of(given, "sort", frozenset({"asc", "desc"})) != "asc",
            tags=_tags(given.get("tags")),
            recipient=local_part(recipient) if recipient else None,
            message_id=given.get("messageId"),
            event=_one_of(given, "event", EVENTS[channel]),
            since=since,
            before=before,
        )


def local_part(recipient: str) -> str:
    """A number without its +; an address as it is."""
    return recipient.removeprefix("+")


def _number(given: Mapping[str, str], name: str, usual: int, *, at_most: int | None = None) -> int:
    written = given.get(name)
    if written is None:
        return usual
    if not (written.isascii() and written.isdigit()):
        raise invalid(f"{name} should be a positive integer")
    if at_most is not None and int(written) > at_most:
        raise Refusal(400, "out_of_range", f"{name} exceeds max value of {at_most}")
    return int(written)


def _one_of(given: Mapping[str, str], name: str, allowed: frozenset[str]) -> str | None:
    value = given.get(name)
    if value is not None and value not in allowed:
        raise invalid(f"Invalid value for {name}")
    return value


def _tags(written: str | None) -> tuple[str, ...] | None:
    # Documented as “a serialized urlencoded array”; a bare tag is let through as well.
    if not written:
        return None
    if not written.startswith("["):
        return (written,)
    try:
        found = json.loads(written)
    except ValueError:
        raise invalid("tags should be a serialized array") from None
    return tuple(str(tag) for tag in found)


def _period(given: Mapping[str, str]) -> tuple[float, float]:
    first, last, days = given.get("startDate"), given.get("endDate"), given.get("days")
    if days is not None and (first or last):
        raise invalid("days is not compatible with startDate and endDate")
    if days is not None:
        midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return (midnight - timedelta(days=max(_number(given, "days", 1), 1) - 1)).timestamp(), math.inf
    if not first and not last:
        return 0.0, math.inf
    if not first or not last:
        raise missing("endDate" if first else "startDate")
    return _day("startDate", first).timestamp(), (_day("endDate", last) + timedelta(days=1)).timestamp()


def _day(name: str, written: str) -> datetime:
    try:
        return datetime.strptime(written, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise invalid(f"{name} should be YYYY-MM-DD") from None

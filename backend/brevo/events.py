"""Brevo's delivery events, in the domain's words. Spellings vary: lower case, without `_`, `-` or space, is compared.

SMS: `messageId`, `msg_status`, `ts_event` (Unix seconds), `to` (digits without +), `tag`. Email: `message-id`, `event`,
`ts_event`, `tags`. No event id exists: an event is known by message, status, moment, address and answer (two people, or
one twice, may answer within a second).
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any, Literal
from uuid import UUID

from backend.brevo.replies import is_ok, is_stop
from backend.phones import to_e164
from backend.wire import clean

# status: (state it proves or None, permanent, reason)
_STATES: dict[str, tuple[str | None, bool, str | None]] = {
    "sent": ("handed_over", False, None),
    "accepted": ("handed_over", False, None),
    "request": ("handed_over", False, None),
    # Nobody opens what did not arrive.
    **dict.fromkeys(("delivered", "opened", "uniqueopened", "click"), ("delivered", False, None)),
    "softbounce": ("failed", True, "soft_bounce"),
    "hardbounce": ("failed", True, "hard_bounce"),
    "rejected": ("failed", True, "refused"),
    **dict.fromkeys(("skip", "skipped", "blacklisted", "blocked"), ("failed", True, "blocklisted")),
    **dict.fromkeys(("invalidemail", "invalid"), ("failed", True, "hard_bounce")),
    "error": ("failed", True, "refused"),
}
_UNREACHABLE = {
    **dict.fromkeys(("unsubscribe", "unsubscribed", "unsubscription"), "stop"),
    **dict.fromkeys(("hardbounce", "invalidemail", "invalid"), "hard_bounce"),
    # Brevo blocks whoever reports one of our emails as spam.
    **dict.fromkeys(("blacklisted", "blocked", "skip", "skipped", "spam"), "blocklisted"),
}
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BrevoEvent:
    """One event; `state` None: stored, nothing to apply. `unreachable`: why `address` gets nothing any more."""

    key: str
    channel: Literal["sms", "email"]
    body: str
    attempt_id: UUID | None
    provider_id: str | None
    state: str | None
    permanent: bool
    reason: str | None
    # The phone (E.164) or the email that it was for.
    address: str | None
    unreachable: str | None
    reply: str | None
    # What the message cost.
    credits: float | None


def read_events(channel: Literal["sms", "email"], body: bytes) -> list[BrevoEvent]:
    """The events of a body, one object or an array of them; what else stands in an array is left aside.

    Raises ValueError when there is no event at all. What we refuse Brevo drops: one null must not cost the others.
    """
    try:
        result = json.loads(body.decode("utf-8"))
    except (UnicodeDecodeError, RecursionError) as error:
        raise ValueError("the body is not JSON") from error
    items = result if isinstance(result, list) else [result]
    events = [_read(channel, item) for item in items if isinstance(item, dict)]
    if items and not events:
        raise ValueError("the body is neither an event nor a list of events")
    return events


def _read(channel: Literal["sms", "email"], item: dict[str, Any]) -> BrevoEvent:
    item = clean(item)
    status = _plain(item.get("msg_status") or item.get("event"))
    provider_id = _id(item.get("messageId") or item.get("message_id") or item.get("message-id"))
    state, permanent, reason = _STATES.get(status, (None, False, None))
    reply = str(item["reply"]).strip() if channel == "sms" and item.get("reply") else ""
    address = _address(channel, item)
    known_by = provider_id or f"webhook-{item.get('id')}"
    return BrevoEvent(
        key=_key(channel, known_by, status, _moment(item), address, reply),
        channel=channel,
        body=json.dumps(item, ensure_ascii=False),
        attempt_id=_tag(item),
        provider_id=provider_id,
        state=state,
        permanent=permanent,
        reason=reason,
        address=address,
        unreachable="stop" if is_stop(reply) else _UNREACHABLE.get(status),
        reply=reply if is_ok(reply) else None,
        credits=_credits(item.get("credits_used")),
    )


def _key(*parts: str | None) -> str:
    """Of one length, for an index holds no long text and one event too long must not cost its batch."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _id(written: Any) -> str | None:
    """A message's id as text; some writers of JSON make 77.0 of 77."""
    if isinstance(written, float) and written.is_integer():
        written = int(written)
    return str(written).strip() or None if written else None


def _moment(item: dict[str, Any]) -> str | None:
    result = (item.get(name) for name in ("ts_event", "ts_epoch", "ts", "date"))
    return next((_id(moment) for moment in result if moment), None)


def _address(channel: str, item: dict[str, Any]) -> str | None:
    if channel == "email":
        return parseaddr(str(item.get("email") or ""))[1] or None
    digits = re.sub(r"\D", "", _id(item.get("to")) or "").removeprefix("00")
    # Ten digits are a number of ours without its country; Brevo's own always have it.
    return to_e164(digits if len(digits) == 10 else f"+{digits}") if digits else None


def _credits(result: Any) -> float | None:
    try:
        cost = float(result)
    except (TypeError, ValueError, OverflowError):
        return None
    # What the column holds; NaN is no number either.
    return cost if 0 <= cost < 100_000 else None


def _plain(written: Any) -> str:
    return "".join(character for character in str(written or "").lower() if character.isalnum())


def _tag(item: dict[str, Any]) -> UUID | None:
    """The attempt's id, wherever the tags hold it: a list, one text, or a list written as text."""
    found = _UUID.search(json.dumps([item.get("tag"), item.get("tags")]))
    return UUID(found[0]) if found else None

"""Brevo's delivery events, in the domain's words. Spellings vary: lower case, without `_`, `-` or space, is compared.

SMS: `messageId`, `msg_status`, `ts_event` (Unix seconds), `to` (digits without +), `tag`. Email: `message-id`, `event`,
`ts_event`, `tags`. No event id exists: an event is known by message, status and moment.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from backend.phones import to_e164
from backend.vapi.wire import clean

# status: (state it proves or None, permanent, reason)
_STATES: dict[str, tuple[str | None, bool, str | None]] = {
    "sent": ("handed_over", False, None),
    "accepted": ("handed_over", False, None),
    "request": ("handed_over", False, None),
    "delivered": ("delivered", False, None),
    "softbounce": ("failed", True, "soft_bounce"),
    "hardbounce": ("failed", True, "hard_bounce"),
    "rejected": ("failed", True, "refused"),
    "skip": ("failed", True, "blocklisted"),
    "blacklisted": ("failed", True, "blocklisted"),
    "blocked": ("failed", True, "blocklisted"),
    "invalidemail": ("failed", True, "hard_bounce"),
    "error": ("failed", True, "refused"),
}
_STOPPED = ("unsubscribe", "unsubscribed")
_UNREACHABLE = {
    **dict.fromkeys(("hardbounce", "invalidemail"), "hard_bounce"),
    **dict.fromkeys(("blacklisted", "blocked", "skip"), "blocklisted"),
}
_STOP = frozenset({"stop", "arret", "arrêt"})


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
    """The events of a body, one object or an array of them. Raises ValueError when it is neither."""
    try:
        result = json.loads(body.decode("utf-8"))
    except (UnicodeDecodeError, RecursionError) as error:
        raise ValueError("the body is not JSON") from error
    items = result if isinstance(result, list) else [result]
    if not all(isinstance(item, dict) for item in items):
        raise ValueError("the body is neither an event nor a list of events")
    return [_read(channel, item) for item in items]


def _read(channel: Literal["sms", "email"], item: dict[str, Any]) -> BrevoEvent:
    item = clean(item)
    status = _plain(item.get("msg_status") or item.get("event"))
    provider_id = item.get("messageId") or item.get("message_id") or item.get("message-id")
    state, permanent, reason = _STATES.get(status, (None, False, None))
    reply = str(item["reply"]).strip() if channel == "sms" and item.get("reply") else None
    stopped = status in _STOPPED or (reply or "").lower() in _STOP
    known_by = provider_id or f"webhook-{item.get('id')}"
    return BrevoEvent(
        key="|".join([channel, str(known_by), status, str(item.get("ts_event"))]),
        channel=channel,
        body=json.dumps(item, ensure_ascii=False),
        attempt_id=_tag(item.get("tag") or item.get("tags")),
        provider_id=str(provider_id) if provider_id else None,
        state=state,
        permanent=permanent,
        reason=reason,
        address=_address(channel, item),
        unreachable="stop" if stopped else _UNREACHABLE.get(status),
        reply=reply if (reply or "").lower().strip(" .!") == "ok" else None,
        credits=_credits(item.get("credits_used")),
    )


def _address(channel: str, item: dict[str, Any]) -> str | None:
    if channel == "email":
        return str(item["email"]) if item.get("email") else None
    return to_e164(f"+{str(item['to']).lstrip('+')}") if item.get("to") else None


def _credits(result: Any) -> float | None:
    try:
        cost = float(result)
    except (TypeError, ValueError, OverflowError):
        return None
    # What the column holds; NaN is no number either.
    return cost if 0 <= cost < 100_000 else None


def _plain(written: Any) -> str:
    return "".join(character for character in str(written or "").lower() if character.isalnum())


def _tag(written: Any) -> UUID | None:
    tags = written if isinstance(written, list) else [written]
    for tag in tags:
        try:
            return UUID(str(tag))
        except ValueError:
            continue
    return None

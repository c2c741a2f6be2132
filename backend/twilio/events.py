"""Twilio's status callbacks, in the domain's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MACHINES = ("machine_", "fax")
# MessageStatus: (state it proves, reason)
_MESSAGES: dict[str, tuple[str, str | None]] = {
    **dict.fromkeys(("accepted", "queued", "sending", "sent"), ("handed_over", None)),
    **dict.fromkeys(("delivered", "read"), ("delivered", None)),
    **dict.fromkeys(("undelivered", "failed", "canceled"), ("failed", "refused")),
}
_ERRORS = {
    "21610": "stop", "30003": "soft_bounce", "30005": "hard_bounce", "30006": "hard_bounce", "30002": "refused_account",
    "30004": "blocklisted", "30007": "blocklisted", "30032": "refused_account", "30034": "refused_account",
}  # fmt: skip
# CallStatus; what became of a completed one is said by who answered.
_CALLS: dict[str, tuple[str, str | None]] = {
    **dict.fromkeys(("queued", "initiated", "ringing", "in-progress"), ("handed_over", None)),
    "busy": ("failed", "busy"),
    "no-answer": ("failed", "no_answer"),
    **dict.fromkeys(("failed", "canceled"), ("failed", "call_failed")),
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a message or of a call. A call is never `delivered` by its status: only a key says that."""

    provider_id: str
    state: str
    reason: str | None


def message_receipt(posted: Mapping[str, str]) -> Receipt | None:
    """Of a message; None for a status that says nothing of it."""
    known = _MESSAGES.get(posted.get("MessageStatus", ""))
    if known is None:
        return None
    state, reason = known
    return Receipt(posted.get("MessageSid", ""), state, _ERRORS.get(posted.get("ErrorCode", ""), reason))


def call_receipt(posted: Mapping[str, str]) -> Receipt | None:
    """Of a call; None for a status that says nothing of it."""
    status = posted.get("CallStatus", "")
    if status == "completed":
        reason = "voicemail" if is_machine(posted) else "no_key"
        return Receipt(posted.get("CallSid", ""), "failed", reason)
    known = _CALLS.get(status)
    return Receipt(posted.get("CallSid", ""), *known) if known else None


def is_machine(posted: Mapping[str, str]) -> bool:
    """A voicemail or a fax answered; what is not known to be a machine is spoken to, and has to press a key."""
    return posted.get("AnsweredBy", "").startswith(MACHINES)

"""What Vapi's REST interface answers, as small typed values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from backend.wire import moment


class VapiError(Exception):
    """Vapi did not do it. `in_doubt`: it may have done it all the same. The answer holds no personal data."""

    def __init__(self, reason: str, answer: str, *, in_doubt: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.answer = answer
        self.in_doubt = in_doubt


@dataclass(frozen=True, slots=True)
class ListedCall:
    """What the comparison needs of a call that Vapi knows, and the call object as it was listed."""

    vapi_call_id: str
    created_at: datetime
    ended: bool
    ended_at: datetime | None
    told: dict[str, Any] = field(repr=False)

    @property
    def is_whole(self) -> bool:
        """True when the list told all that there is: nothing more need be asked about it."""
        return self.ended and bool(self.told.get("artifact"))


@dataclass(frozen=True, slots=True)
class Order:
    """A call to place: from one of our lines, by an assistant, to one number, under a name of its own."""

    name: str
    line_id: str
    assistant_id: str
    number: str


@dataclass(frozen=True, slots=True)
class FoundCall:
    """One call as it stands at Vapi."""

    vapi_call_id: str
    answered_at: datetime | None
    ended_reason: str | None


def listed(item: dict[str, Any]) -> ListedCall | None:
    """One entry of the list; None for one that cannot be told apart."""
    created_at = moment(item.get("createdAt"))
    if not item.get("id") or created_at is None:
        return None
    ended = item.get("status") == "ended"
    ended_at = moment(item.get("endedAt")) or moment(item.get("updatedAt"))
    return ListedCall(str(item["id"]), created_at, ended, ended_at if ended else None, item)


def found(item: dict[str, Any]) -> FoundCall:
    """A call object (it has an id) by what a trial asks of it."""
    reason = item.get("endedReason")
    return FoundCall(str(item["id"]), moment(item.get("startedAt")), reason if isinstance(reason, str) else None)

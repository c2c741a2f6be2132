"""Who gets nothing any more: after one hard bounce, one STOP, or by command."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from backend.local.standins.brevo.commands import Command

Cause = Literal["hardBounce", "adminBlocked", "unsubscribedViaApi"]


@dataclass(frozen=True)
class Blocked:
    """Since when, and why."""

    since: str
    cause: Cause


class Blocklist:
    """Numbers with their +, and addresses."""

    def __init__(self) -> None:
        self._blocked: dict[str, Blocked] = {}

    def __contains__(self, recipient: str) -> bool:
        return recipient in self._blocked

    def add(self, recipient: str, cause: Cause) -> None:
        """Nothing reaches it any more."""
        self._blocked.setdefault(recipient, Blocked(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.000Z}", cause))

    def remove(self, recipient: str) -> bool:
        """True when it was blocked."""
        return self._blocked.pop(recipient, None) is not None

    def obey(self, command: Command) -> None:
        """Block and unblock what the command names."""
        for recipient in command.block:
            self.add(known_as(recipient), "adminBlocked")
        for recipient in command.unblock:
            self.remove(known_as(recipient))

    def reset(self) -> None:
        """Everybody gets everything."""
        self._blocked.clear()

    def described(self) -> list[str]:
        """For whoever asks how it stands."""
        return sorted(self._blocked)

    def emails(self) -> list[dict[str, Any]]:
        """The addresses, as `GET /smtp/blockedContacts` tells them. There is no such list of numbers."""
        return [
            {
                "email": recipient,
                "senderEmail": "",
                "blockedAt": blocked.since,
                "reason": {"code": blocked.cause, "message": blocked.cause},
            }
            for recipient, blocked in self._blocked.items()
            if "@" in recipient
        ]


def known_as(written: str) -> str:
    """One way to write a number: with its +. Addresses stay as they are."""
    return written if "@" in written else f"+{written.strip().removeprefix('+')}"

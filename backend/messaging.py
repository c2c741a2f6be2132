"""What every provider of messages shares: how a message is handed over, refused, or in doubt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Channel = Literal["sms", "email", "call"]
Provider = Literal["brevo", "twilio"]


class SendError(Exception):
    """Not sent. `permanent`: the same would be refused again. `in_doubt`: it may have been accepted all the same."""

    def __init__(self, reason: str, answer: str, *, permanent: bool = False, in_doubt: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.answer = answer
        self.permanent = permanent
        self.in_doubt = in_doubt


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Accepted by the provider: not yet received by anyone. `credits`: what it cost, where it says so at once."""

    provider_id: str
    credits: float | None


class AskLater(Exception):
    """Not to be known now; ask again after `seconds`."""

    def __init__(self, seconds: float, reason: str) -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.reason = reason

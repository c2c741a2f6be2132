"""A message of a call on its way to the webhook, and the telling of a whole call."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Posting:
    """One message to post, so many seconds after the call began."""

    offset: float
    kind: str
    body: dict[str, Any]


# Give back the answer to each posting with `send`; only a tool call's answer is read.
Telling = Generator[Posting, Mapping[str, Any] | None, None]
# What becomes of the messages between Vapi and us.
OnTheWay = Callable[[Telling], Telling]

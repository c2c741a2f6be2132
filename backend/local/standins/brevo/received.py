"""What was really received: the truth against which “lost 0, sent twice 0” is counted."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from backend.local.standins.brevo.commands import Channel

Fate = Literal["delivered", "silence", "bounce_hard", "bounce_soft", "rejected", "blocked", "sandbox"]


@dataclass(frozen=True, slots=True)
class Received:
    """One accepted message to one recipient: a number with its +, or an address."""

    channel: Channel
    message_id: str
    recipient: str
    sender: str
    content: str
    tags: tuple[str, ...]
    # Unix seconds.
    at: float
    fate: Fate
    # The request as it came, for whoever checks what is really sent.
    body: dict[str, Any]
    subject: str = ""
    prefix: str = ""
    type: str = "transactional"
    # The header X-Mailin-custom, echoed in the events of an email.
    custom: str = ""
    sms_count: int = 0
    credits_used: float = 0.0
    reference: str = ""


class ReceivedMessages:
    """In memory, and in a file so that killing the stand-in loses nothing of it."""

    def __init__(self, file: Path | None) -> None:
        self._messages: list[Received] = list(_read(file)) if file and file.exists() else []
        # One write a line, without a buffer: what was answered is on the file.
        self._file = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600) if file else None
        if self._file is not None:
            _end_torn_line(self._file)

    def add(self, message: Received) -> None:
        """Count one message. Returns once it cannot be lost any more."""
        if self._file is not None:
            os.write(self._file, json.dumps(asdict(message), ensure_ascii=False).encode() + b"\n")
        self._messages.append(message)

    def all(self, *, channel: str | None = None, tag: str | None = None) -> list[Received]:
        """In order of arrival."""
        return [
            message
            for message in self._messages
            if channel in (None, message.channel) and (tag is None or tag in message.tags)
        ]

    def last_to(self, number: str) -> Received | None:
        """The last SMS to that number."""
        sms = (message for message in reversed(self._messages) if message.channel == "sms")
        return next((message for message in sms if message.recipient == number), None)

    def reset(self) -> None:
        """Forget everything, the file's content too."""
        self._messages.clear()
        if self._file is not None:
            os.ftruncate(self._file, 0)


def _read(file: Path) -> Iterator[Received]:
    for line in file.read_bytes().splitlines():
        try:
            found: dict[str, Any] = json.loads(line)
        except ValueError:
            # Cut short by a kill, and so never answered.
            continue
        yield Received(**{**found, "tags": tuple(found["tags"])})


def _end_torn_line(file: int) -> None:
    size = os.fstat(file).st_size
    if size and os.pread(file, 1, size - 1) != b"\n":
        os.write(file, b"\n")

"""What nobody sends in good faith: bodies of every shape, and senders that never come to an end."""

from __future__ import annotations

import contextlib
import json
import socket
from random import Random
from typing import Any
from urllib.parse import urlsplit

TYPES = (
    "tool-calls",
    "status-update",
    "end-of-call-report",
    "transcript",
    "hang",
    "",
    "é" * 400,
    "\x00",
    "unknown.type",
)
FIELDS = ("call", "artifact", "analysis", "toolCallList", "timestamp", "status", "customer", "endedReason", "costs")


def nonsense(rng: Random) -> bytes:
    """One body: random bytes, broken JSON, deep JSON, or an envelope with the wrong things in the right places."""
    match rng.randrange(5):
        case 0:
            return rng.randbytes(rng.randrange(400))
        case 1:
            return b'{"message": {"type": "hang"' + b"," * rng.randrange(50)
        case 2:
            depth = rng.randrange(2, 3_000)
            return b'{"message": ' + b"[" * depth + b"]" * depth + b"}"
        case 3:
            return json.dumps(
                {"message": {"type": rng.choice(TYPES), "call": {"id": "x" * rng.randrange(9_000)}}}
            ).encode()
    result = {name: anything(rng, 3) for name in rng.sample(FIELDS, rng.randrange(len(FIELDS)))}
    return json.dumps({"message": {"type": rng.choice(TYPES), **result}}).encode()


def anything(rng: Random, depth: int) -> Any:
    """Any JSON value."""
    if depth and rng.random() < 0.5:
        inside = [anything(rng, depth - 1) for _ in range(rng.randrange(4))]
        return inside if rng.random() < 0.5 else {rng.choice(FIELDS): one for one in inside}
    return rng.choice([None, True, -1, 1e308, 10**30, "", "\ud83d", "a\x00b", "2026-11-23", "é" * 2_000, [], {}])


class Slow:
    """A sender that announces a body and brings it a byte at a time."""

    def __init__(self, url: str) -> None:
        place = urlsplit(url)
        self._at = (place.hostname or "127.0.0.1", place.port or 80)
        self._connection: socket.socket | None = None

    def drip(self) -> None:
        """One more byte; begins anew once it was shown out."""
        with contextlib.suppress(OSError):
            if self._connection is None:
                self._connection = socket.create_connection(self._at, timeout=2)
                self._connection.sendall(b"POST /vapi HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
            self._connection.sendall(b"x")
            return
        self.close()

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

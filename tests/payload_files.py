"""The example messages, copied from the reference: one place to read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

PAYLOADS = Path(__file__).parent / "payloads"


def body(path: str) -> bytes:
    """The raw bytes of one example, e.g. `vapi/hang.json`."""
    return (PAYLOADS / path).read_bytes()


def message(path: str) -> dict[str, Any]:
    """The `message` object of one example, to be changed at will."""
    loaded: dict[str, Any] = json.loads(body(path))
    return dict(loaded["message"])


def envelope(fields: dict[str, Any]) -> bytes:
    """A body around a message object."""
    return json.dumps({"message": fields}, ensure_ascii=False).encode()


def sequence() -> list[bytes]:
    """Call A in order, one body a message."""
    return (PAYLOADS / "sequences" / "call-a.in-order.jsonl").read_bytes().splitlines()


def server_messages() -> list[str]:
    """The path of every example that is a server message."""
    folders = ("vapi", "vapi-edge")
    return sorted(str(p.relative_to(PAYLOADS)) for folder in folders for p in (PAYLOADS / folder).glob("*.json"))

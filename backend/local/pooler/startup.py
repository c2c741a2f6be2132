"""The first message of a Postgres client: read, and written again as the pooler passes it on.

https://www.postgresql.org/docs/current/protocol-message-formats.html
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

PROTOCOL = 196_608
CANCEL, TLS, GSS = 80_877_102, 80_877_103, 80_877_104
HEAD = struct.Struct("!II")
LONGEST = 10_000
# Whatever else a client asks for at its start gets lost on the way; a SET after connecting does not.
PASSED_ON = ("search_path", "jit")
NO_TENANT = "(ENOIDENTIFIER) no tenant identifier provided (external_id or sni_hostname required)"
FULL = "(EMAXCONNSESSION) max clients reached in session mode - max clients are limited to pool_size: {size}"


class NotForUs(Exception):
    """A first message that no pooler passes on; the words are for the client."""


@dataclass(frozen=True)
class First:
    """A whole first message: what it is, and its bytes."""

    code: int
    message: bytes


def first(received: bytes) -> First | None:
    """The first message, once all of it is there. Raises NotForUs for bytes that are none."""
    if len(received) < HEAD.size:
        return None
    length, code = HEAD.unpack_from(received)
    if not HEAD.size <= length <= LONGEST:
        raise NotForUs("invalid length of startup packet")
    return First(code, received[:length]) if len(received) >= length else None


def passed_on(message: bytes) -> bytes:
    """The start as the database gets it: the project's name taken off the user's. Raises NotForUs."""
    asked = parameters(message)
    user, dot, project = asked.get("user", "").rpartition(".")
    if not dot or not user or not project:
        raise NotForUs(NO_TENANT)
    kept = {name: asked[name] for name in PASSED_ON if name in asked}
    return written({"user": user, "database": asked.get("database", "postgres"), "application_name": "Supavisor",
                    "client_encoding": "UTF8", **kept})  # fmt: skip


def parameters(message: bytes) -> dict[str, str]:
    """What the client asks for by name."""
    words = message[HEAD.size :].rstrip(b"\x00").decode("utf-8", "replace").split("\x00")
    return dict(zip(words[::2], words[1::2], strict=False))


def written(asked: dict[str, str]) -> bytes:
    """A start with these parameters."""
    body = b"".join(f"{name}\x00{value}\x00".encode() for name, value in asked.items()) + b"\x00"
    return HEAD.pack(HEAD.size + len(body), PROTOCOL) + body


def refusal(words: str) -> bytes:
    """An ErrorResponse that ends the connection."""
    fields = (("S", "FATAL"), ("V", "FATAL"), ("C", "XX000"), ("M", words))
    body = b"".join(f"{kind}{value}\x00".encode() for kind, value in fields) + b"\x00"
    return b"E" + struct.pack("!I", len(body) + 4) + body

"""One-time codes of half a minute (RFC 6238), as a telephone shows them."""

from __future__ import annotations

import base64
import hmac
from hashlib import sha1

PERIOD_S = 30
DIGITS = 6


def code(secret: str, at: float) -> str:
    """The code of that moment."""
    digest = hmac.digest(base64.b32decode(secret), int(at // PERIOD_S).to_bytes(8, "big"), sha1)
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"

"""Is it really Vapi? HMAC over the raw body, or a bearer secret; two secrets at once while one is being changed."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping, Sequence

SIGNATURE_HEADER = "x-signature"
TIMESTAMP_HEADER = "x-timestamp"
LEGACY_HEADER = "x-vapi-secret"
WINDOW_S = 300
_MS_THRESHOLD = 1e11


def is_authentic(headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: float) -> bool:
    """True when the request carries a valid proof. Header names must be lower case; `now` in Unix seconds.

    HMAC as in Vapi's custom credential: SHA-256 of `{timestamp}.{body}`, hex or base64, `sha256=` prefix allowed,
    within five minutes. Else `Authorization: Bearer <secret>` or `X-Vapi-Secret: <secret>`.
    Every comparison is constant-time.
    """
    signature = headers.get(SIGNATURE_HEADER)
    if signature is not None:
        return _is_signed(signature, headers.get(TIMESTAMP_HEADER, ""), body, secrets, now)
    offered = headers.get(LEGACY_HEADER) or _bearer(headers.get("authorization", ""))
    return _matches_any(offered.encode(), [secret.encode() for secret in secrets])


def sign(secret: str, body: bytes, timestamp: str) -> str:
    """The hex signature that Vapi would put in `x-signature`."""
    return _signature(secret, body, timestamp).hex()


def _signature(secret: str, body: bytes, timestamp: str) -> bytes:
    return hmac.digest(secret.encode(), timestamp.encode() + b"." + body, "sha256")


def _is_signed(signature: str, timestamp: str, body: bytes, secrets: Sequence[str], now: float) -> bool:
    if not _is_recent(timestamp, now):
        return False
    offered = _digest(signature.removeprefix("sha256="))
    return _matches_any(offered, [_signature(secret, body, timestamp) for secret in secrets])


def _is_recent(timestamp: str, now: float) -> bool:
    # The unit is not documented: both seconds and milliseconds are understood.
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 16:
        return False
    sent = float(timestamp)
    return abs(now - (sent / 1000 if sent > _MS_THRESHOLD else sent)) <= WINDOW_S


def _digest(written: str) -> bytes:
    try:
        return bytes.fromhex(written)
    except ValueError:
        pass
    try:
        return base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _bearer(authorization: str) -> str:
    scheme, _, token = authorization.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _matches_any(offered: bytes, expected: Sequence[bytes]) -> bool:
    # No early exit: the time taken must not tell which secret came close.
    found = False
    for candidate in expected:
        found |= bool(candidate) and hmac.compare_digest(offered, candidate)
    return found

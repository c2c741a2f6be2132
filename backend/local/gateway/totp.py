"""A second factor's secret, what a telephone needs to make its codes, and whether one is right."""

from __future__ import annotations

import base64
import hmac
import io
import secrets
import time
from urllib.parse import quote, urlencode

import segno

from backend.totp import DIGITS, PERIOD_S, code


def new_secret() -> str:
    """160 bits, as a telephone reads them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def is_right(secret: str, given: str) -> bool:
    """True for the code of now, or of the half minute before or after: clocks differ."""
    now = time.time()
    return any(hmac.compare_digest(code(secret, now + PERIOD_S * away).encode(), given.encode()) for away in (-1, 0, 1))


def uri(secret: str, issuer: str, email: str) -> str:
    """What the picture says."""
    label = f"{quote(issuer, safe='')}:{quote(email, safe='@')}"
    values = {"algorithm": "SHA1", "digits": DIGITS, "issuer": issuer, "period": PERIOD_S, "secret": secret}
    return f"otpauth://totp/{label}?{urlencode(values, quote_via=quote)}"


def picture(address: str) -> str:
    """The QR code, as SVG."""
    drawn = io.BytesIO()
    segno.make(address, micro=False).save(drawn, kind="svg", scale=4, xmldecl=False)
    return drawn.getvalue().decode()

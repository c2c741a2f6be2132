"""Is it really Twilio? X-Twilio-Signature: HMAC-SHA1 of the address that it called and of what it posted."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable

HEADER = "x-twilio-signature"


def sign(token: str, url: str, posted: Iterable[tuple[str, str]]) -> str:
    """What Twilio puts in the header: the whole address, then each field and value in the order of their names.

    A value posted twice under one name counts once, as in Twilio's own libraries.
    """
    fields = sorted(set(posted))
    signed = url + "".join(name + value for name, value in fields)
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def is_authentic(token: str, url: str, posted: Iterable[tuple[str, str]], offered: str) -> bool:
    """`url` is the public address that Twilio was given, whatever the proxies made of it."""
    return hmac.compare_digest(sign(token, url, posted).encode(), offered.encode())

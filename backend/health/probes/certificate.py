"""How many days the certificates of our public addresses are still good for."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

from backend.health.probes.reading import LOOPBACK, NOT_SET, PATIENCE_S, Reading
from backend.settings.places import points_off_loopback

# Those of Let's Encrypt are renewed thirty days before their end: at fourteen, nobody renewed.
LEAST_DAYS = 14
DAY_S = 86_400


async def certificate(urls: Sequence[str], trust: ssl.SSLContext | None = None) -> list[Reading]:
    """`certificate`: days left of the one that ends first. Only `https` addresses have one."""
    given = [url for url in urls if url]
    public = [url for url in given if urlsplit(url).scheme == "https"]
    if not public:
        outside = any(points_off_loopback(url) for url in given)
        return [Reading("certificate", False, detail="no_https" if outside else LOOPBACK if given else NOT_SET)]
    try:
        ends = [await _ends_at(url, trust or ssl.create_default_context()) for url in public]
    except ssl.SSLCertVerificationError as error:
        return [Reading("certificate", False, detail="expired" if error.verify_code == 10 else "untrusted")]
    days = (min(ends) - time.time()) / DAY_S
    return [Reading("certificate", days >= LEAST_DAYS, round(days, 1))]


async def _ends_at(url: str, trust: ssl.SSLContext) -> float:
    parts = urlsplit(url)
    async with asyncio.timeout(PATIENCE_S):
        _, writer = await asyncio.open_connection(parts.hostname, parts.port or 443, ssl=trust)
    try:
        result = writer.get_extra_info("peercert") or {}
        return float(ssl.cert_time_to_seconds(str(result["notAfter"])))
    finally:
        writer.close()

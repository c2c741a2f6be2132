"""The security headers of every answer."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

from backend.settings.console import ConsoleSettings

INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
ONE_YEAR_S = 365 * 24 * 3600


def script_hashes(html: str) -> str:
    """The inline scripts of our own page, as the policy names them."""
    return " ".join(f"'sha256-{_digest(script)}'" for script in INLINE_SCRIPT.findall(html))


def content_policy(hashes: str, host: str, *, is_https: bool) -> str:
    """Only our own files and the inline scripts of `hashes` run; nothing may frame us or be posted elsewhere.

    Streamlit styles by script, hence inline styles. Recordings play through the gate.
    """
    # Older Safari does not take 'self' to cover the websocket.
    socket = f" {'wss' if is_https else 'ws'}://{host}" if host else ""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {hashes}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self' blob:",
            f"connect-src 'self'{socket}",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def fixed_headers(settings: ConsoleSettings) -> dict[str, str]:
    """Those that are the same on every answer."""
    headers = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Robots-Tag": "noindex, nofollow",
    }
    if settings.is_https:
        headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR_S}; includeSubDomains"
    return headers


def adding(send: Send, extra: dict[str, str]) -> Send:
    """A `send` that puts the headers on the answer's start and touches nothing else, so that bodies still stream."""

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in extra.items():
                headers[name] = value
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return send_with_headers


def _digest(script: str) -> str:
    return b64encode(sha256(script.encode()).digest()).decode()

"""Which names a program answers to: a Host header is written by whoever asks, and no answer may follow it."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers

LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


def knows_host(headers: Headers, hosts: Iterable[str]) -> bool:
    """False for a name that is not ours: a rebound DNS name, a forged Host header, two of them."""
    given = headers.getlist("host")
    return len(given) == 1 and _hostname(given[0]) in tuple(hosts)


def _hostname(host: str) -> str | None:
    try:
        parts = urlsplit(f"//{host}")
        # Reading the port also checks it.
        is_plain = parts.username is None and parts.netloc == host and (parts.port is None or parts.port > 0)
    except ValueError:
        return None
    return parts.hostname if is_plain else None

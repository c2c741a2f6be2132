"""Is this request addressed to us, and does it come from one of our own pages?"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from backend.settings.console import ConsoleSettings
from backend.settings.hosts import LOCAL_HOSTS, knows_host

HARMLESS = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True)
class Origin:
    """The addresses this console answers to."""

    scheme: str
    public: str
    hosts: tuple[str, ...]

    def knows_host(self, headers: Headers) -> bool:
        """False for a name that is not ours: a rebound DNS name, a forged Host header."""
        return knows_host(headers, self.hosts)

    def is_ours(self, headers: Headers) -> bool:
        """False when a browser says that another site sent this. Programs other than browsers say nothing."""
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site", "none") in ("none", "same-origin")
        return origin in (self.public, f"{self.scheme}://{headers.get('host', '')}")


def origin_of(settings: ConsoleSettings) -> Origin:
    """The console's address, and this machine's own names as long as it is not in production."""
    parts = urlsplit(settings.CONSOLE_URL)
    hosts = (str(parts.hostname), *(() if settings.in_production and settings.is_https else LOCAL_HOSTS))
    return Origin(parts.scheme, f"{parts.scheme}://{parts.netloc}", hosts)

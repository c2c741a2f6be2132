"""What the stand-in needs: its own address and key, and the webhook that it tells."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from pydantic import SecretStr

from backend.settings.base import BadSetting, Settings


class RestSettings(Settings):
    """The very names that the programs read, seen from the other side."""

    urls: ClassVar[tuple[str, ...]] = ("VAPI_API_URL", "WEBHOOK_URL")

    VAPI_API_URL: str
    VAPI_API_KEY: SecretStr
    VAPI_WEBHOOK_SECRET: SecretStr
    WEBHOOK_URL: str
    # Where Paul transfers to; empty: the account begins unconfigured.
    VAPI_TRANSFER_NUMBER: str = ""
    # Where the calls that ended are kept, one JSON a line.
    VAPI_STANDIN_LOG: Path | None = None

    @property
    def port(self) -> int:
        """The port written in VAPI_API_URL. Raises BadSetting when there is none."""
        port = urlsplit(self.VAPI_API_URL).port
        if port is None:
            raise BadSetting("VAPI_API_URL", "un port de cette machine est attendu")
        return port

    def require_loopback(self) -> None:
        """Raise BadSetting when an address is elsewhere: invented calls are told to a local webhook only."""
        if self.in_production:
            raise BadSetting("VAPI_API_URL ou WEBHOOK_URL", "mène hors de cette machine, que le simulateur sert seule")

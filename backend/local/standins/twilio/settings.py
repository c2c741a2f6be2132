"""What the stand-in needs: its own address, the account that it knows, the number that is the account's."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlsplit

from pydantic import SecretStr

from backend.settings.base import BadSetting, Settings


class StandinSettings(Settings):
    """The very names that the programs read, seen from the other side."""

    urls: ClassVar[tuple[str, ...]] = ("TWILIO_API_URL", "WEBHOOK_URL")

    TWILIO_API_URL: str
    TWILIO_ACCOUNT_SID: str
    TWILIO_AUTH_TOKEN: SecretStr
    TWILIO_NUMBER: str
    # Where the number tells what is answered to it.
    WEBHOOK_URL: str

    @property
    def port(self) -> int:
        """The port written in TWILIO_API_URL. Raises BadSetting when there is none."""
        port = urlsplit(self.TWILIO_API_URL).port
        if port is None:
            raise BadSetting("TWILIO_API_URL", "un port de cette machine est attendu")
        return port

    def require_loopback(self) -> None:
        """Raise BadSetting when an address is elsewhere: invented replies are told to a local webhook only."""
        if self.in_production:
            raise BadSetting("TWILIO_API_URL ou WEBHOOK_URL", "mène hors de cette machine")

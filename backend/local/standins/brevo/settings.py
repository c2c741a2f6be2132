"""What the stand-in needs: its own address and key, and the webhook that it tells."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlsplit

from pydantic import SecretStr

from backend.settings.base import BadSetting, Settings


class StandinSettings(Settings):
    """The very names that the programs read, seen from the other side."""

    urls: ClassVar[tuple[str, ...]] = ("BREVO_API_URL", "WEBHOOK_URL")

    BREVO_API_URL: str
    BREVO_API_KEY: SecretStr
    BREVO_WEBHOOK_TOKEN: SecretStr
    WEBHOOK_URL: str

    @property
    def port(self) -> int:
        """The port written in BREVO_API_URL. Raises BadSetting when there is none."""
        port = urlsplit(self.BREVO_API_URL).port
        if port is None:
            raise BadSetting("BREVO_API_URL", "un port de cette machine est attendu")
        return port

    def require_loopback(self) -> None:
        """Raise BadSetting when an address is elsewhere: invented events are told to a local webhook only."""
        if self.in_production:
            raise BadSetting("BREVO_API_URL ou WEBHOOK_URL", "mène hors de cette machine, que le simulateur sert seule")

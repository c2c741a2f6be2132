"""What the stand-in needs to know: where the webhook is, the shared secret, and for the history the database."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from pydantic import SecretStr

from backend.settings.base import Settings


class PlayerSettings(Settings):
    """Playing calls over HTTP."""

    urls: ClassVar[tuple[str, ...]] = ("WEBHOOK_URL", "VAPI_API_URL")

    WEBHOOK_URL: str
    VAPI_WEBHOOK_SECRET: SecretStr
    # The stand-in's REST interface, where what is played is listed too.
    VAPI_API_URL: str = ""

    @property
    def endpoint(self) -> str:
        """Where Vapi's messages go."""
        return f"{self.WEBHOOK_URL.rstrip('/')}/vapi"


class PreloadSettings(Settings):
    """Writing sixty days of history."""

    urls: ClassVar[tuple[str, ...]] = ("SUPABASE_DB_URL",)

    SUPABASE_DB_URL: SecretStr
    # Where the stand-in keeps the calls that it lists.
    VAPI_STANDIN_LOG: Path | None = None
